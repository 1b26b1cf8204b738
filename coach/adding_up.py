"""The sum of all parts of an analysis, made into the one result."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from coach.candidates import FaqCandidate
from coach.coaching.allocation import allocation
from coach.coaching.precision import calibration, hinted
from coach.findings import Finding, Order, RuleCount, Scorecard
from coach.metrics.comparison import compare
from coach.metrics.summary import AgentMetrics, ShopMetrics, summarise
from coach.metrics.traffic import TrafficResult
from coach.pipeline import Coach, Plan
from coach.readers import ReadLog
from coach.result import AgentAnalysis, Analysis, ModelUsed, TypeShare
from coach.rubrics import Rubric
from coach.rules.own_check import as_rules
from coach.scorecard import TEAM, scorecards

if TYPE_CHECKING:
    from coach.coaching.advice import Colleagues
    from coach.lessons import Lessons
    from coach.parts import Part

UNMATCHED_SHOWN = 5
"""How many orders without a matching customer the result names."""


class Reading(Struct, frozen=True):
    """What was read beside the parts: how many conversations, whose orders nobody placed, and what was skipped.

    `traffic` has the days of the shop's visits, if they were given.
    """

    conversations: int
    unmatched: Sequence[Order]
    log: ReadLog
    item_titles: Mapping[str, str] = {}
    traffic: tuple[TrafficResult, ...] = ()


def add_up(
    whole: "Part",
    others: "Colleagues",
    *,
    reading: Reading,
    plan: Plan,
    rubric: Rubric,
    faq: Callable[[], tuple[FaqCandidate, ...]],
    keep: Callable[[Finding], object] | None = None,
) -> Analysis:
    """The analysis of what was read, from the sum of all its parts.

    `others` has what agents did well, for advice; `keep` takes the findings that show only in the sum: those of corpus
    rules.
    """
    from coach.lessons import lessons
    from coach.parts import across, join

    coach = Coach(plan)
    whole = join((whole, across(whole, rules=coach.rules, keep=keep or (lambda _: None), verdicts=plan.verdicts)))
    summary = summarise(whole.tally)
    least = plan.settings.rules.least_precision
    heard = calibration(whole.judged, plan.verdicts, least=least) if plan.verdicts else None
    weighed = hinted(rubric, heard.hints if heard else ())
    cards, trainers = (_cards(counts, weighed, plan) for counts in (whole.rules, whole.people))
    learnt = lessons(whole, others, cards=cards, rubric=weighed, run=plan, item_titles=reading.item_titles)
    return msgspec.structs.replace(
        _counted(whole, summary, reading, coach),
        team=cards.get(TEAM) or Scorecard(TEAM, (), None, None, 0),
        agents=tuple(_agent(metrics, cards, trainers, whole, learnt) for metrics in summary.agents),
        faq=faq(),
        playbook=learnt.playbook,
        rubric=sha256(msgspec.json.encode(weighed)).hexdigest(),
        calibration=heard,
        trainers_team=trainers.get(TEAM),
        allocation=allocation(whole.load, orders_known=whole.orders + len(reading.unmatched) > 0),
    )


def _cards(counts: Mapping[tuple[str, str], RuleCount], rubric: Rubric, plan: Plan) -> dict[str, Scorecard]:
    return {card.agent: card for card in scorecards(counts, rubric, own=as_rules(plan.own_rules))}


def _counted(whole: "Part", summary: ShopMetrics, reading: Reading, coach: Coach) -> Analysis:
    """The numbers of the result, and how they came about; what was judged is still open."""
    plan, log, unmatched = coach.plan, reading.log, reading.unmatched
    return Analysis(
        conversations=reading.conversations,
        sessions=summary.shop.sessions,
        exchanges=summary.shop.exchanges,
        requests=sum(rate.hits for rate in summary.shop.question_types.values()),
        messages=summary.shop.messages,
        masked_people=whole.masked_people,
        first_at=whole.first_at,
        last_at=whole.last_at,
        languages=dict(sorted(whole.languages.items())),
        question_types=_type_shares(summary.shop),
        shop=summary.shop,
        team=Scorecard(TEAM, (), None, None, 0),
        agents=(),
        faq=(),
        orders=whole.orders,
        unmatched_orders=len(unmatched),
        presets=dict(sorted(whole.presets.items())),
        settings=plan.settings,
        models=tuple(_models(whole.languages)),
        skipped=tuple(msgspec.structs.replace(one, reason=coach.shown(one.reason)) for one in log.skipped),
        skipped_count=sum(log.counts.values()),
        notices=tuple(msgspec.structs.replace(one, text=coach.shown(one.text)) for one in log.notices),
        shops=tuple(sorted(filter(None, whole.shops))),
        item_titles=dict(reading.item_titles),
        unmatched_examples=tuple(unmatched[:UNMATCHED_SHOWN]),
        groups=summary.groups,
        attribution=plan.settings.metrics.attribution,
        order_cards=plan.order_cards,
        excluded_orders=whole.excluded_orders + sum(bool(order.excluded) for order in unmatched),
        standardised=compare(whole.load.consultations, whole.load.orders),
        traffic=reading.traffic,
        own_rules=plan.own_rules,
    )


def _type_shares(shop: AgentMetrics) -> tuple[TypeShare, ...]:
    shares = [TypeShare(name, rate.hits, rate.value or 0.0) for name, rate in shop.question_types.items()]
    return tuple(sorted(shares, key=lambda share: (-share.n, share.type)))


def _agent(
    metrics: AgentMetrics,
    cards: Mapping[str, Scorecard],
    trainers: Mapping[str, Scorecard],
    whole: "Part",
    learnt: "Lessons",
) -> AgentAnalysis:
    name = metrics.agent or TEAM
    return AgentAnalysis(
        agent=name,
        metrics=metrics,
        card=cards.get(name) or Scorecard(name, (), None, None, 0),
        findings=learnt.shown.get(name, ()),
        finding_counts={rule: n for (agent, rule), n in sorted(whole.finding_counts.items()) if agent == name},
        trainers_card=trainers.get(name),
        best=whole.highlights.best.get(name),
        worst=whole.highlights.worst.get(name),
        plan=learnt.plans.get(name),
    )


def _models(codes: Iterable[str]) -> Iterator[ModelUsed]:
    from coach.classifiers import load_classifier

    for code in sorted(codes):
        classifier = load_classifier(code)
        for manifest in (classifier.questions.manifest, classifier.stances.manifest):
            yield ModelUsed(code, manifest.task, manifest.trained_at, manifest.sha256)
