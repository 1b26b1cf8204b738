"""Whether a customer who has bought before is met as one."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache, partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome, Order
from coach.labels import Request
from coach.rules.exemptions import outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines, whole
from coach.taxonomy import question_types
from coach.transcript import Message

_opportunity = partial(Opportunity, "returning_customer_unrecognised", "service_awareness")


@rule(
    "returning_customer_unrecognised",
    factor="service_awareness",
    needs=("question_type", "requests", "acts"),
)
def check(case: Case) -> Iterator[Opportunity]:
    """A customer who bought before asks about a product → the agent refers to it or names an offer → in the session.

    That they bought is known from an order paid `returning_days` days before, or from their own words. Hit: no agent
    says a word of earlier purchases or of an offer. Clear: one does. Exempt: the session is about an after-sale matter
    too, the customer left, outside the preset's hours, an abusive customer. A session without a pre-sale question that
    was answered is no opportunity.
    """
    for timeline in timelines(case):
        asked = next(
            (one for one in timeline.linked.requests if one.type.name in _presale() and one.answer is not None), None
        )
        if asked is not None and timeline.spoken:
            order, said = _earlier_order(timeline), _says_so(timeline)
            if order is not None or said is not None:
                yield _judged(timeline, asked, order, said)


@cache
def _presale() -> frozenset[str]:
    return frozenset(kind.name for kind in question_types() if kind.stage == "presale")


def _earlier_order(timeline: Timeline) -> Order | None:
    began = timeline.session.started_at
    if began is None:
        return None
    settled = began.replace(tzinfo=None) - timedelta(days=timeline.case.windows.returning_days)
    paid = [
        one for one in timeline.case.orders if one.paid_at is not None and one.paid_at.replace(tzinfo=None) <= settled
    ]
    return max(paid, key=lambda one: one.created_at, default=None)


def _says_so(timeline: Timeline) -> Message | None:
    stated = timeline.cues.bought_before.search
    return next((message for message in timeline.heard if stated(message.text)), None)


def _judged(timeline: Timeline, asked: Request, order: Order | None, said: Message | None) -> Opportunity:
    outcome = _outcome(timeline, said)
    reply = asked.replies[asked.answer or 0].turn.messages[0]
    opener = said or timeline.message(asked.span.message_id)
    advice = None
    if outcome == "hit" and said is None and order is not None:
        advice = Advice("advice.returning_customer_unrecognised.order", {"day": f"{order.created_at:%Y-%m-%d}"})
    elif outcome == "hit":
        advice = Advice("advice.returning_customer_unrecognised")
    return _opportunity(
        reply.sender,
        timeline.session.id,
        outcome,
        whole(sorted({one.id: one for one in (opener, reply)}.values(), key=lambda one: timeline.place[one.id])),
        advice=advice,
        at=reply.sent_at,
    )


def _outcome(timeline: Timeline, said: Message | None) -> OpportunityOutcome:
    since = 0 if said is None else timeline.place[said.id]
    heard = [message for message in timeline.spoken if timeline.place[message.id] > since]
    if any(_recognises(timeline, message) for message in heard):
        return "clear"
    started = timeline.session.started_at
    if outside_hours(timeline, started) or was_abusive(timeline, until=timeline.messages[-1].id):
        return "exempt"
    if not heard or any(not message.text for message in heard):
        return "unknown"
    if any(request.type.name == "after_sale" for request in timeline.linked.requests):
        return "exempt"
    left = any("leave" in timeline.acts(message) for message in timeline.heard)
    return "exempt" if left else "hit"


def _recognises(timeline: Timeline, message: Message) -> bool:
    return any(
        pattern.search(message.text) is not None for pattern in (timeline.cues.recognition, timeline.cues.coming_offer)
    )
