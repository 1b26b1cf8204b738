"""Whether questions of after-sale, payment and delivery are answered before the customer orders."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome, Order
from coach.labels import LabelledReply, Request
from coach.metrics.prospects import CLOSE_TO_BUYING
from coach.outcomes import attribute
from coach.requests import shares_words
from coach.rules.exemptions import outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, last_asking, questions, timelines, whole
from coach.rules.touching import only_soothes

LONG = {"han": 24, "latin": 90}
"""Letters from which a reply says more than an evasive phrase."""

_opportunity = partial(Opportunity, "dispute_risk", "risk")


@rule("dispute_risk", factor="risk", needs=("question_type", "stance", "moves", "flags", "requests"))
def check(case: Case) -> Iterator[Opportunity]:
    """Asked about after-sale, payment or delivery, and then ordered → a definite answer → by the end of the session.

    The order comes from the order file, or the customer tells of it in the chat. Hit: the question was deflected, left
    alone, or got nothing but an evasive phrase ("we'll see") or soothing words ("don't worry, everybody is happy with
    it") that take up nothing of it. Clear: another answer. Exempt: an abusive
    customer, or asked outside the preset's hours and never answered. Unknown: the question type is a guess, a picture
    came. Questions of a customer with an earlier order may be about that one: no opportunity.
    """
    ordered = {one.session: one.order for one in attribute(case.sessions, case.orders)}
    for timeline in timelines(case):
        for request in timeline.linked.requests:
            if request.type.name in CLOSE_TO_BUYING and not _bought_before(timeline, request):
                order = ordered.get(timeline.session.id)
                if _precedes(request, order) or _is_told(timeline, request):
                    yield _judged(timeline, request, order)


def _bought_before(timeline: Timeline, request: Request) -> bool:
    heard = (*timeline.heard_before(request.span.message_id), timeline.message(request.span.message_id))
    if any(message.refs.orders or timeline.cues.ordered.search(message.text) for message in heard):
        return True
    return any(_is_before(order.created_at, request.opened_at) for order in timeline.case.orders)


def _is_before(ordered: datetime, asked: datetime | None) -> bool:
    return asked is not None and ordered < asked


def _precedes(request: Request, order: Order | None) -> bool:
    return order is not None and request.opened_at is not None and request.opened_at <= order.created_at


def _is_told(timeline: Timeline, request: Request) -> bool:
    later = timeline.heard_after(request.span.message_id)
    return any(timeline.cues.ordered.search(message.text) for message in later)


def _judged(timeline: Timeline, request: Request, order: Order | None) -> Opportunity:
    outcome = _outcome(timeline, request)
    own = _own_replies(timeline, request)
    answer = own[-1] if own else None
    return _opportunity(
        answer.turn.sender if answer is not None else timeline.agent_near(request.span.message_id),
        timeline.session.id,
        outcome,
        (request.span, *(whole(answer.turn.messages) if answer is not None else ())),
        advice=Advice("advice.dispute_risk", {"question": questions([request])}) if outcome == "hit" else None,
        links=(request.id, *((order.id,) if order is not None else ())),
        at=request.opened_at,
    )


def _outcome(timeline: Timeline, request: Request) -> OpportunityOutcome:
    replies = [one for one in _own_replies(timeline, request) if one.stance.name != "neutral"]
    if any(message.kind != "text" for one in replies for message in one.turn.messages):
        return "unknown"
    if any(not _evades(timeline, one, request) for one in replies) or request.status in ("given_up", "replaced"):
        return "clear" if replies else "unknown"
    if was_abusive(timeline, until=request.span.message_id):
        return "exempt"
    if not replies and outside_hours(timeline, request.opened_at):
        return "exempt"
    return "unknown" if request.type.unsure else "hit"


def _own_replies(timeline: Timeline, request: Request) -> list[LabelledReply]:
    """The replies until it was answered that came before the customer asked something else, or share a word with it."""
    turn = timeline.exchange_of[last_asking(request).message_id]
    at_once = {reply.turn.messages[0].id for reply in turn.replies}
    until = request.replies[: None if request.answer is None else request.answer + 1]
    return [one for one in until if one.turn.messages[0].id in at_once or shares_words(request.text, one.turn.text)]


def _evades(timeline: Timeline, reply: LabelledReply, request: Request) -> bool:
    if "deflection" in reply.flags:
        return reply.stance.name != "proactive"
    text = reply.turn.text
    if only_soothes(timeline, text, request):
        return True
    if any(map(str.isdigit, text)) or sum(map(str.isalpha, text)) >= LONG[timeline.language.script]:
        return False
    rest, soothing = timeline.cues.evasive.subn(" ", text)
    return soothing > 0 and not reply.moves and not shares_words(request.text, rest)
