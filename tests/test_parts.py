"""What only the sum of all parts shows: findings of corpus rules, counted and shown like the others."""

from coach.faq import Asked, Given
from coach.findings import Finding, RuleCount
from coach.parts import Part, across, join
from coach.rules import active_rules


def asked(number: int, answer: str, agent: str) -> Asked:
    return Asked(
        text="会掉色吗",
        type="quality",
        item="7001",
        session=f"s{number}",
        message_id=f"q{number}",
        status="answered",
        answer=Given(answer, agent, f"a{number}", "passive"),
        customer=f"customer {number}",
    )


def test_two_parts_contradict_each_other() -> None:
    whole = join((Part(asked=[asked(1, "不会", "小美")]), Part(asked=[asked(2, "会的，单独洗", "小满")])))
    kept: list[Finding] = []
    found = across(whole, rules=active_rules(()), keep=kept.append)
    assert found.rules["小满", "contradiction"] == RuleCount(hits=1, clusters=1, sum_hh=1, sum_nn=1, sum_hn=1)
    assert found.rules["小美", "contradiction"].clears == 1
    assert found.shown == {("小满", "contradiction"): kept}
    assert join((whole, found)).finding_counts == {("小满", "contradiction"): 1}


def test_a_rule_that_is_off_compares_nothing() -> None:
    whole = Part(asked=[asked(1, "不会", "小美"), asked(2, "会的", "小满")])
    assert across(whole, rules=active_rules(("contradiction",)), keep=lambda _: None) == Part()
