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
    counted = Counter((one.agent, one.rule, one.session, one.outcome) for one in opportunities)
    by_session: dict[tuple[str, str], dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for (agent, rule, session, outcome), n in counted.items():
        by_session[agent, rule][session][outcome] = n
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


def _counted(sessions: Iterable[Mapping[str, int]]) -> RuleCount:
    totals: dict[str, int] = defaultdict(int)
    pairs = []
    for outcomes in sessions:
        judged = 0
        for outcome, n in outcomes.items():
            totals[outcome] += n
            judged += n if outcome in JUDGED else 0
        if judged:
            pairs.append((outcomes.get("hit", 0), judged))
    return RuleCount(
        hits=totals["hit"],
        clears=totals["clear"],
        credits=totals["credit"],
        exempt=totals["exempt"],
        unknown=totals["unknown"],
        clusters=len(pairs),
        sum_hh=sum(h * h for h, _ in pairs),
        sum_nn=sum(n * n for _, n in pairs),
        sum_hn=sum(h * n for h, n in pairs),
    )
