"""Whether the customer had to ask twice."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request, Span
from coach.rules.exemptions import outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, questions, timelines, took_longer

_opportunity = partial(Opportunity, "repeated_question", "response_speed")


@rule("repeated_question", factor="response_speed", needs=("question_type", "requests"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer asks → an agent answers → before the customer has to ask again → unless asked again at once.

    Hit: asked again, or put in other words after a deflection. Clear: answered at the first asking. Exempt: an
    impatient customer who asks again within the preset's limit though nobody replied yet, outside its hours, never
    assigned, an abusive customer. Unknown: asked again without a reply between, and the file has no times. A request
    that was neither answered nor asked again is no opportunity.
    """
    for timeline in timelines(case):
        requests = timeline.linked.requests
        for place, request in enumerate(requests):
            again = request.asked_again[:1] or _in_other_words(request, requests[place + 1 :])
            if again:
                yield _judged(timeline, request, again[0])
            elif request.status == "answered" and request.answer is not None:
                yield _opportunity(
                    request.replies[request.answer].turn.sender,
                    timeline.session.id,
                    "clear",
                    (request.span,),
                    links=(request.id,),
                    at=request.opened_at,
                )


def _in_other_words(request: Request, later: tuple[Request, ...]) -> tuple[Span, ...]:
    """Where a request that was only deflected is put again as a new one of its type."""
    if request.status != "replaced" or not any("deflection" in reply.flags for reply in request.replies):
        return ()
    return tuple(one.span for one in later if one.type.name == request.type.name)[:1]


def _judged(timeline: Timeline, request: Request, again: Span) -> Opportunity:
    outcome = _outcome(timeline, request, again)
    links = [one.id for one in timeline.linked.requests if one.id == request.id or one.span == again]
    return _opportunity(
        timeline.agent_near(again.message_id),
        timeline.session.id,
        outcome,
        (request.span, again),
        advice=Advice("advice.repeated_question", {"question": questions([request])}) if outcome == "hit" else None,
        links=tuple(links),
        at=timeline.message(again.message_id).sent_at,
    )


def _outcome(timeline: Timeline, request: Request, again: Span) -> OpportunityOutcome:
    first, second = timeline.message(request.span.message_id), timeline.message(again.message_id)
    if not timeline.agent_near(second.id) or outside_hours(timeline, first.sent_at):
        return "exempt"
    if was_abusive(timeline, until=first.id):
        return "exempt"
    if _was_replied_to(timeline, request, before=second.id):
        return "hit"
    late = took_longer(first, second, limit_s=timeline.case.preset.within_s[-1])
    return "unknown" if late is None else "hit" if late else "exempt"


def _was_replied_to(timeline: Timeline, request: Request, *, before: str) -> bool:
    """Whether a reply that was more than a pleasantry or "one moment" came in between, and did not answer."""
    end = timeline.place[before]
    replies = (reply for reply in request.replies if timeline.place[reply.turn.messages[0].id] < end)
    return any(reply.stance.name != "neutral" or reply.flags for reply in replies)
