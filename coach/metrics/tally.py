"""Tallies: what cases add to the counts of the shop and of each agent, by person and by session."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from coach.findings import Case, Preset
from coach.labels import LinkedSession, Request
from coach.metrics.attributed import AttributedOrder, AttributedOrders
from coach.metrics.counts import ClusterSums, Counts, Tally, merge, total
from coach.metrics.rounds import Round, Wait, has_clock, rounds, waits
from coach.segment import is_speech
from coach.transcript import Message

__all__ = ["ClusterSums", "Counts", "Tally", "merge", "tally", "total"]

NEXT_DAY_FINAL = timedelta(days=1)
PAID_FINAL = timedelta(days=4)
NEVER = float("inf")


class _Visit(Struct, frozen=True):
    """A session with what is counted in it, looked at once for the shop and all its agents."""

    linked: LinkedSession
    speech: tuple[Message, ...]
    waits: tuple[Wait, ...]
    rounds: tuple[Round, ...]
    agents: frozenset[str]
    has_customer: bool


def tally(cases: Iterable[Case], *, orders: AttributedOrders, presale: frozenset[str]) -> Tally:
    """What the cases add up to; `presale` names the question types that make an inquirer.

    Each person must be in one case only. Formulas: the two tables of service metrics and of outcomes, as `Counts`,
    `summarise` and the presets spell them out.
    """
    return total(part for case in cases for part in _parts(case, orders, presale))


def _parts(case: Case, orders: AttributedOrders, presale: frozenset[str]) -> Iterator[Tally]:
    """What the person adds, and what each session does."""
    visits = [_visit(linked, case.preset) for linked in case.sessions]
    sales = orders.by_person.get(case.person, ())

    def person(agent: str | None) -> Counts:
        theirs = [visit for visit in visits if agent is None or agent in visit.agents]
        sold = [sale for sale in sales if agent in (None, sale.agent)]
        return _person_counts(case, theirs, sold, agent=agent, presale=presale)

    agents: frozenset[str] = frozenset().union(*(visit.agents for visit in visits))
    yield Tally(shop=person(None), agents={agent: person(agent) for agent in agents}, methods={orders.method: 1})
    for visit in visits:
        shop = _visit_counts(visit, None, case.preset)
        alone = len(visit.agents) == 1
        yield Tally(
            shop=shop,
            agents={agent: shop if alone else _visit_counts(visit, agent, case.preset) for agent in visit.agents},
            presets={case.preset.name: 1},
        )


def _visit(linked: LinkedSession, preset: Preset) -> _Visit:
    speech = tuple(message for message in linked.session.messages if is_speech(message))
    awaited = waits(linked.labelled, preset)
    return _Visit(
        linked=linked,
        speech=speech,
        waits=awaited,
        rounds=tuple(one for one in rounds(linked.labelled, preset, known=awaited) if one.counted),
        agents=frozenset(message.sender for message in speech if message.role == "agent"),
        has_customer=any(message.role == "customer" for message in speech),
    )


def _visit_counts(visit: _Visit, agent: str | None, preset: Preset) -> Counts:
    session = visit.linked.session
    owed = [wait for wait in visit.waits if agent in (None, wait.charged_to)]
    timed = [one for one in visit.rounds if agent in (None, one.charged_to)]
    replies = [
        reply
        for exchange in visit.linked.labelled.exchanges
        for reply in exchange.replies
        if agent in (None, reply.turn.sender)
    ]
    stances = Counter(reply.stance.name for reply in replies)
    requests = [one for one in visit.linked.requests if agent in (None, _charged(one, visit))]
    types = Counter(request.type.name for request in requests)
    begun = session.started_at
    return Counts(
        sessions=1,
        unanswered_sessions=int(bool(owed) and all(wait.reply is None for wait in owed)),
        exchanges=len(session.exchanges),
        messages=len(session.messages),
        customer_messages=sum(message.role == "customer" for message in visit.speech),
        agent_messages=sum(message.role == "agent" and agent in (None, message.sender) for message in visit.speech),
        answered_rounds=sum(one.seconds is not None for one in timed),
        unanswered_rounds=sum(one.seconds is None for one in timed),
        first_response_s=_histogram(one.seconds for one in timed if one.first),
        response_s=_histogram(one.seconds for one in timed),
        handle_s=_histogram([_handle_time(visit, agent)]),
        within=_in_time([[one] for one in timed], preset) if preset.counted_by == "round" else {},
        stances=dict(stances),
        passive=ClusterSums.of(stances["passive"], stances["passive"] + stances["proactive"]),
        requests=_by_status(requests),
        types={name: ClusterSums.of(n, len(requests)) for name, n in types.items()},
        requests_by_session=ClusterSums.of(0, len(requests)),
        by_day={begun.date().isoformat(): 1} if begun else {},
        by_hour={begun.hour: 1} if begun and has_clock(session.messages[0]) else {},
    )


def _person_counts(
    case: Case,
    visits: Sequence[_Visit],
    sales: Sequence[AttributedOrder],
    *,
    agent: str | None,
    presale: frozenset[str],
) -> Counts:
    consultations = [visit for visit in visits if visit.has_customer and visit.agents]
    owed = [wait for visit in visits for wait in visit.waits if agent in (None, wait.charged_to)]
    asked = {request.type.name for visit in consultations for request in visit.linked.requests}
    age = _age(case, consultations)
    return Counts(
        consultations=int(bool(consultations)),
        inquirers=int(bool(asked & presale)),
        asked=int(bool(owed)),
        never_answered=int(bool(owed) and all(wait.reply is None for wait in owed)),
        within={} if case.preset.counted_by == "round" else _in_time(_people(case.preset, visits, agent), case.preset),
        orders=int(bool(sales)),
        inquirers_who_ordered=int(bool(sales) and bool(asked & presale)),
        paid=int(any(sale.order.paid_at is not None for sale in sales)),
        paid_next_day=int(any(sale.paid_next_day for sale in sales)),
        pending_next_day=int(age is not None and age < NEXT_DAY_FINAL),
        pending_paid=int(age is not None and age < PAID_FINAL),
        amount=_paid_amount(sales),
    )


def _people(preset: Preset, visits: Sequence[_Visit], agent: str | None) -> list[list[Round]]:
    """The person's rounds together, or day by day, as the preset counts."""
    units: dict[date | None, list[Round]] = {}
    for one in (one for visit in visits for one in visit.rounds if agent in (None, one.charged_to)):
        units.setdefault(one.opened_at.date() if preset.counted_by == "person_day" else None, []).append(one)
    return list(units.values())


def _in_time(units: Sequence[Sequence[Round]], preset: Preset) -> dict[int, ClusterSums]:
    """By limit, the units of which every round was answered in time, as one cluster."""
    slowest = [max((one.seconds if one.seconds is not None else NEVER) for one in unit) for unit in units]
    return {
        limit: ClusterSums.of(sum(seconds <= limit for seconds in slowest), len(units)) for limit in preset.within_s
    }


def _charged(request: Request, visit: _Visit) -> str | None:
    """The agent who answered the request, else who replied to it last, else who wrote last in the session."""
    if request.answer is not None:
        return request.replies[request.answer].turn.sender
    if request.replies:
        return request.replies[-1].turn.sender
    return next((message.sender for message in reversed(visit.speech) if message.role == "agent"), None)


def _handle_time(visit: _Visit, agent: str | None) -> int | None:
    """Whole seconds from the session's start to the agent's last message."""
    times = [message.sent_at for message in visit.linked.session.messages if has_clock(message)]
    written = [one for one in visit.speech if one.role == "agent" and agent in (None, one.sender) and has_clock(one)]
    if not written or written[-1].sent_at is None or times[0] is None:
        return None
    return int((written[-1].sent_at - times[0]).total_seconds())


def _age(case: Case, consultations: Sequence[_Visit]) -> timedelta | None:
    """Days from the last consultation to the latest day read; None when the files do not tell."""
    begun = [visit.linked.session.started_at for visit in consultations]
    days = [moment.date() for moment in begun if moment is not None]
    return case.seen_until.date() - max(days) if days and case.seen_until is not None else None


def _paid_amount(sales: Iterable[AttributedOrder]) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for order in (sale.order for sale in sales if sale.order.paid_at is not None):
        amounts[order.currency] = amounts.get(order.currency, Decimal(0)) + order.amount
    return amounts


def _by_status(requests: Iterable[Request]) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for request in requests:
        by_status = counted.setdefault(request.type.name, {})
        by_status[request.status] = by_status.get(request.status, 0) + 1
    return counted


def _histogram(seconds: Iterable[int | None]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for value in seconds:
        if value is not None:
            counted[value] = counted.get(value, 0) + 1
    return counted
