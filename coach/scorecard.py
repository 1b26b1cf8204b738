"""Scorecards: an agent's score on five factors, from counted opportunities and a rubric."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from coach.findings import Factor, FactorScore, Rate, RuleCount, Scorecard
from coach.metrics.counts import ClusterSums
from coach.metrics.intervals import clustered
from coach.rubrics import FACTORS, RISK, Rubric
from coach.rules import Rule, registry
from coach.rules.counts import add

TEAM = ""
"""The name under which the card of all agents together stands."""


def scorecards(
    counts: Mapping[tuple[str, str], RuleCount], rubric: Rubric, *, own: Sequence[Rule] = ()
) -> tuple[Scorecard, ...]:
    """The card of the team (agent "") and then of each agent, by name.

    Counts under the agent "" (nobody was assigned) belong to the team alone. The team is judged by the rules that have
    enough opportunities with at least one agent: else a rule would lower the team that can lower nobody in it. `own`
    are a shop's own rules.
    """
    of_agent: dict[str, dict[str, RuleCount]] = {}
    team: dict[str, RuleCount] = {}
    for (agent, rule), counted in counts.items():
        team[rule] = add(team.get(rule, RuleCount()), counted)
        if agent != TEAM:
            of_agent.setdefault(agent, {})[rule] = counted
    enough = {
        rule for counts in of_agent.values() for rule, n in counts.items() if judged(n) >= rubric.min_opportunities
    }
    team = {rule: counted for rule, counted in team.items() if rule in enough or len(of_agent) < 2}
    rules = (*registry, *own)
    return (
        _card(TEAM, team, rubric, rules),
        *(_card(agent, of_agent[agent], rubric, rules) for agent in sorted(of_agent)),
    )


def judged(counted: RuleCount) -> int:
    """The denominator of a rule's rate: hits, clears and credits."""
    return counted.hits + counted.clears + counted.credits


def rate(counted: RuleCount) -> Rate:
    """A rule's hits over its judged opportunities, with an interval clustered by session."""
    sums = ClusterSums(
        clusters=counted.clusters,
        h=counted.hits,
        n=judged(counted),
        hh=counted.sum_hh,
        nn=counted.sum_nn,
        hn=counted.sum_hn,
    )
    return clustered(sums)


def _card(agent: str, counts: Mapping[str, RuleCount], rubric: Rubric, rules: Sequence[Rule]) -> Scorecard:
    factors = tuple(_factor(factor, counts, rubric, rules) for factor in FACTORS)
    weighed = [(rubric.factors.get(one.factor, 0), one.score) for one in factors if one.score is not None]
    total = sum(weight for weight, _ in weighed)
    score = sum(weight * value for weight, value in weighed) / total if total else None
    critical = next((rule for rule in rubric.critical.rules if counts.get(rule, RuleCount()).hits), None)
    capped_by = critical if score is not None and score > rubric.critical.cap else None
    return Scorecard(
        agent=agent,
        factors=factors,
        score=rubric.critical.cap if capped_by else score,
        capped_by=capped_by,
        n=sum(one.n for one in factors),
    )


def _factor(factor: Factor, counts: Mapping[str, RuleCount], rubric: Rubric, rules: Sequence[Rule]) -> FactorScore:
    """One factor: 100 · (1 − Σ w·rate / Σ w) over the rules with enough opportunities, plus credits.

    Each rule adds `credit_points` times its share of credits, all together at most `credit_points`. The interval is
    that of a weighted sum of independent rates from the interval of each (the method of variance estimates recovery:
    Zou, Huang and Zhang, Computational Statistics and Data Analysis 53, 2009); a rate without one may be anything.
    """
    weights = rubric.rules.get(factor, {})
    of_factor = {rule.name: counts[rule.name] for rule in rules if rule.factor == factor and rule.name in counts}
    rates = {name: rate(counted) for name, counted in of_factor.items() if judged(counted)}
    n = sum(one.n for one in rates.values())
    enough = {
        name: weights[name] for name in rates if rates[name].n >= rubric.min_opportunities and weights.get(name, 0) > 0
    }
    if not enough or factor == RISK:
        return FactorScore(factor=factor, score=None, n=n, low=None, high=None, rules=rates)
    missed, low, high = _weighted([(weight, rates[name]) for name, weight in enough.items()])
    credited = sum(of_factor[name].credits / one.n for name, one in rates.items() if one.n >= rubric.min_opportunities)
    added = min(1.0, credited) * rubric.credit_points
    score, worst, best = (min(100.0, max(0.0, 100 * (1 - part) + added)) for part in (missed, high, low))
    return FactorScore(factor=factor, score=score, n=n, low=worst, high=best, rules=rates)


def _weighted(parts: Iterable[tuple[float, Rate]]) -> tuple[float, float, float]:
    """The weighted mean of rates with its lower and upper limit."""
    parts = list(parts)
    total = sum(weight for weight, _ in parts)
    mean = below = above = 0.0
    for weight, one in parts:
        share, value = weight / total, one.hits / one.n
        mean += share * value
        below += (share * (value - (0.0 if one.low is None else one.low))) ** 2
        above += (share * ((1.0 if one.high is None else one.high) - value)) ** 2
    return mean, max(0.0, mean - sqrt(below)), min(1.0, mean + sqrt(above))
