"""Where an agent writes to a customer who ordered and has not paid."""

from collections.abc import Iterator, Sequence
from functools import partial

from coach.findings import Case, Opportunity
from coach.metrics.rounds import has_clock
from coach.outcomes import attribute
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, last_asking, timelines, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "payment_follow_up", "proactive_selling")


@rule("payment_follow_up", factor="proactive_selling", needs=("requests", "acts"), praises=True)
def check(case: Case) -> Iterator[Opportunity]:
    """An order stands unpaid → the agent asks or reminds in a friendly way → before it is paid.

    Credit: a message that names the unpaid order or asks what hinders it, though nobody asked the agent for anything,
    and the order was not paid yet. Clear: an unpaid order that follows a consultation, without such a message. One
    opportunity a session.
    """
    owed = {
        one.session: one.order.created_at
        for order in case.orders
        if order.paid_at is None
        for one in attribute(case.sessions, (order,))
    }
    for timeline in timelines(case):
        reminding = [message for message in timeline.spoken if _reminds(timeline, message)]
        reminder = next(_unasked(timeline, reminding), None) if reminding else None
        if reminder is not None:
            yield _opportunity(reminder.sender, timeline.session.id, "credit", whole((reminder,)), at=reminder.sent_at)
        elif timeline.session.id in owed:
            said = timeline.spoken[-1:]
            yield _opportunity(said[0].sender, timeline.session.id, "clear", whole(said), at=owed[timeline.session.id])


def _unasked(timeline: Timeline, said: Sequence[Message]) -> Iterator[Message]:
    """Those of the messages that answer no question, nor come right after one."""
    answers = (one.replies[one.answer].turn.messages for one in timeline.linked.requests if one.answer is not None)
    known = {message.id for messages in answers for message in messages}
    asked = (timeline.message(last_asking(one).message_id) for one in timeline.linked.requests)
    known |= {first.id for first in map(timeline.agent_after, asked) if first is not None}
    return (message for message in said if message.id not in known)


def _reminds(timeline: Timeline, message: Message) -> bool:
    """Whether the message reminds of an unpaid order; where orders are known, one must have been unpaid then."""
    if "follow_up_payment" not in timeline.acts(message):
        return False
    at, orders = message.sent_at, timeline.case.orders
    if not orders or at is None or not has_clock(message):
        return True
    return any(order.created_at <= at and (order.paid_at is None or order.paid_at >= at) for order in orders)
