"""Precision per rule, agreement between trainers, disputes, and rules that become hints."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.coaching.people_voice import Judged
from coach.coaching.precision import Disputes, calibration, hinted, kappa, surely_below
from coach.findings import Verdict
from coach.metrics.intervals import wilson
from coach.rubrics import load_rubric
from coach.rubrics.rubric import Critical

START = datetime(2024, 3, 20, tzinfo=UTC)


def finding(number: int, rule: str = "deflection", *, predicted: str = "hit") -> Judged:
    return Judged(f"finding:{rule}{number}", "outcome", predicted, "li", rule)


def said(one: Judged, value: str, person: str = "lin", *, field: str | None = None, minute: int = 0) -> Verdict:
    return Verdict(one.subject, field or one.field, value, person, START + timedelta(minutes=minute))


def test_precision_counts_the_latest_word_on_each_finding() -> None:
    findings = [finding(number) for number in range(10)]
    verdicts = [said(one, "hit" if number < 7 else "clear") for number, one in enumerate(findings)]
    verdicts.append(said(findings[9], "hit", "wu", minute=1))
    found = calibration(findings, verdicts, least=0.8)
    (rule,) = found.rules
    assert (rule.rule, rule.confirmed, rule.hint) == ("deflection", wilson(8, 10), False)
    assert (found.verdicts, found.trainers, found.unknown) == (11, ("lin", "wu"), 0)


def test_labels_are_apart_from_rules_and_unknown_subjects_are_told() -> None:
    turn = Judged("turn:m1", "stance", "passive", "li")
    gone = Judged("turn:m9", "stance", "passive", "li")
    found = calibration([turn, finding(1)], [said(turn, "proactive"), said(gone, "passive")], least=0.8)
    assert found.rules == ()
    assert [(one.field, one.confirmed.hits, one.confirmed.n) for one in found.labels] == [("stance", 0, 1)]
    assert (found.unknown, found.unknown_examples) == (1, ("turn:m9",))


@pytest.mark.parametrize(
    ("confirmed", "judged", "below"), [(0, 4, False), (0, 5, True), (7, 10, False), (60, 100, True), (80, 100, False)]
)
def test_a_rule_becomes_a_hint_only_when_surely_below(confirmed: int, judged: int, below: bool) -> None:
    assert surely_below(wilson(confirmed, judged), 0.8) is below


def test_with_a_least_precision_of_nothing_every_rule_counts() -> None:
    findings = [finding(number) for number in range(9)]
    verdicts = [said(one, "clear") for one in findings]
    assert calibration(findings, verdicts, least=0.8).hints == {"deflection"}
    assert calibration(findings, verdicts, least=0.0).hints == frozenset()


def test_a_hint_weighs_nothing_and_caps_no_card() -> None:
    from msgspec.structs import replace

    rubric = replace(load_rubric(), critical=Critical(cap=50, rules=("deflection", "blame")))
    silent = hinted(rubric, {"deflection"})
    assert silent.rules["professional_knowledge"]["deflection"] == 0
    assert silent.rules["professional_knowledge"]["off_topic"] == rubric.rules["professional_knowledge"]["off_topic"]
    assert silent.critical == Critical(cap=50, rules=("blame",))
    assert hinted(rubric, ()) is rubric


def test_agreement_of_two_trainers_on_the_same_findings() -> None:
    """Cohen (1960): 50 things judged, 20 and 15 agreed, kappa 0.4."""
    pairs = [("hit", "hit")] * 20 + [("hit", "clear")] * 5 + [("clear", "hit")] * 10 + [("clear", "clear")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    findings = [finding(number) for number in range(50)]
    verdicts = [
        said(one, value, person)
        for one, pair in zip(findings, pairs, strict=True)
        for person, value in zip(("lin", "wu"), pair, strict=True)
    ]
    (agreement,) = calibration(findings, [*verdicts, said(finding(99), "hit", "wu")], least=0.8).agreements
    assert (agreement.first, agreement.second, agreement.field) == ("lin", "wu", "outcome")
    assert (agreement.same.hits, agreement.same.n) == (35, 50)
    assert agreement.kappa == pytest.approx(0.4)


def test_kappa_is_unknown_where_all_answers_are_the_same() -> None:
    assert kappa([("hit", "hit")] * 5) is None
    assert kappa([]) is None


def test_disputes_count_by_agent_and_rule_and_are_no_verdicts() -> None:
    one, two = finding(1), finding(2, "blame")
    verdicts = [
        said(one, "open", "li", field="dispute"),
        said(one, "accepted", "li", field="dispute", minute=5),
        said(two, "open", "li", field="dispute"),
    ]
    found = calibration([one, two], verdicts, least=0.8)
    assert found.disputes == (Disputes("li", open=1, accepted=1, rejected=0, rules={"blame": 1, "deflection": 1}),)
    assert (found.verdicts, found.trainers, found.rules, found.agreements) == (0, (), (), ())
