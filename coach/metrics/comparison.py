"""Agents compared fairly: how far to draw shares together that rest on little, and shares on the same mix of work."""

from collections.abc import Iterable, Mapping, Sequence
from math import exp, log

from msgspec import Struct

from coach.metrics.counts import Share
from coach.metrics.intervals import wilson_at

Stratum = tuple[str, str, int]
"""Consultations that are alike: the agent, the question type ("" where none was asked) and the hour of the day."""

WEAKEST, STRONGEST = 10.0, 200.0
ASSUMED = 30.0
"""The strength of the prior: its limits, and what is assumed of a team too small to tell."""

FEWEST_AGENTS = 6
FEWEST_CONSULTATIONS = 10
"""Below so many consultations an agent is not set beside the team."""

LEAST_COVERED = 0.5
"""The part of the shop's consultations that must lie where the agent had any, for a standardised share."""


class Standardised(Struct, frozen=True):
    """The share that an agent would have with the shop's mix of question types and hours, with its 95 % interval.

    `coverage` is the part of the shop's consultations whose type and hour the agent had any of; `team` is the shop's
    share there.
    """

    value: float
    low: float
    high: float
    team: float
    coverage: float


def strength(shares: Sequence[Share]) -> float:
    """How many consultations the team's share is worth beside an agent's own, between 10 and 200; 30 for small teams.

    The maximum of the likelihood of a beta-binomial distribution whose mean is the team's share (empirical Bayes:
    Casella, The American Statistician 39, 1985).
    """
    from scipy.optimize import minimize_scalar
    from scipy.stats import betabinom

    seen = [one for one in shares if one.n]
    mean = _mean(seen)
    if len(seen) < FEWEST_AGENTS or not 0 < mean < 1:
        return ASSUMED
    hits, trials = [one.hits for one in seen], [one.n for one in seen]

    def unlikely(logarithm: float) -> float:
        weight = exp(logarithm)
        return -float(betabinom.logpmf(hits, trials, mean * weight, (1 - mean) * weight).sum())

    found = minimize_scalar(unlikely, bounds=(log(WEAKEST), log(STRONGEST)), method="bounded")
    return float(min(STRONGEST, max(WEAKEST, exp(found.x))))


def compare(consultations: Mapping[Stratum, int], orders: Mapping[Stratum, int]) -> dict[str, Standardised]:
    """The agents' conversion on the shop's mix of work, from people who consulted and people who ordered.

    An agent of whom too little is known is left out.
    """
    agents: dict[str, dict[tuple[str, int], Share]] = {}
    shop: dict[tuple[str, int], Share] = {}
    for (agent, asked, hour), n in consultations.items():
        cell, one = (asked, hour), Share(hits=orders.get((agent, asked, hour), 0), n=n)
        agents.setdefault(agent, {})[cell] = one
        shop[cell] = _sum((shop.get(cell, Share()), one))
    found = {agent: standardised(cells, shop) for agent, cells in sorted(agents.items())}
    return {agent: one for agent, one in found.items() if one is not None}


def standardised(agent: Mapping[tuple[str, int], Share], shop: Mapping[tuple[str, int], Share]) -> Standardised | None:
    """The agent's share with each stratum weighed as the shop has it (direct standardisation).

    Strata of which the agent had none are left out of both. The interval is Wilson's for 1 / Σ(w²/n) consultations,
    w being a stratum's weight and n the agent's consultations in it (Kish, Survey Sampling, 1965). None where the
    strata left hold less than half of the shop's consultations, or the agent had fewer than ten.
    """
    common = {stratum: one for stratum, one in agent.items() if one.n and shop[stratum].n}
    total = sum(one.n for one in shop.values())
    held = sum(shop[stratum].n for stratum in common)
    if not held or held / total < LEAST_COVERED or sum(one.n for one in common.values()) < FEWEST_CONSULTATIONS:
        return None
    weights = {stratum: shop[stratum].n / held for stratum in common}
    value = sum(weights[stratum] * one.hits / one.n for stratum, one in common.items())
    effective = 1 / sum(weights[stratum] ** 2 / one.n for stratum, one in common.items())
    low, high = wilson_at(value, effective)
    team = sum(shop[stratum].hits for stratum in common) / held
    return Standardised(value=value, low=low, high=high, team=team, coverage=held / total)


def _mean(shares: Sequence[Share]) -> float:
    whole = _sum(shares)
    return whole.hits / whole.n if whole.n else 0.0


def _sum(shares: Iterable[Share]) -> Share:
    listed = list(shares)
    return Share(hits=sum(one.hits for one in listed), n=sum(one.n for one in listed))
