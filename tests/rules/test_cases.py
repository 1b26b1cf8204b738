"""The contract of every rule: it hits its bad cases, clears its good ones, exempts its exempt ones."""

from typing import Any

import pytest

from coach.findings import Case
from coach.i18n import LANGUAGES
from coach.rules import Rule, registry
from tests.rules.building import built, cases, draw

RULES = tuple(rule for rule in registry if rule.compare is None)
ROWS = [
    pytest.param(rule, row, id=f"{rule.name}-{row['language']}-{row['kind']}-{number}")
    for rule in RULES
    for number, row in enumerate(cases(rule.name), start=1)
]
EXPECTED = {
    "bad": {"hit"},
    "good": {"clear", "credit"},
    "plain": {"clear"},
    "exempt": {"exempt"},
    "unknown": {"unknown"},
    "silent": set(),
}


@pytest.mark.parametrize(("rule", "row"), ROWS)
def test_case(rule: Rule, row: dict[str, Any]) -> None:
    case = built(row)
    found = list(rule.check(case))
    outcomes = {one.outcome for one in found}
    assert [draw(one) for one in found] == row["expect"], row["about"]
    assert outcomes & EXPECTED[row["kind"]] or row["kind"] == "silent"
    assert row["kind"] == "bad" or "hit" not in outcomes


@pytest.mark.parametrize(("rule", "row"), ROWS)
def test_evidence_lies_inside_the_case(rule: Rule, row: dict[str, Any]) -> None:
    case = built(row)
    sessions = {linked.session.id for linked in case.sessions}
    texts = {message.id: message.text for linked in case.sessions for message in linked.session.messages}
    for one in rule.check(case):
        assert (one.rule, one.factor) == (rule.name, rule.factor)
        assert one.session in sessions
        assert one.evidence
        assert all(0 <= span.start <= span.end <= len(texts[span.message_id]) for span in one.evidence)
        assert (one.advice is not None) == (one.outcome == "hit")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_its_cases(rule: Rule) -> None:
    kinds = {(row["language"], row["kind"]) for row in cases(rule.name)}
    due = ("plain", "good") if rule.praises else ("bad", "good")
    assert kinds >= {(language, kind) for language in LANGUAGES for kind in due}
    assert rule.praises or ("zh", "exempt") in kinds


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.praises], ids=lambda rule: rule.name)
def test_a_rule_that_praises_credits_its_good_cases(rule: Rule) -> None:
    for row in cases(rule.name):
        outcomes = {one.outcome for one in rule.check(built(row))}
        assert ("credit" in outcomes) == (row["kind"] == "good"), row["about"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_silent_on_an_empty_case(rule: Rule) -> None:
    some = built(cases(rule.name)[0])
    empty = Case(person="p", customer="c", sessions=(), orders=(), preset=some.preset)
    assert list(rule.check(empty)) == []
