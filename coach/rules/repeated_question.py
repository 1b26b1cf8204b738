"""Whether the customer had to ask twice."""

from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request, Span
from coach.requests import shares_words
from coach.rules.exemptions import outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_agent, questions, timelines, took_longer, whole

_opportunity = partial(Opportunity, "repeated_question", "response_speed")


@rule("repeated_question", factor="response_speed", needs=("question_type", "requests"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer asks → an agent answers → before the customer has to ask again → unless asked again at once.

    Hit: asked again, put in other words after a deflection, or the customer says what had been asked. Clear: answered
    at the first asking. Exempt: an impatient customer who asks again within the preset's limit (its shortest one, when
    a nudge was not enough and the question is put anew) though nobody replied yet, outside its hours, never assigned,
    an abusive customer. Unknown: asked again without a reply between, and the file has no times. A request that was
    neither answered nor asked again is no opportunity.
    """
    for timeline in timelines(case):
        requests = timeline.linked.requests
        for place, request in enumerate(requests):
            later = requests[place + 1 :]
            anew = _put_anew(timeline, request, later)
            again = (*request.asked_again[:1], *anew) or _insisting(timeline, request)
            if again:
                yield _judged(timeline, request, again)
            elif request.status == "answered" and request.answer is not None:
                yield _opportunity(
                    request.replies[request.answer].turn.sender,
                    timeline.session.id,
                    "clear",
                    (request.span,),
                    links=(request.id,),
                    at=request.opened_at,
                )


def _put_anew(timeline: Timeline, request: Request, later: tuple[Request, ...]) -> tuple[Span, ...]:
    """Where the request is put in other words: after a nudge that nobody heeded, or when it was only deflected."""
    if not request.asked_again:
        return _in_other_words(request, later)
    same = (one.span for one in later if one.type.name == request.type.name)
    told = timeline.messages[timeline.place[request.span.message_id] :]
    unheeded = {message.id: message.text for message in takewhile(lambda message: not is_agent(message), told)}
    anew = (span for span in (*request.asked_again[1:], *same) if span.message_id in unheeded)
    return tuple(span for span in anew if shares_words(request.text, unheeded[span.message_id]))[:1]


def _in_other_words(request: Request, later: tuple[Request, ...]) -> tuple[Span, ...]:
    """Where a request that was only deflected is put again as a new one of its type."""
    if request.status != "replaced" or not any("deflection" in reply.flags for reply in request.replies):
        return ()
    return tuple(one.span for one in later if one.type.name == request.type.name)[:1]


def _insisting(timeline: Timeline, request: Request) -> tuple[Span, ...]:
    """Where the customer says that a reply had missed the question."""
    return whole([timeline.missed[request.id]]) if request.id in timeline.missed else ()


def _judged(timeline: Timeline, request: Request, askings: tuple[Span, ...]) -> Opportunity:
    outcome, again = _outcome(timeline, request, askings), askings[0]
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


def _outcome(timeline: Timeline, request: Request, askings: tuple[Span, ...]) -> OpportunityOutcome:
    first, second = timeline.message(request.span.message_id), timeline.message(askings[0].message_id)
    if not timeline.agent_near(second.id) or outside_hours(timeline, first.sent_at):
        return "exempt"
    if was_abusive(timeline, until=first.id):
        return "exempt"
    if _was_replied_to(timeline, request, before=second.id):
        return "hit"
    within = timeline.case.preset.within_s
    last, limit_s = timeline.message(askings[-1].message_id), within[0] if len(askings) > 1 else within[-1]
    late = took_longer(first, last, limit_s=limit_s)
    return "unknown" if late is None else "hit" if late else "exempt"


def _was_replied_to(timeline: Timeline, request: Request, *, before: str) -> bool:
    """Whether a reply that was more than a pleasantry or "one moment" came in between, and did not answer."""
    end = timeline.place[before]
    replies = (reply for reply in request.replies if timeline.place[reply.turn.messages[0].id] < end)
    return any(reply.stance.name != "neutral" or reply.flags for reply in replies)
