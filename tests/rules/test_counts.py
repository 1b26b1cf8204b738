"""Counts add up over parts, and square over sessions."""

from coach.findings import Opportunity, OpportunityOutcome, RuleCount
from coach.labels import Span
from coach.rules.counts import count, merge_counts


def opportunity(session: str, outcome: OpportunityOutcome, *, agent: str = "wang") -> Opportunity:
    return Opportunity("deflection", "professional_knowledge", agent, session, outcome, (Span("m", 0, 1),))


FIRST = [
    opportunity("s1", "hit"),
    opportunity("s1", "hit"),
    opportunity("s1", "clear"),
    opportunity("s2", "credit"),
    opportunity("s3", "exempt"),
    opportunity("s3", "unknown"),
]
SECOND = [opportunity("s4", "hit"), opportunity("s4", "clear", agent="li")]


def test_count() -> None:
    assert count(FIRST) == {
        ("wang", "deflection"): RuleCount(
            hits=2, clears=1, credits=1, exempt=1, unknown=1, clusters=2, sum_hh=4, sum_nn=10, sum_hn=6
        )
    }


def test_counts_of_parts_add_up() -> None:
    assert merge_counts(count(FIRST), count(SECOND)) == count([*FIRST, *SECOND])
    assert merge_counts({}, count(SECOND)) == count(SECOND)
