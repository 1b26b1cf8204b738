"""The section of each agent: five factors against the team, what went well, stories, findings, and risk apart."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from coach.findings import FactorScore, Finding, Rate, Scorecard
from coach.highlights import Highlight
from coach.reports import figures
from coach.reports.figures import Figure
from coach.reports.overview import Named
from coach.reports.plans import PlanView, plan_view
from coach.reports.quotes import QuotedMessage, Step, quoted, step
from coach.reports.texts import Texts, visible
from coach.result import AgentAnalysis, Analysis

LISTED_STORIES = 8
LISTED_STEPS = 12
OPEN_STEPS = 3
"""So many findings of a rule stand open; the others are folded."""


class RuleRow(Struct, frozen=True):
    """A rule of a factor: how often the act was missed among the times it was due."""

    title: str
    rate: Figure


class FactorRow(Struct, frozen=True):
    """A factor of one agent beside the team's; positions are in percent of the scale, None where there is none."""

    title: str
    score: Figure
    at: float | None
    low: float | None
    high: float | None
    team: str
    team_at: float | None
    rules: tuple[RuleRow, ...]


class Group(Struct, frozen=True):
    """The findings of one rule: how often, what was expected, advice that all share, the first ones and the rest."""

    title: str
    expected: str
    count: str
    elsewhere: str
    advice: str
    first: tuple[Step, ...]
    rest: tuple[Step, ...]


class Story(Struct, frozen=True):
    """Findings on one customer that follow from each other."""

    title: str
    customer: str
    at: str
    steps: tuple[Step, ...]


class Exchange(Struct, frozen=True):
    """The best exchange or the one to learn from, and what speaks for the choice."""

    customer: str
    at: str
    reasons: tuple[str, ...]
    messages: tuple[QuotedMessage, ...]


class Section(Struct, frozen=True):
    """One agent."""

    anchor: str
    name: str
    score: Figure
    cap: str
    strongest: str
    numbers: tuple[Named, ...]
    factors: tuple[FactorRow, ...]
    best: Exchange | None
    credits: tuple[Group, ...]
    stories: tuple[Story, ...]
    more_stories: int
    groups: tuple[Group, ...]
    risks: tuple[Group, ...]
    worst: Exchange | None
    plan: PlanView | None = None


def sections(analysis: Analysis, texts: Texts) -> tuple[Section, ...]:
    """All agents, in the analysis' order."""
    return tuple(
        _section(one, analysis, texts, anchor=f"agent-{number}") for number, one in enumerate(analysis.agents, start=1)
    )


def _section(agent: AgentAnalysis, analysis: Analysis, texts: Texts, *, anchor: str) -> Section:
    hits = [one for one in agent.findings if one.opportunity.outcome == "hit"]
    chains = _chains(hits)
    told = dict(sorted(chains.items(), key=lambda one: -len(one[1]))[:LISTED_STORIES])
    coached = [one for one in hits if one.opportunity.factor != "risk"]
    risks = [one for one in hits if one.opportunity.factor == "risk"]
    praised = [one for one in agent.findings if one.opportunity.outcome == "credit"]
    rates = {rule: rate for factor in agent.card.factors for rule, rate in factor.rules.items()}
    capped = agent.card.capped_by
    hints = analysis.calibration.hints if analysis.calibration else frozenset()
    return Section(
        anchor=anchor,
        name=visible(agent.agent),
        score=figures.score(texts, agent.card.score, n=agent.card.n),
        cap=texts("agent.capped", rule=texts.rule(capped)) if capped else "",
        strongest=_strongest(agent.card, texts),
        numbers=_numbers(agent, analysis, texts),
        factors=_factors(agent.card, analysis.team, texts),
        best=_exchange(agent.best, texts),
        credits=_groups(praised, {}, texts, chained=frozenset(), praise=True),
        stories=tuple(_story(chain, texts) for chain in told.values()),
        more_stories=len(chains) - len(told),
        groups=_groups(coached, rates, texts, chained=frozenset(told), hints=hints),
        risks=_groups(risks, rates, texts, chained=frozenset(told)),
        worst=_exchange(agent.worst, texts),
        plan=plan_view(agent.plan, texts) if agent.plan else None,
    )


def _numbers(agent: AgentAnalysis, analysis: Analysis, texts: Texts) -> tuple[Named, ...]:
    metrics = agent.metrics
    return (
        Named(texts("total.consultations"), Figure(texts.number(metrics.consultations))),
        Named(
            texts("metric.conversion"), figures.conversion(texts, metrics, orders_read=figures.orders_read(analysis))
        ),
        Named(texts("metric.first_response"), figures.mean(texts, metrics.first_response, metrics)),
        Named(texts("metric.passive_share"), figures.rate(texts, metrics.passive_share)),
    )


def _strongest(card: Scorecard, texts: Texts) -> str:
    """The factor with the best score, in words; empty when none has a score."""
    scores = [(one.score, one.factor) for one in card.factors if one.score is not None]
    if not scores:
        return ""
    score, factor = max(scores)
    return texts("agent.strongest", factor=texts(f"factor.{factor}"), score=texts.number(score))


def _factors(card: Scorecard, team: Scorecard, texts: Texts) -> tuple[FactorRow, ...]:
    of_team = {one.factor: one for one in team.factors}
    return tuple(_factor(one, of_team.get(one.factor), texts) for one in card.factors if one.factor != "risk")


def _factor(found: FactorScore, team: FactorScore | None, texts: Texts) -> FactorRow:
    shown = found.score is not None
    team_score = team.score if team else None
    return FactorRow(
        title=texts(f"factor.{found.factor}"),
        score=figures.factor(texts, found),
        at=found.score,
        low=found.low if shown else None,
        high=found.high if shown else None,
        team=texts("factor.no_team") if team_score is None else texts("factor.team", score=texts.number(team_score)),
        team_at=team_score,
        rules=tuple(
            RuleRow(texts.rule(rule), figures.rate(texts, rate, why="never_due")) for rule, rate in found.rules.items()
        ),
    )


def _chains(hits: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The chains of which at least two findings are shown, each in the order of time."""
    found: dict[str, list[Finding]] = {}
    for one in hits:
        if one.chain is not None:
            found.setdefault(one.chain, []).append(one)
    return {chain: sorted(ones, key=_order) for chain, ones in found.items() if len(ones) > 1}


def _order(finding: Finding) -> tuple[bool, str]:
    at = finding.opportunity.at
    return (at is None, at.isoformat() if at else "")


def _story(chain: Sequence[Finding], texts: Texts) -> Story:
    steps = []
    seen: frozenset[str] = frozenset()
    for finding in chain:
        steps.append(step(finding, texts, seen=seen))
        seen |= {quote.message_id for quote in finding.quotes}
    title = " → ".join(dict.fromkeys(one.title for one in steps))
    return Story(title=title, customer=steps[0].customer, at=steps[0].at, steps=tuple(steps))


def _groups(
    findings: Iterable[Finding],
    rates: Mapping[str, Rate],
    texts: Texts,
    *,
    chained: frozenset[str],
    praise: bool = False,
    hints: frozenset[str] = frozenset(),
) -> tuple[Group, ...]:
    by_rule: dict[str, list[Finding]] = {}
    for one in findings:
        by_rule.setdefault(one.opportunity.rule, []).append(one)
    groups = {
        rule: _group(rule, found, rates.get(rule), texts, chained=chained, praise=praise)
        for rule, found in by_rule.items()
    }
    marked = {rule: replace(one, count=f"{one.count} · {texts('calibration.hint')}") for rule, one in groups.items()}
    return tuple(marked[rule] if rule in hints else one for rule, one in groups.items())


def _group(
    rule: str, found: Sequence[Finding], rate: Rate | None, texts: Texts, *, chained: frozenset[str], praise: bool
) -> Group:
    alone = [step(one, texts) for one in found if one.chain not in chained]
    told = len(found) - len(alone)
    shared = {one.advice for one in alone}
    expected = texts.rule(rule, "expected")
    praised = texts.rule(rule, "credit") or expected or texts.rule(rule)
    return Group(
        title=praised if praise else texts.rule(rule),
        expected="" if praise else expected,
        count=_count(found, rate, texts),
        elsewhere=texts("group.in_stories", n=texts.number(told)) if told else "",
        advice=shared.pop() if len(shared) == 1 else "",
        first=tuple(alone[:OPEN_STEPS]),
        rest=tuple(alone[OPEN_STEPS:LISTED_STEPS]),
    )


def _count(found: Sequence[Finding], rate: Rate | None, texts: Texts) -> str:
    if rate is None or rate.value is None:
        return texts("group.shown", n=texts.number(len(found)))
    shown = figures.rate(texts, rate)
    return texts("group.hits", hits=texts.number(rate.hits), n=texts.number(rate.n), share=shown.text)


def _exchange(found: Highlight | None, texts: Texts) -> Exchange | None:
    if found is None:
        return None
    return Exchange(
        customer=visible(found.customer),
        at=texts.moment(found.at) if found.at else texts("missing.time"),
        reasons=tuple(dict.fromkeys(texts.reason(reason) for reason in found.reasons)),
        messages=quoted(found.quotes, texts),
    )
