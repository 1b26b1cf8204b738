"""The weekly plan of an agent: what went well, at most three points with exchanges and an exercise, and last week's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from coach.findings import Advice, Difference, Factor, Finding, Quote, Rate, Scorecard
from coach.metrics.intervals import apart
from coach.practice import Practice
from coach.rubrics import Rubric
from coach.rules.findings import LEADING_ON

MOST_POINTS = 3
SHOWN = 2
"""How many points a plan has at most, and how many exchanges each of them shows."""

MOST_STRENGTHS = 2
MOST_CREDITS = 3


class Exhibit(Struct, frozen=True):
    """An exchange of a point: whose chat, its messages, and what to say instead: a colleague's words or the shop's."""

    finding: str
    customer: str
    at: datetime | None
    quotes: tuple[Quote, ...]
    advice: Advice | None
    advice_from: Practice | None


class Point(Struct, frozen=True):
    """One thing to work on: how often it was missed beside colleagues, what that costs, and exchanges that show it.

    `colleagues` is the rate of all others, with n = 0 when nobody else had the occasion. `cost` is in points of the
    card: what the rule weighs in it times how much more often than colleagues it was missed. `lags` is False for the
    next step of an agent who lags behind in nothing. `chained` tells that it led to more.
    """

    rule: str
    factor: Factor
    rate: Rate
    colleagues: Rate
    cost: float
    lags: bool
    chained: bool
    exhibits: tuple[Exhibit, ...]


class Strength(Struct, frozen=True):
    """Something this agent misses less often than colleagues do."""

    rule: str
    rate: Rate
    colleagues: Rate


class Checked(Struct, frozen=True):
    """A point of the last plan today: the share missed then and now; no interval where one has none."""

    rule: str
    change: Difference

    @property
    def verdict(self) -> str:
        """Where the interval leaves no doubt "better" or "worse", else "same"; "unknown" without an interval."""
        if self.change.low is None or self.change.high is None:
            return "unknown"
        if self.change.high < 0:
            return "better"
        return "worse" if self.change.low > 0 else "same"


class AgentPlan(Struct, frozen=True):
    """The plan of one agent; `credits` counts by rule what was done notably well, `best` is the best exchange."""

    agent: str
    credits: dict[str, int] = {}
    strengths: tuple[Strength, ...] = ()
    best: tuple[Quote, ...] = ()
    points: tuple[Point, ...] = ()
    checked: tuple[Checked, ...] = ()


class Plans(Struct, frozen=True):
    """The plans of all agents of a period, as plans.json has them."""

    first_at: datetime | None = None
    last_at: datetime | None = None
    agents: tuple[AgentPlan, ...] = ()

    def of(self, agent: str) -> AgentPlan | None:
        """That agent's plan, if there is one."""
        return next((one for one in self.agents if one.agent == agent), None)


def plan(
    card: Scorecard,
    others: Sequence[Scorecard],
    *,
    rubric: Rubric,
    findings: Sequence[Finding],
    praised: Mapping[str, int],
    best: Sequence[Quote] = (),
) -> AgentPlan:
    """The plan that follows from an agent's card beside those of all others and from findings with their advice.

    `praised` counts by rule what was done notably well.

    Points are the rules on which the agent loses most against colleagues, with enough opportunities; first those whose
    hits led to others. Of rules that led to one another only the costliest becomes a point. Texts of advice in a plan
    are all different, and its exchanges stand in different sessions where there are enough.
    """
    hits = [one for one in findings if one.opportunity.outcome == "hit"]
    credited = sorted((pair for pair in praised.items() if pair[1]), key=lambda pair: (-pair[1], pair[0]))
    compared = _compared(card, others, rubric, chains=_chains(hits))
    return AgentPlan(
        agent=card.agent,
        credits=dict(credited[:MOST_CREDITS]),
        strengths=_strengths(compared),
        best=tuple(best),
        points=_points(compared, hits),
    )


class _Compared(Struct, frozen=True):
    """A rule of the card beside colleagues: `weight` is its part of the card in points, `chains` its chains."""

    rule: str
    factor: Factor
    rate: Rate
    colleagues: Rate
    weight: float
    chains: frozenset[str]

    @property
    def shortfall(self) -> float:
        """How much more often than colleagues it was missed; all of it where there is nobody to compare with."""
        return (self.rate.value or 0.0) - (self.colleagues.value or 0.0)

    @property
    def cost(self) -> float:
        """The points that the shortfall costs."""
        return self.weight * self.shortfall


def _compared(
    card: Scorecard, others: Sequence[Scorecard], rubric: Rubric, *, chains: Mapping[str, frozenset[str]]
) -> list[_Compared]:
    """The rules that cost points and had enough opportunities, or that led to others more than once."""
    total = sum(rubric.factors.values())
    found = []
    for factor in card.factors:
        weights = rubric.rules.get(factor.factor, {})
        weighed = sum(weights.get(rule, 0) for rule in factor.rules)
        for rule, rate in factor.rules.items():
            of_rule = chains.get(rule, frozenset())
            weight = rubric.factors.get(factor.factor, 0) * weights.get(rule, 0)
            if weight and (rate.n >= rubric.min_opportunities or len(of_rule) > 1):
                part = 100 * weight / (total * weighed)
                found.append(_Compared(rule, factor.factor, rate, _together(rule, others), part, of_rule))
    return found


def _together(rule: str, cards: Iterable[Scorecard]) -> Rate:
    rates = [factor.rules[rule] for card in cards for factor in card.factors if rule in factor.rules]
    return Rate(hits=sum(one.hits for one in rates), n=sum(one.n for one in rates))


def _chains(hits: Iterable[Finding]) -> dict[str, frozenset[str]]:
    """The chains in which each rule led to another, or came from it."""
    found: dict[str, set[str]] = {}
    for one in hits:
        if one.chain is not None and one.opportunity.rule in LEADING_ON:
            found.setdefault(one.opportunity.rule, set()).add(one.chain)
    return {rule: frozenset(chains) for rule, chains in found.items()}


def _strengths(compared: Iterable[_Compared]) -> tuple[Strength, ...]:
    ahead = sorted((one for one in compared if one.colleagues.n and one.cost < 0), key=lambda one: (one.cost, one.rule))
    return tuple(Strength(one.rule, one.rate, one.colleagues) for one in ahead[:MOST_STRENGTHS])


def _points(compared: Sequence[_Compared], hits: Sequence[Finding]) -> tuple[Point, ...]:
    """At most three, each with exchanges of its own."""
    missed = [one for one in compared if one.rate.hits]
    behind = [one for one in missed if one.cost > 0]
    behind.sort(key=lambda one: (not one.chains, -one.cost, one.rule))
    ranked = behind or sorted(missed, key=lambda one: (-one.weight * (one.rate.value or 0), one.rule))[:1]
    points: list[Point] = []
    told: frozenset[str] = frozenset()
    choice = _Choice()
    for one in ranked:
        exhibits = () if one.chains & told else choice.of([hit for hit in hits if hit.opportunity.rule == one.rule])
        if exhibits and len(points) < MOST_POINTS:
            told |= one.chains
            points.append(_point(one, exhibits, lags=bool(behind)))
    return tuple(points)


def _point(one: _Compared, exhibits: tuple[Exhibit, ...], *, lags: bool) -> Point:
    return Point(
        rule=one.rule,
        factor=one.factor,
        rate=one.rate,
        colleagues=one.colleagues,
        cost=round(max(one.cost, 0.0), 2),
        lags=lags,
        chained=bool(one.chains),
        exhibits=exhibits,
    )


class _Choice:
    """Chooses exchanges for one plan: no advice twice, and no session twice as long as there are others."""

    def __init__(self) -> None:
        self.advised: set[object] = set()
        self.sessions: set[str] = set()

    def of(self, hits: Sequence[Finding]) -> tuple[Exhibit, ...]:
        """Up to `SHOWN` of these, in the order of time: a colleague's words first, then chains, then the earliest."""
        chosen: list[Finding] = []
        for fresh in (True, False):
            for one in sorted(hits, key=lambda hit: (hit.advice_from is None, hit.chain is None)):
                known = one.opportunity.session in self.sessions
                if len(chosen) < SHOWN and one not in chosen and not (known and fresh) and self._is_new(one):
                    chosen.append(one)
                    self.sessions.add(one.opportunity.session)
                    self.advised.add(_advised(one))
        chosen.sort(key=lambda one: hits.index(one))
        return tuple(_exhibit(one) for one in chosen)

    def _is_new(self, one: Finding) -> bool:
        return _advised(one) not in self.advised


def _advised(one: Finding) -> object:
    """What tells one advice from another: a colleague's words, else the key and values of the shop's text."""
    if one.advice_from is not None:
        return one.advice_from.text
    advice = one.opportunity.advice
    return (advice.key, tuple(sorted(advice.values.items()))) if advice else one.opportunity.rule


def _exhibit(one: Finding) -> Exhibit:
    at = one.opportunity.at or next((quote.at for quote in one.quotes if quote.at is not None), None)
    return Exhibit(one.id, one.customer, at, one.quotes, one.opportunity.advice, one.advice_from)


def check_again(plan: AgentPlan, previous: AgentPlan | None, card: Scorecard) -> AgentPlan:
    """The plan with the points of the one before, each with the rate missed then and, by the card, now."""
    return check_rates(plan, {one.rule: one.rate for one in previous.points} if previous else {}, card)


def check_rates(plan: AgentPlan, then: Mapping[str, Rate], card: Scorecard) -> AgentPlan:
    """The plan with these rules, each with the rate missed then and, by the card, now."""
    now = {rule: rate for factor in card.factors for rule, rate in factor.rules.items()}
    checked = (Checked(rule, _change(rate, now.get(rule, Rate(hits=0, n=0)))) for rule, rate in then.items())
    return msgspec.structs.replace(plan, checked=tuple(checked))


def _change(then: Rate, now: Rate) -> Difference:
    limits = (then.value, then.low, then.high), (now.value, now.low, now.high)
    (one, one_low, one_high), (two, two_low, two_high) = limits
    if one is None or one_low is None or one_high is None or two is None or two_low is None or two_high is None:
        return Difference(then, now)
    low, high = apart((one, one_low, one_high), (two, two_low, two_high))
    return Difference(then, now, low=low, high=high)
