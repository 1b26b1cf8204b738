"""Scoring a mystery test: lines found in the transcript, replies up to the next line, criteria counted."""

from collections.abc import Sequence
from typing import Any

import pytest

from coach.coaching.mystery import Script, ScriptLine
from coach.coaching.mystery_score import MysteryScore, score
from coach.errors import InputError
from coach.findings import Opportunity
from tests.building import case

SIZE = ScriptLine("这件裙子160穿什么码", "worst", "size", "deflection", expected=("probe", "recommend"))
FADES = ScriptLine("机洗会不会掉色", "decisive", "quality", "decisive", expected=("anticipate",))
REFUND = ScriptLine("钱怎么还没退给我", "after_sale", "after_sale", "hard", expected=("commit",))
SCRIPT = Script(agent="wang", lines=(SIZE, FADES, REFUND), limit_s=60)


def scored(lines: Sequence[tuple[Any, ...]], *missed: Opportunity) -> MysteryScore:
    return score(SCRIPT, [case(lines)], missed)


def test_a_good_test_meets_every_criterion() -> None:
    found = scored(
        [
            ("C", "10:00:00", "你好", "none"),
            ("A", "10:00:05", "亲您好", "neutral"),
            ("C", "10:00:10", "这件裙子160穿什么码呀", "size"),
            ("A", "10:00:40", "平时穿多大呢", "proactive:probe"),
            ("C", "10:00:50", "M", "none"),
            ("A", "10:00:55", "建议M码", "proactive:recommend"),
            ("C", "10:01:30", "机洗会不会掉色", "quality"),
            ("A", "10:02:30", "不会，深色第一次单独洗", "proactive:anticipate"),
            ("C", "10:03:00", "钱怎么还没退给我", "after_sale"),
            ("A", "10:03:10", "今天6点前退给您", "proactive:commit"),
        ]
    )
    assert [(one.met, one.of, one.seconds, one.in_time) for one in found.lines] == [
        (5, 5, 30, True),
        (4, 4, 60, True),
        (4, 4, 10, True),
    ]
    assert (found.met, found.of, found.share, found.not_asked, found.agents) == (13, 13, 1.0, (), ("wang",))
    assert found.lines[0].asked == "这件裙子160穿什么码呀"
    assert found.lines[0].replies == ("平时穿多大呢", "建议M码")


def test_later_replies_to_other_lines_do_not_count() -> None:
    found = scored(
        [
            ("C", "10:00:00", "这件裙子160穿什么码", "size"),
            ("A", "10:05:00", "详情页有的", "passive:deflection"),
            ("C", "10:06:00", "机洗会不会掉色", "quality"),
            ("A", "10:06:10", "不会，建议M码，平时穿多大", "proactive:probe,recommend,anticipate"),
            ("C", "10:07:00", "钱怎么还没退给我", "after_sale"),
        ]
    )
    size, fades, refund = found.lines
    assert (size.answered, size.proactive, size.missing, size.flags) == (
        False,
        False,
        ("probe", "recommend"),
        ("deflection",),
    )
    assert (size.met, size.of, size.in_time) == (0, 5, False)
    assert (fades.met, fades.of) == (4, 4)
    assert (refund.answered, refund.seconds, refund.in_time, refund.replies) == (False, None, False, ())


def test_two_lines_sent_together_share_their_replies() -> None:
    found = scored(
        [
            ("C", "10:00:00", "这件裙子160穿什么码", "size"),
            ("C", "10:00:02", "机洗会不会掉色", "quality"),
            ("A", "10:00:20", "M码，不会掉色", "passive"),
        ]
    )
    assert [one.answered for one in found.lines] == [True, True]
    assert found.not_asked == (REFUND,)


def test_without_times_the_speed_is_no_criterion() -> None:
    found = scored([("C", None, "机洗会不会掉色", "quality"), ("A", None, "不会，放心洗", "proactive:anticipate")])
    assert [(one.met, one.of, one.seconds, one.in_time) for one in found.lines] == [(3, 3, None, None)]
    assert found.not_asked == (SIZE, REFUND)


def test_rules_missed_by_those_who_answered_are_counted() -> None:
    lines = [("C", "10:00:00", "机洗会不会掉色", "quality"), ("A", "10:00:20", "不会", "passive")]
    hits = [
        Opportunity("passive_reply", "proactive_selling", "wang", "s", "hit", ()),
        Opportunity("passive_reply", "proactive_selling", "wang", "s", "hit", ()),
        Opportunity("passive_reply", "proactive_selling", "wang", "s", "clear", ()),
        Opportunity("passive_reply", "proactive_selling", "li", "s", "hit", ()),
    ]
    assert scored(lines, *hits).missed_rules == {"passive_reply": 2}


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([("C", "10:00:00", "机洗会不会掉色", "quality")], "nobody answers"),
        ([("C", "10:00:00", "在吗", "none"), ("A", "10:00:20", "在的", "neutral")], "none of the script's 3 lines"),
    ],
)
def test_a_transcript_of_something_else(lines: list[tuple[Any, ...]], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        scored(lines)
