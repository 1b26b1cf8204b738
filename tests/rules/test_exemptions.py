"""Borders between hit, exempt and unknown that the case files do not show."""

import pytest

from coach.findings import Case, OpportunityOutcome, Preset
from coach.labels import LinkedSession
from coach.rules import registry
from coach.rules.cues import cues
from tests.building import PLAIN, Line, case, order, session

NIGHT = Preset(name="night", opens=20 * 60, closes=2 * 60, decided_by="round", within_s=(180,))
OF_SESSION = Preset(name="of_session", opens=9 * 60, closes=23 * 60, decided_by="session", within_s=(30,))


def outcomes(rule: str, one: Case) -> list[OpportunityOutcome]:
    return [found.outcome for found in registry.get(rule).check(one)]


def test_a_nudge_for_an_ignored_question_is_no_second_finding() -> None:
    one = case(
        [
            ("A", "15:00:00", "亲，在的", "neutral"),
            ("C", "15:00:20", "有黑色吗", "stock"),
            ("C", "15:05:00", "人呢", "other"),
        ]
    )
    assert outcomes("unanswered_question", one) == ["hit", "exempt"]


def test_a_question_of_type_other_after_an_answer_is_no_nudge() -> None:
    one = case(
        [
            ("C", "15:00:20", "有黑色吗", "stock"),
            ("A", "15:00:40", "有", "passive"),
            ("C", "15:05:00", "你们实体店在哪", "other"),
        ]
    )
    assert outcomes("unanswered_question", one) == ["clear", "hit"]


@pytest.mark.parametrize(
    ("asked", "replied", "preset", "expected"),
    [
        ("21:00:00", "21:10:00", NIGHT, "hit"),
        ("01:00:00", "01:10:00", NIGHT, "hit"),
        ("12:00:00", "12:10:00", NIGHT, "exempt"),
        ("22:58:00", "23:01:00", OF_SESSION, "hit"),
        ("08:56:00", "09:01:00", OF_SESSION, "exempt"),
        ("03:00:00", "03:03:00", PLAIN, "clear"),
        ("03:00:00", "03:03:01", PLAIN, "hit"),
    ],
)
def test_hours_and_limit_of_the_preset(asked: str, replied: str, preset: Preset, expected: str) -> None:
    one = case([("C", asked, "有货吗", "stock"), ("A", replied, "有", "passive")], preset=preset)
    assert outcomes("slow_first_response", one) == [expected]


@pytest.mark.parametrize(
    ("replied", "expected"),
    [("10:03:00", "unknown"), ("10:04:00", "unknown"), ("10:05:00", "hit"), ("10:02:00", "clear")],
)
def test_times_by_the_minute_leave_a_doubt(replied: str, expected: str) -> None:
    lines: list[Line] = [
        ("C", "10:00:00", "有货吗", "stock", {"precision": "min"}),
        ("A", replied, "有", "passive", {"precision": "min"}),
    ]
    assert outcomes("slow_first_response", case(lines)) == [expected]


def test_a_session_right_after_a_colleague_is_continued() -> None:
    first = session([("C", "10:00:00", "你好", "none"), ("A li", "10:00:10", "转给售后哦", "neutral")])
    second = [("C", "10:10:00", "退款多久到", "after_sale"), ("A wang", "10:20:00", "24小时内", "passive")]
    later = [("C", "11:10:00", "退款多久到", "after_sale"), ("A wang", "11:20:00", "24小时内", "passive")]
    assert outcomes("slow_first_response", case(first, session(second))) == ["exempt"]
    assert outcomes("slow_first_response", case(first, session(later))) == ["hit"]


def test_a_handoff_row_makes_a_session_continued() -> None:
    lines = [
        ("C", "10:00:00", "退款多久到", "after_sale"),
        ("S", "10:01:00", "由 服务助手 转交给 wang"),
        ("A wang", "10:20:00", "24小时内", "passive"),
    ]
    assert outcomes("slow_first_response", case(lines)) == ["exempt"]


@pytest.mark.parametrize(("opens", "expected"), [("2024-03-05 18:00:00", "unknown"), ("2024-03-09 18:00:00", "hit")])
def test_an_agent_who_opens_the_next_session_soon_may_have_answered(opens: str, expected: str) -> None:
    first = session([("A", "10:00:00", "在的", "neutral"), ("C", "10:01:00", "有黑色吗", "stock")], native=True)
    second = session([("A", opens, "黑色到货啦", "neutral")], native=True)
    found = outcomes("unanswered_question", case(first, second, seen_until="2024-03-20 10:00:00"))
    assert found == [expected]


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ("稍等哦", "hit"),
        ("稍等5分钟", "hit"),
        ("稍等，明天上午问下仓库", "unknown"),
        ("晚点给您答复", "unknown"),
    ],
)
def test_only_a_wait_in_the_chat_is_a_promise_for_minutes(promise: str, expected: str) -> None:
    one = case(
        [("C", "10:00:00", "有黑色吗", "stock"), ("A", "10:00:20", promise, "neutral")],
        seen_until="2024-03-06 10:00:00",
    )
    assert outcomes("lost_promise", one) == [expected]


def follow_up(first: LinkedSession, *, seen_until: str | None) -> list[OpportunityOutcome]:
    return outcomes("no_payment_follow_up", case(first, orders=[order(created="10:05:00")], seen_until=seen_until))


def test_payment_without_times_to_tell_is_unknown() -> None:
    timed = session([("C", "10:00:00", "有货吗", "stock"), ("A", "10:00:20", "有", "passive")])
    partly = session(
        [("C", "10:00:00", "有货吗", "stock"), ("A", "10:00:20", "有", "passive"), ("A", None, "还没付款哦", "neutral")]
    )
    assert follow_up(timed, seen_until="2024-03-07 10:00:00") == ["hit"]
    assert follow_up(timed, seen_until=None) == ["unknown"]
    assert follow_up(partly, seen_until="2024-03-07 10:00:00") == ["unknown"]


def test_an_order_without_a_consultation_is_nobodys() -> None:
    alone = session([("C", "10:00:00", "有货吗", "stock")])
    assert follow_up(alone, seen_until="2024-03-07 10:00:00") == []


@pytest.mark.parametrize(
    ("language", "text", "abusive"),
    [
        ("zh", "你们客服傻逼", True),
        ("zh", "你他妈什么意思", True),
        ("zh", "给他妈妈买的", False),
        ("zh", "这是USB接口吗", False),
        ("zh", "废物利用小手工", False),
        ("en", "you idiot", True),
        ("en", "is it dumb proof", False),
        ("es", "sois unos gilipollas", True),
        ("es", "es muy útil", False),
    ],
)
def test_insults(language: str, text: str, abusive: bool) -> None:
    assert (cues(language).abuse.search(text) is not None) == abusive


def test_a_language_without_cues_matches_nothing() -> None:
    assert cues("xx").abuse.search("傻逼 idiot") is None


@pytest.mark.parametrize(
    ("text", "personal"),
    [("这件穿什么码", True), ("买M行吗", True), ("最大是什么码", False), ("坚果一盒几包", False), ("衣长多少", False)],
)
def test_only_some_size_questions_depend_on_who_asks(text: str, personal: bool) -> None:
    assert (cues("zh").which_size.search(text) is not None) == personal
