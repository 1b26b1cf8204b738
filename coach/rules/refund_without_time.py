"""Whether a customer who waits for money hears when it comes."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply, Request
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, questions, timelines, whole
from coach.transcript import Message

ABOUT_MONEY = frozenset({"after_sale", "order", "price", "logistics", "other"})

_opportunity = partial(Opportunity, "refund_without_time", "professional_knowledge")


@rule("refund_without_time", factor="professional_knowledge", needs=("question_type", "stance", "requests"))
def check(case: Case) -> Iterator[Opportunity]:
    """The agent promises money back, or is asked when it comes → names a time → by the end of the session.

    Hit: the customer asked for the money and was told that it comes, or asked when, and no time was ever named. Clear:
    a time, a date, a number of days, or that it is done. Exempt: an abusive customer. Unknown: the customer has to act
    first (apply, send back), or something was shown that cannot be read. Without such a reply there is no opportunity.
    """
    for timeline in timelines(case):
        judged: set[str] = set()
        for request in timeline.linked.requests:
            reply = _telling(timeline, request) if _wants_money(timeline, request) else None
            if reply is not None and reply.turn.messages[0].id not in judged:
                judged.add(reply.turn.messages[0].id)
                yield _judged(timeline, request, reply)


def _wants_money(timeline: Timeline, request: Request) -> bool:
    if request.type.name not in ABOUT_MONEY or not timeline.cues.refund.search(request.text):
        return False
    asks_when = timeline.cues.refund_when.search(request.text) is not None
    return asks_when or timeline.cues.refund_how.search(request.text) is None


def _telling(timeline: Timeline, request: Request) -> LabelledReply | None:
    """The reply that says that money comes, or the first that says anything to a customer who asks when."""
    replies = [reply for reply in request.replies if reply.turn.text]
    promising = next((one for one in replies if timeline.cues.refund_promise.search(one.turn.text)), None)
    if promising is not None or not timeline.cues.refund_when.search(request.text):
        return promising
    return next((one for one in replies if one.stance.name != "neutral" and one.moves != ("probe",)), None)


def _judged(timeline: Timeline, request: Request, reply: LabelledReply) -> Opportunity:
    timed = next((message for message in timeline.spoken if _names_time(timeline, message, reply)), None)
    outcome = _outcome(timeline, reply, timed)
    told = timed is None or any(message.id == timed.id for message in reply.turn.messages)
    return _opportunity(
        reply.turn.sender,
        timeline.session.id,
        outcome,
        (request.span, *whole(reply.turn.messages), *(() if told or timed is None else whole((timed,)))),
        advice=Advice("advice.refund_without_time", {"question": questions([request])}) if outcome == "hit" else None,
        links=(request.id,),
        at=reply.turn.started_at,
    )


def _names_time(timeline: Timeline, message: Message, reply: LabelledReply) -> bool:
    """Whether the message names a time: from the reply on any message, before it one about money."""
    if timeline.cues.refund_time.search(message.text) is None:
        return False
    later = timeline.place[message.id] >= timeline.place[reply.turn.messages[0].id]
    return later or timeline.cues.refund.search(message.text) is not None


def _outcome(timeline: Timeline, reply: LabelledReply, timed: Message | None) -> OpportunityOutcome:
    if timed is not None:
        return "clear"
    start = timeline.place[reply.turn.messages[0].id]
    later = [message for message in timeline.spoken if timeline.place[message.id] >= start]
    if was_abusive(timeline, until=reply.turn.messages[0].id):
        return "exempt"
    if any(message.kind in ("image", "video", "voice", "file", "card") for message in later):
        return "unknown"
    return "unknown" if any(timeline.cues.refund_later.search(message.text) for message in later) else "hit"
