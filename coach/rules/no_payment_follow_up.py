"""Whether somebody writes to a customer who ordered and did not pay."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from msgspec import Struct

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome, Order
from coach.labels import Span
from coach.metrics.rounds import has_clock
from coach.outcomes import attribute
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_agent, is_customer, questions, seconds_between, timelines, whole
from coach.segment import is_speech
from coach.transcript import Message

UNAIDED = timedelta(minutes=30)
"""An order paid so soon after it was created needed nobody's help."""

_opportunity = partial(Opportunity, "no_payment_follow_up", "proactive_selling")


class _Owed(Struct, frozen=True):
    """An order, the session it came from, and the messages that follow it up."""

    order: Order
    agent: str
    timeline: Timeline
    later: tuple[Message, ...]
    window: timedelta

    @property
    def ends(self) -> bool:
        """Whether the window was over when the reading stopped."""
        seen = self.timeline.case.seen_until
        return seen is not None and seen >= self.order.created_at + self.window


@rule("no_payment_follow_up", factor="proactive_selling", needs=("times", "requests", "orders", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """An order is created and not paid → an agent writes of it → within `payment_follow_up_hours` → unless it is paid.

    It is owed by the agent who wrote last before the order; an order that follows no consultation is no opportunity.
    Hit: unpaid, and no agent followed it up in that time. Clear: an agent spoke of paying, or wrote unasked at least
    `at_hand_min` minutes after the order (a bot does not count, nor thanks for an order); or it was paid in time.
    Exempt: paid within 30 minutes without help, bought by another order in that time, an abusive customer. Unknown:
    the files end before the window does, or give agents' messages without times.
    """
    if not case.orders:
        return
    window = timedelta(hours=case.windows.payment_follow_up_hours)
    of_session = {timeline.session.id: timeline for timeline in timelines(case)}
    spoken = [message for one in of_session.values() for message in one.spoken]
    for order in case.orders:
        for owner in attribute(case.sessions, (order,)):
            later = tuple(_follow_ups(tuple(of_session.values()), order, window))
            owed = _Owed(order, owner.agent, of_session[owner.session], later, window)
            yield _judged(owed, _outcome(owed, untimed=any(not has_clock(message) for message in spoken)))


def _follow_ups(every: Sequence[Timeline], order: Order, window: timedelta) -> Iterator[Message]:
    for timeline in every:
        at_hand = timedelta(minutes=timeline.case.windows.at_hand_min)
        asked = {wait.reply.id for wait in timeline.waits if wait.reply is not None}
        before: Message | None = None
        for message in filter(is_speech, timeline.messages):
            if is_agent(message) and _is_within(message, order, window):
                unasked = message.id not in asked and _comes_after(message, order, before, at_hand)
                if unasked or _speaks_of_paying(timeline, message):
                    yield message
            before = message


def _speaks_of_paying(timeline: Timeline, message: Message) -> bool:
    reminds = "follow_up_payment" in timeline.acts(message)
    return reminds or timeline.cues.about_paying.search(message.text) is not None


def _comes_after(message: Message, order: Order, before: Message | None, at_hand: timedelta) -> bool:
    """Whether so much time lies between the message and both the order and what was said before it."""
    since = seconds_between(before, message) if before is not None else at_hand.total_seconds()
    later = message.sent_at is not None and message.sent_at - order.created_at >= at_hand
    return later and since is not None and since >= at_hand.total_seconds()


def _is_within(message: Message, order: Order, window: timedelta) -> bool:
    if message.sent_at is None or not has_clock(message):
        return False
    doubt = timedelta(minutes=1) if message.precision == "min" else timedelta()
    return order.created_at - doubt < message.sent_at <= order.created_at + window


def _outcome(owed: _Owed, *, untimed: bool) -> OpportunityOutcome:
    paid, created = owed.order.paid_at, owed.order.created_at
    helped = any(paid is None or (message.sent_at is not None and message.sent_at <= paid) for message in owed.later)
    if paid is not None and paid - created <= UNAIDED and not helped:
        return "exempt"
    if owed.later or (paid is not None and paid - created <= owed.window):
        return "clear"
    if untimed or not owed.ends:
        return "unknown"
    if any(_replaces(other, owed) for other in owed.timeline.case.orders):
        return "exempt"
    return "exempt" if was_abusive(owed.timeline, until=owed.timeline.messages[-1].id) else "hit"


def _replaces(other: Order, owed: _Owed) -> bool:
    """Whether the customer paid another order instead, within the window."""
    paid, created = other.paid_at, owed.order.created_at
    return other.id != owed.order.id and paid is not None and created <= paid <= created + owed.window


def _judged(owed: _Owed, outcome: OpportunityOutcome) -> Opportunity:
    open_requests = [request for request in owed.timeline.linked.requests if request.status != "answered"]
    advice = None
    if outcome == "hit":
        values = {"order": owed.order.id, "hours": f"{owed.window.total_seconds() / 3600:g}"}
        advice = Advice("advice.no_payment_follow_up", values)
        if open_requests:
            question = questions(open_requests[-1:])
            advice = Advice("advice.no_payment_follow_up.question", {**values, "question": question})
    return _opportunity(
        owed.agent,
        owed.timeline.session.id,
        outcome,
        _evidence(owed),
        advice=advice,
        links=(owed.order.id, *(request.id for request in open_requests)),
        at=owed.order.created_at,
    )


def _evidence(owed: _Owed) -> tuple[Span, ...]:
    """What the agent and the customer wrote last before the order, what shows the order, and the first word after."""
    messages = owed.timeline.messages
    before = [m for m in messages if m.sent_at is not None and m.sent_at <= owed.order.created_at]
    agent = [m for m in before if is_agent(m) and m.sender == owed.agent]
    customer = [m for m in before if is_customer(m)]
    card = [m for m in messages if owed.order.id in m.refs.orders]
    shown = {m.id: m for m in (*agent[-1:], *customer[-1:], *card[:1])}
    return whole((*sorted(shown.values(), key=lambda m: owed.timeline.place[m.id]), *owed.later[:1]))
