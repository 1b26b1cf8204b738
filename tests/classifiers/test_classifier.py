"""Labels of turns, with what goes with what."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from coach.classifiers import Classifier, ReplyJudgement, Utterance, load_classifier
from coach.classifiers.classifier import reply_judgement
from coach.labels import Label

CHAT = [
    Utterance("customer", "穿多大码"),
    Utterance("agent", "您平时穿多大呢"),
    Utterance("agent", "建议您拍L码"),
    Utterance("customer", "好的谢谢"),
    Utterance("agent", "不客气亲"),
]


@pytest.fixture(scope="module")
def classifier(small_models: Path) -> Iterator[Classifier]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_MODELS", str(small_models))
        load_classifier.cache_clear()
        yield load_classifier("zh")
        load_classifier.cache_clear()


def test_customers_get_a_type_and_agents_a_stance(classifier: Classifier) -> None:
    size, probe, recommendation, thanks, closing = classifier.classify([CHAT])[0]
    assert isinstance(size, Label)
    assert isinstance(thanks, Label)
    assert isinstance(probe, ReplyJudgement)
    assert isinstance(recommendation, ReplyJudgement)
    assert isinstance(closing, ReplyJudgement)
    assert (size.name, thanks.name) == ("size", "none")
    assert size.evidence == ("多大码", "多大")
    assert (probe.stance.name, probe.moves) == ("proactive", ("probe",))
    assert "recommend" in recommendation.moves
    assert (closing.stance.name, closing.moves) == ("neutral", ())


def test_what_stands_beside_a_dialogue_makes_no_difference(classifier: Classifier) -> None:
    alone = classifier.classify([CHAT])
    assert classifier.classify([CHAT[:1], CHAT, CHAT])[1:] == alone + alone


def test_agent_turns_in_a_row_are_judged_against_the_same_context(classifier: Classifier) -> None:
    first = classifier.classify([[CHAT[0], CHAT[1]]])[0][1]
    second = classifier.classify([[CHAT[0], Utterance("agent", "稍等哦"), CHAT[1]]])[0][2]
    assert first == second


@pytest.mark.parametrize("text", ["", "  ", "[图片]", "😀", "https://a.example/1"])
def test_a_placeholder_asks_nothing(classifier: Classifier, text: str) -> None:
    assert classifier.classify([[Utterance("customer", text)]])[0][0] == Label("none", score=1.0, source="cues")


@pytest.mark.parametrize("text", ["", "[图片]"])
def test_a_placeholder_is_a_neutral_reply(classifier: Classifier, text: str) -> None:
    judged = classifier.classify([[Utterance("agent", text)]])[0][0]
    assert judged == ReplyJudgement(Label("neutral", score=1.0, source="cues"))


def test_lone_texts_get_their_type(classifier: Classifier) -> None:
    assert [label.name for label in classifier.classify_texts(["几天到", "", "几天到", "穿多大码"])] == [
        "logistics",
        "none",
        "logistics",
        "size",
    ]


def test_nothing_gives_nothing(classifier: Classifier) -> None:
    assert classifier.classify([]) == []
    assert classifier.classify([[]]) == [[]]
    assert classifier.classify_texts([]) == []


@pytest.mark.parametrize(
    ("stance", "moves", "flags", "expected_moves", "expected_flags"),
    [
        ("proactive", {"probe": 1.0, "invite": 1.0}, {}, ("probe", "invite"), ()),
        ("proactive", {"commit": 0.01}, {}, ("commit",), ()),
        ("passive", {"probe": 1.0}, {"refusal": 1.0}, (), ("refusal",)),
        ("passive", {}, {}, (), ()),
        ("neutral", {"probe": 1.0}, {"refusal": 1.0}, (), ()),
        ("neutral", {}, {"blame": 1.0}, (), ("blame",)),
        ("proactive", {"probe": 1.0}, {"blame": 1.0, "refusal": 1.0}, ("probe",), ("blame",)),
    ],
)
def test_moves_go_with_proactive_and_flags_with_passive(
    classifier: Classifier,
    stance: str,
    moves: dict[str, float],
    flags: dict[str, float],
    expected_moves: tuple[str, ...],
    expected_flags: tuple[str, ...],
) -> None:
    manifest = classifier.stances.manifest
    judged = reply_judgement(
        Label(stance, score=0.9, source="model"),
        moves=np.asarray([moves.get(name, 0.0) for name in manifest.moves]),
        flags=np.asarray([flags.get(name, 0.0) for name in manifest.flags]),
        stances=classifier.stances,
    )
    assert (judged.moves, judged.flags) == (expected_moves, expected_flags)
