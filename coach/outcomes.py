"""Outcomes: which orders are whose, and which agent's consultation they follow."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from coach.findings import Case, Order
from coach.labels import LinkedSession
from coach.merge import is_masked
from coach.metrics.attributed import AttributedOrder, AttributedOrders, AttributionMethod, end_of_next_day
from coach.segment import is_speech
from coach.transcript import Session


class _Consultation(Struct, frozen=True):
    """A session in which the customer wrote and so did this agent, with the times of the agent's messages."""

    agent: str
    session: str
    begun: datetime
    written: tuple[datetime, ...]


def join_orders(orders: Iterable[Order], sessions: Iterable[Session]) -> dict[str, tuple[Order, ...]]:
    """The orders of each person, in the order they were created; each order goes to one person at most.

    An order belongs to who mentions its id, else to who has the name of its customer; a masked name joins nobody.
    Among several such people it goes to the namesake, then to the one who came last before it was created.
    """
    people: dict[str, list[Session]] = {}
    for session in sessions:
        people.setdefault(session.person, []).append(session)
    by_id: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for person, theirs in sorted(people.items()):
        for mentioned in {order for session in theirs for message in session.messages for order in message.refs.orders}:
            by_id.setdefault(mentioned, []).append(person)
        if not is_masked(theirs[0].customer):
            by_name.setdefault(folded_name(theirs[0].customer), []).append(person)
    joined: dict[str, list[Order]] = {}
    for order in sorted(orders, key=lambda order: (order.created_at, order.id)):
        namesakes = by_name.get(folded_name(order.customer), []) if order.customer else []
        candidates = by_id.get(order.id) or namesakes
        if candidates:
            owner = max(candidates, key=lambda one: (one in namesakes, _last_visit(people[one], order.created_at)))
            joined.setdefault(owner, []).append(order)
    return {person: tuple(found) for person, found in joined.items()}


def attribute_cases(cases: Iterable[Case], *, method: AttributionMethod = "order") -> AttributedOrders:
    """The orders of all cases, attributed."""
    by_person = {case.person: attribute(case.sessions, case.orders, method=method) for case in cases}
    return AttributedOrders(method=method, by_person={person: found for person, found in by_person.items() if found})


def attribute(
    case_sessions: Sequence[LinkedSession], orders: Sequence[Order], *, method: AttributionMethod = "order"
) -> tuple[AttributedOrder, ...]:
    """One person's orders that count for an agent.

    The agent is the last who wrote to the customer before the order was created ("order"), or paid ("payment"; while
    unpaid, created), or the one whom the order names, if any, and else as by payment ("order_first"). It counts when
    it was created after the person's first consultation began, and by the end of the day after the last one with that
    agent. A consultation is a session in which both wrote; without times nothing can be attributed. Orders that are no
    sales count for nobody.
    """
    sales = [order for order in orders if not order.excluded]
    consultations = _consultations(case_sessions) if sales else []
    if not consultations:
        return ()
    first = min(one.begun for one in consultations)
    found = (_attributed(order, consultations, method) for order in sales if order.created_at >= first)
    return tuple(one for one in found if one is not None)


def _attributed(
    order: Order, consultations: Sequence[_Consultation], method: AttributionMethod
) -> AttributedOrder | None:
    moment = order.created_at if method == "order" else order.paid_at or order.created_at
    agent = order.agent if method == "order_first" and order.agent else _last_writer(consultations, until=moment)
    theirs = [one for one in consultations if one.agent == agent and one.begun <= moment]
    if not theirs:
        return None
    last = max(theirs, key=lambda one: one.begun)
    if order.created_at >= end_of_next_day(last.begun):
        return None
    return AttributedOrder(order=order, agent=last.agent, session=last.session, consulted_at=last.begun)


def _last_writer(consultations: Sequence[_Consultation], *, until: datetime) -> str | None:
    written = [
        (one.written[position - 1], one.agent)
        for one in consultations
        if (position := bisect_right(one.written, until)) > 0
    ]
    return max(written)[1] if written else None


def _consultations(sessions: Sequence[LinkedSession]) -> list[_Consultation]:
    found = []
    for session in (linked.session for linked in sessions):
        speech = [message for message in session.messages if is_speech(message)]
        begun = next((message.sent_at for message in session.messages if message.sent_at is not None), None)
        if begun is None or all(message.role != "customer" for message in speech):
            continue
        written: dict[str, list[datetime]] = {}
        for message in speech:
            if message.role == "agent" and message.sent_at is not None:
                written.setdefault(message.sender, []).append(message.sent_at)
        for agent, times in written.items():
            found.append(_Consultation(agent=agent, session=session.id, begun=begun, written=tuple(sorted(times))))
    return found


def folded_name(customer: str) -> str:
    """A customer's name for comparing: without case and the spaces around it."""
    return customer.strip().casefold()


def _last_visit(sessions: Sequence[Session], before: datetime) -> datetime:
    starts = [session.started_at for session in sessions]
    return max((start for start in starts if start is not None and start <= before), default=datetime.min)
