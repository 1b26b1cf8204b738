"""Opportunities counted by agent and rule, with what intervals clustered by session need."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from coach.findings import Opportunity, RuleCount

JUDGED = frozenset({"hit", "clear", "credit"})
"""The outcomes that make a denominator; exempt and unknown ones are counted apart."""

Counts = dict[tuple[str, str], RuleCount]
"""Counts by agent and rule."""


def count(opportunities: Iterable[Opportunity]) -> Counts:
    """The opportunities of whole sessions, by agent and rule; a session must not be split between two calls."""
    by_session: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in opportunities:
        by_session[one.agent, one.rule][one.session][one.outcome] += 1
    return {key: _counted(sessions.values()) for key, sessions in by_session.items()}


def merge_counts(first: Mapping[tuple[str, str], RuleCount], second: Mapping[tuple[str, str], RuleCount]) -> Counts:
    """The counts of both parts, which share no session."""
    merged = dict(first)
    for key, theirs in second.items():
        merged[key] = add(merged.get(key, RuleCount()), theirs)
    return merged


def add(first: RuleCount, second: RuleCount) -> RuleCount:
    """The sum of two counts, field by field."""
    return RuleCount(*(getattr(first, field) + getattr(second, field) for field in RuleCount.__struct_fields__))


def _counted(sessions: Iterable[Counter[str]]) -> RuleCount:
    sessions = list(sessions)
    pairs = [(outcomes["hit"], sum(outcomes[outcome] for outcome in JUDGED)) for outcomes in sessions]
    return RuleCount(
        hits=sum(h for h, _ in pairs),
        clears=sum(outcomes["clear"] for outcomes in sessions),
        credits=sum(outcomes["credit"] for outcomes in sessions),
        exempt=sum(outcomes["exempt"] for outcomes in sessions),
        unknown=sum(outcomes["unknown"] for outcomes in sessions),
        clusters=sum(n > 0 for _, n in pairs),
        sum_hh=sum(h * h for h, _ in pairs),
        sum_nn=sum(n * n for _, n in pairs),
        sum_hn=sum(h * n for h, n in pairs),
    )
