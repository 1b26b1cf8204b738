"""Cues that speak and cues that abstain."""

import pytest

from coach.classifiers.cues import CueReading, cue_label, question_cues, reply_cues


@pytest.mark.parametrize(
    ("text", "expected", "evidence"),
    [
        ("会掉色吗", "quality", ("掉色",)),
        ("好的谢谢", "none", ("好的谢谢", "谢谢")),
        ("今天天气真热闹", None, ()),
        ("掉色吗包邮吗", None, ()),
    ],
)
def test_a_cue_label_names_what_fired_or_abstains(text: str, expected: str | None, evidence: tuple[str, ...]) -> None:
    matcher = question_cues("zh")
    label = cue_label(matcher, text, labels=matcher.labels)
    assert (label.name if label else None) == expected
    assert (label.evidence if label else ()) == evidence


def test_a_cue_label_is_chosen_among_the_labels_asked_for() -> None:
    label = cue_label(reply_cues("zh"), "您好欢迎光临", labels=("proactive", "passive", "neutral"))
    assert label is not None
    assert (label.name, label.source, label.score) == ("neutral", "cues", 1.0)


def test_a_reading_has_a_row_for_each_distinct_text() -> None:
    reading = CueReading(question_cues("zh"), ["会掉色吗", "包邮吗", "会掉色吗", ""])
    assert list(reading.places(["包邮吗", "会掉色吗"])) == [1, 0]
    assert reading.table.shape == (3, len(question_cues("zh").owners))
    assert reading.table[2].sum() == 0
    assert reading.evidence("会掉色吗", "quality") == ("掉色",)
    assert reading.evidence("会掉色吗", "price") == ()


def test_a_reading_of_no_text_is_empty() -> None:
    assert CueReading(question_cues("en"), []).table.shape[0] == 0
