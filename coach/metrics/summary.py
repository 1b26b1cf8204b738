"""The summary of a tally: rates with intervals, durations with median and 90th percentile, money."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.findings import Rate
from coach.metrics.counts import Counts, Tally
from coach.metrics.intervals import clustered, middle, wilson
from coach.metrics.loss import Loss, losses

NOBODY = Rate(hits=0, n=0)
"""The rate of what was not counted."""


class Durations(Struct, frozen=True):
    """Seconds of `n` durations: mean, median and 90th percentile; None when there are none.

    `median_low` and `median_high` are the 95 % interval of the median; None when too few sessions were timed.
    """

    n: int
    mean: float | None = None
    median: float | None = None
    p90: int | None = None
    median_low: int | None = None
    median_high: int | None = None


class AgentMetrics(Struct, frozen=True):
    """The metrics of one agent, or with `agent` None of the shop, in which each person counts once.

    `conversion` is people who ordered over consultations, `paid_rate` and `paid_next_day` those who paid over the same;
    a rate that is not final may yet rise. `order_to_paid` is who paid over who ordered. `amount` is paid money by
    currency and `basket` its mean by paying customer where there is one currency. `within` is the share answered
    within so many seconds; `reply_rate` the people who got a reply over those who asked; `qa_ratio` agent messages over
    customer messages; `passive_share` passive over passive and proactive replies; `question_types` a type's part of
    the requests, whose number by status is in `requests`.

    `asked`, `transferred_in`, `transferred_out` and `followed_up` (the agent wrote first) are people; `resolved` are
    the sessions after which the same was not asked again, over those with a request. `inquiry` is inquirers over
    consultations, `inquirers_paid` those who paid over the inquirers who ordered. `prospects` are customers who had not
    bought before, with those who paid; `losses` and `owners` what it costs when they ask a type, or meet a likely cause
    of leaving. `intent` are prospects who asked what one asks before buying, with those who ordered, and `evaded` how
    many of these questions were evaded.
    """

    agent: str | None
    sessions: int
    unanswered_sessions: int
    exchanges: int
    messages: int
    consultations: int
    inquirers: int
    orders: int
    paid: int
    amount: dict[str, Decimal]
    basket: Decimal | None
    conversion: Rate
    conversion_of_inquirers: Rate
    paid_rate: Rate
    paid_rate_is_final: bool
    paid_next_day: Rate
    paid_next_day_is_final: bool
    order_to_paid: Rate
    answered_rounds: int
    unanswered_rounds: int
    first_response: Durations
    response: Durations
    handle: Durations
    within: dict[int, Rate]
    reply_rate: Rate
    qa_ratio: float | None
    passive_share: Rate
    stances: dict[str, int]
    question_types: dict[str, Rate]
    requests: dict[str, dict[str, int]]
    by_day: dict[str, int]
    by_hour: dict[int, int]
    asked: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    followed_up: int = 0
    resolved: Rate = NOBODY
    resolved_is_final: bool = True
    inquiry: Rate = NOBODY
    inquirers_paid: Rate = NOBODY
    prospects: Rate = NOBODY
    losses: dict[str, Loss] = {}
    owners: dict[str, Loss] = {}
    intent: Rate = NOBODY
    evaded: Rate = NOBODY


class ShopMetrics(Struct, frozen=True):
    """The shop's metrics and each agent's, by name; the presets in use with their sessions; the attribution method.

    `groups` has the same by "team", "shop", "platform", "day" and "hour", and by its name; `agent` is None there.
    """

    shop: AgentMetrics
    agents: tuple[AgentMetrics, ...]
    groups: dict[str, dict[str, AgentMetrics]]
    presets: dict[str, int]
    method: str | None


def summarise(tally: Tally) -> ShopMetrics:
    """The metrics that a tally gives, for the shop and each agent.

    Raises SettingsError when the tally mixes methods of attribution, whose numbers cannot be compared.
    """
    if len(tally.methods) > 1:
        mixed = " and ".join(tally.methods)
        raise SettingsError(f"orders were attributed by {mixed}; analyse all files again with one method")
    return ShopMetrics(
        shop=_metrics(None, tally.shop),
        agents=tuple(_metrics(agent, counts) for agent, counts in sorted(tally.agents.items())),
        groups={
            kind: {name: _metrics(None, counts) for name, counts in of_kind.items()}
            for kind, of_kind in tally.groups.items()
        },
        presets=tally.presets,
        method=next(iter(tally.methods), None),
    )


def durations(histogram: Mapping[int, int], *, sessions: int) -> Durations:
    """Mean, median and 90th percentile of a histogram of whole seconds that were measured in so many sessions.

    The percentile is the smallest value that at least 90 % do not exceed (nearest rank).
    """
    n = sum(histogram.values())
    if n == 0:
        return Durations(n=0)
    median = (_ranked(histogram, (n + 1) // 2) + _ranked(histogram, n // 2 + 1)) / 2
    mean = sum(seconds * count for seconds, count in histogram.items()) / n
    return Durations(n, mean, median, _ranked(histogram, -(-9 * n // 10)), *_limits(histogram, n, sessions))


def _limits(histogram: Mapping[int, int], n: int, sessions: int) -> tuple[int | None, int | None]:
    """The interval of the median; waits of one session resemble each other, so that sessions are what counts."""
    between = middle(min(n, sessions))
    if between is None:
        return None, None
    rank = max(1, floor(between[0] * n))
    return _ranked(histogram, rank), _ranked(histogram, n + 1 - rank)


def _ranked(histogram: Mapping[int, int], rank: int) -> int:
    """The value at that rank, from 1."""
    seen = 0
    for seconds, count in sorted(histogram.items()):
        seen += count
        if seen >= rank:
            return seconds
    raise ValueError(f"rank {rank} is beyond {seen} values")


def _metrics(agent: str | None, counts: Counts) -> AgentMetrics:
    timed = sum(counts.first_response_s.values())
    metrics = AgentMetrics(
        agent=agent,
        sessions=counts.sessions,
        unanswered_sessions=counts.unanswered_sessions,
        exchanges=counts.exchanges,
        messages=counts.messages,
        consultations=counts.consultations,
        inquirers=counts.inquirers,
        orders=counts.orders,
        paid=counts.paid,
        amount=counts.amount,
        basket=_basket(counts),
        conversion=wilson(counts.orders, counts.consultations),
        conversion_of_inquirers=wilson(counts.inquirers_who_ordered, counts.inquirers),
        paid_rate=wilson(counts.paid, counts.consultations),
        paid_rate_is_final=counts.pending_paid == 0,
        paid_next_day=wilson(counts.paid_next_day, counts.consultations),
        paid_next_day_is_final=counts.pending_next_day == 0,
        order_to_paid=wilson(counts.paid, counts.orders),
        answered_rounds=counts.answered_rounds,
        unanswered_rounds=counts.unanswered_rounds,
        first_response=durations(counts.first_response_s, sessions=timed),
        response=durations(counts.response_s, sessions=timed),
        handle=durations(counts.handle_s, sessions=counts.sessions),
        within={limit: clustered(sums) for limit, sums in counts.within.items()},
        reply_rate=wilson(counts.asked - counts.never_answered, counts.asked),
        qa_ratio=counts.agent_messages / counts.customer_messages if counts.customer_messages else None,
        passive_share=clustered(counts.passive),
        stances=counts.stances,
        question_types=_question_types(counts),
        requests=counts.requests,
        by_day=counts.by_day,
        by_hour=counts.by_hour,
    )
    return _with_people(metrics, counts)


def _with_people(metrics: AgentMetrics, counts: Counts) -> AgentMetrics:
    """The metrics with what became of people: handed over, settled, lost."""
    return msgspec.structs.replace(
        metrics,
        asked=counts.asked,
        transferred_in=counts.transferred_in,
        transferred_out=counts.transferred_out,
        followed_up=counts.followed_up,
        resolved=clustered(counts.resolved),
        resolved_is_final=counts.pending_resolved == 0,
        inquiry=wilson(counts.inquirers, counts.consultations),
        inquirers_paid=wilson(counts.inquirers_who_paid, counts.inquirers_who_ordered),
        prospects=wilson(counts.prospects.hits, counts.prospects.n),
        losses=losses(counts.askers, counts.prospects),
        owners=losses(counts.owners, counts.prospects),
        intent=wilson(counts.intent.hits, counts.intent.n),
        evaded=clustered(counts.evaded),
    )


def _question_types(counts: Counts) -> dict[str, Rate]:
    """The share of each type; sessions without the type count too, so the trials are those of all sessions."""
    every = counts.requests_by_session
    return {
        name: clustered(msgspec.structs.replace(sums, clusters=every.clusters, n=every.n, nn=every.nn))
        for name, sums in counts.types.items()
    }


def _basket(counts: Counts) -> Decimal | None:
    if counts.paid == 0 or len(counts.amount) != 1:
        return None
    (amount,) = counts.amount.values()
    cents = round(Fraction(amount) * 100 / counts.paid)
    return Decimal(cents).scaleb(-2)
