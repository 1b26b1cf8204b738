"""Which replies are kept to learn from."""

from datetime import datetime

from coach.coaching.practices import KEPT, Practices, answers, overturned
from coach.findings import Opportunity, OpportunityOutcome, Verdict
from coach.rules.timeline import whole
from tests.building import case
from tests.coaching.building import practice
from tests.faq.building import given, request

TALK = [
    ("C", "10:00:00", "这件起球吗", "quality"),
    ("A", "10:00:20", "亲您好呀", "neutral"),
    ("A", "10:00:30", "不起球的，放心穿", "proactive:anticipate"),
    ("C", "10:00:50", "谢谢", "none"),
]


def due(rule: str, outcome: OpportunityOutcome = "clear", *, of: int = 3) -> tuple:
    """The talk's case, and an opportunity of a rule whose evidence is its first messages."""
    built = case(TALK)
    shown = built.sessions[0].session.messages[:of]
    return built, Opportunity(rule, "attitude", "wang", built.sessions[0].session.id, outcome, whole(shown))


def taken(rule: str, outcome: OpportunityOutcome = "clear", *, of: int = 3, ordered: bool = False) -> list:
    built, opportunity = due(rule, outcome, of=of)
    kept = Practices()
    kept.take(built, [opportunity], ordered_after={built.sessions[0].session.id} if ordered else ())
    return list(kept.of(rule))


def test_the_message_that_shows_the_act_is_kept_with_its_source_and_what_followed() -> None:
    (kept,) = taken("no_greeting", ordered=True)
    assert (kept.text, kept.agent, kept.prompt, kept.at) == (
        "亲您好呀",
        "wang",
        "这件起球吗",
        datetime(2024, 3, 5, 10, 0, 20),
    )
    assert kept.thanked
    assert kept.followed_by_order


def test_a_rule_shown_by_moves_keeps_the_whole_reply() -> None:
    (kept,) = taken("no_retention")
    assert kept.text == "亲您好呀\n不起球的，放心穿"


def test_a_missed_act_or_one_that_the_words_do_not_show_is_not_kept() -> None:
    assert taken("no_greeting", "hit") == []
    assert taken("wait_without_apology") == []
    assert taken("no_need_probe") == []


def test_what_stands_before_the_customers_last_word_in_the_evidence_is_not_the_act() -> None:
    built = case(
        [
            ("C", "10:00:00", "有点贵", "price"),
            ("A", "10:00:10", "满99减10的，领张券", "proactive:invite"),
            ("C", "10:00:20", "我再看看", "none"),
            ("A", "10:00:30", "好的", "neutral"),
        ]
    )
    session = built.sessions[0].session
    opportunity = Opportunity("no_retention", "attitude", "wang", session.id, "clear", whole(session.messages[1:]))
    kept = Practices()
    kept.take(built, [opportunity], ordered_after=())
    assert list(kept.of("no_retention")) == []


def test_the_same_words_are_kept_once_with_their_number_and_others_up_to_a_bound() -> None:
    one, two = Practices(), Practices()
    for part in (one, two):
        part.kept["no_greeting", "li"] = [practice("您好"), *(practice(f"您好{n}") for n in range(KEPT - 1))]
    two.kept["no_greeting", "li"].append(practice("亲在的", followed_by_order=True))
    one.add(two)
    kept = list(one.of("no_greeting"))
    assert len(kept) == KEPT
    assert kept[0].text == "亲在的"
    assert {found.n for found in kept if found.text == "您好"} <= {2}


def test_answers_are_proactive_unflagged_and_not_overturned() -> None:
    asked = [
        request("掉色吗", given("不掉，第一次冷水洗", number="m1")),
        request("掉色吗", given("不掉", stance="passive", number="m2")),
        request("掉色吗", given("看看这款", flags=("off_topic",), number="m3")),
        request("掉色吗", given("放心，不掉", number="m4")),
        request("掉色吗"),
    ]
    said = [
        Verdict("turn:m4", "stance", "proactive", "zhao", datetime(2024, 3, 6)),
        Verdict("turn:m4", "stance", "passive", "zhao", datetime(2024, 3, 7)),
        Verdict("finding:f1", "outcome", "clear", "zhao", datetime(2024, 3, 7)),
    ]
    assert overturned(said) == {"m4"}
    assert [one.message_id for one in answers(asked, without=overturned(said))] == ["m1"]


def test_seconds_are_unknown_where_times_are_whole_minutes() -> None:
    at = datetime(2024, 3, 5, 10, 0)
    asked = [
        request("掉色吗", given("不掉", at=at.replace(minute=1)), at=at),
        request("起球吗", given("不起", at=at.replace(second=9)), at=at),
        request("缩水吗", given("不缩")),
    ]
    assert [one.seconds for one in answers(asked)] == [None, 9.0, None]
