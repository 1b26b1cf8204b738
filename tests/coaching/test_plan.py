"""Which points a plan has, with which exchanges, and how the last plan's points are checked."""

from typing import Any

import msgspec

from coach.coaching.plan import AgentPlan, Plans, check_again, plan
from coach.findings import Advice, Finding, Quote, Rate, Scorecard
from coach.metrics.intervals import wilson
from coach.rubrics import load_rubric
from tests.coaching.building import card, finding, practice

SELLING, SPEED, SERVICE = "proactive_selling", "response_speed", "service_awareness"
RUBRIC = load_rubric()


def planned(mine: Scorecard, others: list[Scorecard], findings: list[Finding], **options: Any) -> AgentPlan:
    return plan(mine, others, rubric=RUBRIC, findings=findings, praised={}, **options)


def hits(rule: str, *questions: str, **fields: Any) -> list[Finding]:
    return [finding(rule, question, **fields) for question in questions]


def test_points_are_what_costs_most_against_colleagues_and_at_most_three() -> None:
    mine = card(
        "wang",
        {
            "passive_reply": (SELLING, 40, 50),
            "slow_response": (SPEED, 30, 40),
            "no_greeting": (SERVICE, 20, 40),
            "no_need_probe": (SERVICE, 9, 40),
            "no_closing": (SERVICE, 4, 4),
            "no_cross_sell": (SELLING, 40, 40),
            "unanswered_question": (SPEED, 1, 50),
        },
    )
    other = card(
        "li",
        {
            "passive_reply": (SELLING, 10, 50),
            "slow_response": (SPEED, 4, 40),
            "no_greeting": (SERVICE, 4, 40),
            "no_need_probe": (SERVICE, 8, 40),
            "unanswered_question": (SPEED, 20, 50),
        },
    )
    found = planned(mine, [other], [one for rule in rules_of(mine) for one in hits(rule, f"{rule} 1", f"{rule} 2")])
    assert [one.rule for one in found.points] == ["passive_reply", "slow_response", "no_greeting"]
    assert [(one.rate.hits, one.colleagues.hits) for one in found.points] == [(40, 10), (30, 4), (20, 4)]
    assert all(one.lags and len(one.exhibits) == 2 for one in found.points)
    assert [one.rule for one in found.strengths] == ["unanswered_question"]


def rules_of(found: Scorecard) -> list[str]:
    return [rule for factor in found.factors for rule in factor.rules]


def test_what_led_to_more_comes_first_and_one_story_is_one_point() -> None:
    rules = {
        "passive_reply": (SELLING, 40, 50),
        "deflection": ("professional_knowledge", 9, 50),
        "repeated_question": (SPEED, 10, 50),
    }
    mine, other = card("wang", rules), card("li", {rule: (of, 1, 50) for rule, (of, _, _) in rules.items()})
    findings = [
        *hits("passive_reply", "多少钱", "有货吗"),
        *hits("deflection", "什么码", "几天到", chain="c1"),
        *hits("repeated_question", "到底什么码", "到底几天到", chain="c1"),
    ]
    found = planned(mine, [other], findings)
    chained = [one for one in found.points if one.chained]
    assert [one.rule for one in found.points] == [chained[0].rule, "passive_reply"]
    assert len(chained) == 1


def test_a_single_chain_of_few_opportunities_is_no_point_but_two_are() -> None:
    mine = card("wang", {"no_payment_follow_up": (SELLING, 2, 2)})
    once = hits("no_payment_follow_up", "拍了", chain="c1")
    twice = [*once, *hits("no_payment_follow_up", "拍好了", chain="c2")]
    assert planned(mine, [], once).points == ()
    assert [one.rule for one in planned(mine, [], twice).points] == ["no_payment_follow_up"]


def test_who_lags_behind_in_nothing_has_one_next_step() -> None:
    mine = card("wang", {"passive_reply": (SELLING, 5, 50), "no_greeting": (SERVICE, 2, 40)})
    other = card("li", {"passive_reply": (SELLING, 25, 50), "no_greeting": (SERVICE, 20, 40)})
    found = planned(mine, [other], [*hits("passive_reply", "多少钱"), *hits("no_greeting", "有货吗")])
    assert [(one.rule, one.lags, one.cost) for one in found.points] == [("passive_reply", False, 0)]


def test_alone_in_the_shop_an_agent_is_compared_with_the_expected_act() -> None:
    found = planned(card("wang", {"passive_reply": (SELLING, 25, 50)}), [], hits("passive_reply", "多少钱", "有货吗"))
    assert found.points[0].colleagues == Rate(hits=0, n=0)
    assert found.points[0].lags


def test_no_advice_stands_twice_in_a_plan() -> None:
    same = practice("M码，胸围90")
    greeting = Advice("advice.no_greeting")
    findings = [
        *hits("passive_reply", "什么码", "穿几码", advice_from=same),
        *hits("slow_response", "拿哪个码", advice_from=same),
        *hits("slow_response", "几天到", advice_from=practice("江浙沪次日达")),
        *hits("no_greeting", "在吗", "有人吗", advice=greeting),
    ]
    rules = {"passive_reply": (SELLING, 40, 50), "slow_response": (SPEED, 40, 50), "no_greeting": (SERVICE, 40, 50)}
    found = planned(card("wang", rules), [], findings)
    shown = [
        one.advice_from.text if one.advice_from else one.advice for point in found.points for one in point.exhibits
    ]
    assert len(found.points) == 3
    assert [len(point.exhibits) for point in found.points] == [1, 1, 1]
    assert len(shown) == len({str(one) for one in shown})


def test_exchanges_with_a_colleagues_words_go_first_and_no_session_twice_if_others_are_there() -> None:
    findings = [
        *hits("passive_reply", "多少钱", session="s1"),
        *hits("passive_reply", "什么码", session="s1", advice_from=practice("M码")),
        *hits("passive_reply", "几天到", session="s2", advice_from=practice("次日达")),
        *hits("passive_reply", "有货吗", session="s1", advice_from=practice("有的")),
    ]
    (point,) = planned(card("wang", {"passive_reply": (SELLING, 40, 50)}), [], findings).points
    assert [one.finding for one in point.exhibits] == ["passive_reply-什么码", "passive_reply-几天到"]
    (point,) = planned(card("wang", {"passive_reply": (SELLING, 40, 50)}), [], findings[:2]).points
    assert len(point.exhibits) == 2


def test_what_went_well_is_kept_most_often_first() -> None:
    best = (Quote("m1", "agent", "wang", None, "拍M就很合身"),)
    found = plan(
        card("wang", {}),
        [],
        rubric=RUBRIC,
        findings=[],
        praised={"extra_mile": 1, "recommendation": 4, "warm_closing": 0},
        best=best,
    )
    assert found.credits == {"recommendation": 4, "extra_mile": 1}
    assert found.best == best
    assert found.points == ()


def point_now(then: Rate, now: Rate | None) -> AgentPlan:
    before = planned(card("wang", {"passive_reply": (SELLING, 40, 50)}), [], hits("passive_reply", "多少钱"))
    points = (msgspec.structs.replace(before.points[0], rate=then),)
    rules = {} if now is None else {"passive_reply": (SELLING, now.hits, now.n)}
    today = card("wang", rules)
    factors = tuple(msgspec.structs.replace(one, rules=dict.fromkeys(one.rules, now)) for one in today.factors)
    today = msgspec.structs.replace(today, factors=factors)
    return check_again(AgentPlan("wang"), msgspec.structs.replace(before, points=points), today)


def test_the_last_points_are_checked_with_the_interval_of_the_change() -> None:
    fewer = point_now(wilson(40, 50), wilson(10, 50)).checked[0]
    assert (fewer.rule, fewer.verdict, fewer.change.first.hits, fewer.change.second.hits) == (
        "passive_reply",
        "better",
        40,
        10,
    )
    assert point_now(wilson(10, 50), wilson(40, 50)).checked[0].verdict == "worse"
    assert point_now(wilson(20, 50), wilson(18, 50)).checked[0].verdict == "same"
    assert point_now(wilson(20, 50), None).checked[0].verdict == "unknown"
    assert check_again(AgentPlan("wang"), None, card("wang", {})).checked == ()


def test_plans_come_back_from_json() -> None:
    found = planned(card("wang", {"passive_reply": (SELLING, 40, 50)}), [], hits("passive_reply", "多少钱"))
    plans = Plans(agents=(found,))
    read = msgspec.json.decode(msgspec.json.encode(plans), type=Plans)
    assert read.of("wang") == found
    assert read.of("li") is None
