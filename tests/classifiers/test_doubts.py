"""The turns most worth a look."""

from coach.classifiers import ReplyJudgement, Utterance
from coach.classifiers.doubts import doubts
from coach.labels import Label


def test_doubts_have_their_reasons_and_the_heaviest_comes_first() -> None:
    chat = [
        Utterance("customer", "穿多大码"),
        Utterance("agent", "您平时穿多大呢"),
        Utterance("customer", "能便宜点吗"),
        Utterance("customer", "[图片]"),
    ]
    judged = [
        Label("size", 0.9, "model"),
        ReplyJudgement(Label("proactive", 0.5, "model", unsure=True), moves=("probe",)),
        Label("logistics", 0.4, "model", unsure=True),
        Label("none", 1.0, "cues"),
    ]
    found = doubts([chat], [judged], language="zh")
    assert [(doubt.turn, doubt.reasons) for doubt in found] == [
        (2, ("low_score", "cues_disagree")),
        (1, ("low_score",)),
    ]
    assert found[0].weight > found[1].weight


def test_a_label_that_hardly_occurs_is_worth_a_look() -> None:
    chats = [[Utterance("customer", "有货吗")]] * 99 + [[Utterance("customer", "啥呀")]]
    judged = [[Label("stock", 0.9, "model")]] * 99 + [[Label("usage", 0.9, "model")]]
    found = doubts(chats, judged, language="zh")
    assert [(doubt.dialogue, doubt.reasons) for doubt in found] == [(99, ("rare_label",))]
