"""Whether a customer who is about to leave without buying is offered something."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply
from coach.rules.exemptions import outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_over, timelines, whole
from coach.taxonomy import question_types
from coach.transcript import Message

OFFERING = frozenset({"recommend", "commit", "invite", "anticipate", "probe"})

_opportunity = partial(Opportunity, "no_retention", "proactive_selling")


@rule("no_retention", factor="proactive_selling", needs=("question_type", "stance", "moves", "requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer leaves on the price or "will think about it" → an offer → before or right after → unless bought.

    An offer is a reason to stay: a concession, an alternative, a question about what is missing, a coupon, a reminder.
    Hit: none in the replies around the leave; what was said before the customer first spoke against the price is none.
    Clear: one. Exempt: the customer ordered within `bought_hours`, an abusive one, never assigned, outside the preset's
    hours. Unknown: nobody wrote after it and the file ends or has no times. Who leaves something else than a purchase
    (a return, a complaint) gives no opportunity. One a session.
    """
    presale = frozenset(kind.name for kind in question_types() if kind.stage == "presale")
    for timeline in timelines(case):
        leaving = next((message for message in reversed(timeline.heard) if _leaves(timeline, message)), None)
        if leaving is not None and _was_shopping(timeline, leaving, presale):
            yield _judged(timeline, leaving)


def _leaves(timeline: Timeline, message: Message) -> bool:
    if not message.text or timeline.cues.kept.search(message.text):
        return False
    if "leave" in timeline.acts(message):
        return not _asks_on(timeline, message)
    return message is timeline.heard[-1] and timeline.cues.too_dear.search(message.text) is not None


def _asks_on(timeline: Timeline, message: Message) -> bool:
    """Whether the same message asks about something else than the price."""
    asked = (one for one in timeline.linked.requests if one.span.message_id == message.id)
    return any(one.type.name != "price" for one in asked)


def _was_shopping(timeline: Timeline, leaving: Message, presale: frozenset[str]) -> bool:
    """Whether all that was asked up to then was about buying, and nothing was ordered in the chat."""
    place = timeline.place[leaving.id]
    before = [request for request in timeline.linked.requests if timeline.place[request.span.message_id] <= place]
    if any(request.type.name not in presale for request in before):
        return False
    heard = (*timeline.heard_before(leaving.id), leaving)
    ordered = any(timeline.cues.ordered.search(message.text) for message in heard)
    return not ordered and not any(message.refs.orders for message in timeline.messages)


def _judged(timeline: Timeline, leaving: Message) -> Opportunity:
    place = timeline.place[leaving.id]
    before = [one for one in timeline.replies if timeline.place[one.turn.messages[-1].id] < place][-1:]
    after = [one for one in timeline.replies if timeline.place[one.turn.messages[-1].id] > place]
    outcome = _outcome(timeline, leaving, before, after)
    dear = timeline.cues.too_dear.search(leaving.text) is not None
    advice = Advice(f"advice.no_retention.{'price' if dear else 'later'}", {"said": " ".join(leaving.text.split())})
    answered = timeline.agent_after(leaving)
    earlier = before[0].turn.messages[-1:] if before else ()
    shown = (*earlier, leaving, *(after[0].turn.messages if after else ()))
    return _opportunity(
        answered.sender if answered is not None else timeline.agent_near(leaving.id),
        timeline.session.id,
        outcome,
        whole(shown),
        advice=advice if outcome == "hit" else None,
        at=leaving.sent_at,
    )


def _outcome(
    timeline: Timeline, leaving: Message, before: Sequence[LabelledReply], after: Sequence[LabelledReply]
) -> OpportunityOutcome:
    reacting = after if _objects_first(timeline, leaving) else (*before, *after)
    if any(_offers(timeline, one) for one in reacting):
        return "clear"
    if not timeline.agent_near(leaving.id) or outside_hours(timeline, leaving.sent_at) or _bought(timeline, leaving):
        return "exempt"
    if was_abusive(timeline, until=leaving.id):
        return "exempt"
    limit = timedelta(seconds=timeline.case.preset.within_s[-1])
    return "hit" if after or is_over(leaving.sent_at, limit, seen_until=timeline.case.seen_until) else "unknown"


def _objects_first(timeline: Timeline, leaving: Message) -> bool:
    """Whether the leave is the first word against the price, so that nothing said before can have been the reaction."""
    dear = timeline.cues.too_dear.search
    first = next((message for message in timeline.heard if dear(message.text)), None)
    return first is leaving


def _offers(timeline: Timeline, reply: LabelledReply) -> bool:
    shown = any(message.kind != "text" for message in reply.turn.messages)
    return shown or not OFFERING.isdisjoint(reply.moves) or bool(timeline.cues.coming_offer.search(reply.turn.text))


def _bought(timeline: Timeline, leaving: Message) -> bool:
    if leaving.sent_at is None:
        return bool(timeline.case.orders)
    near = timedelta(hours=timeline.case.windows.bought_hours)
    return any(leaving.sent_at - near <= order.created_at <= leaving.sent_at + near for order in timeline.case.orders)
