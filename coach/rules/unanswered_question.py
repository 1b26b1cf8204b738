"""Whether each request got an answer."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request, Span
from coach.requests import shares_words
from coach.rules.exemptions import answered_the_probe, left_after, outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.skipped import may_be_answered, was_skipped
from coach.rules.timeline import Timeline, is_agent, is_over, last_asking, questions, timelines

LATE_ANSWER = timedelta(hours=24)
"""An agent who opens the customer's next session within this time may have answered there."""

_opportunity = partial(Opportunity, "unanswered_question", "response_speed")


@rule("unanswered_question", factor="response_speed", needs=("question_type", "requests", "acts", "slots"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer asks → an agent answers → by the end of the session → unless nobody could be expected to.

    Hit: no answer, also when only another question of the same turn got one. Clear: answered. Exempt: outside the
    preset's hours, never assigned, an abusive customer, the customer left, asked something else, owes an answer, or
    only presses ("anyone there?") for an earlier request; also a deflection with which the customer made do (the rule
    `deflection` counts it). Unknown: the file ends too soon after the question, or an agent opens the next session, or
    a yes or no beside the answer to another question may be for this one.
    """
    for timeline in timelines(case):
        for request in timeline.linked.requests:
            yield _judged(timeline, request)


def _judged(timeline: Timeline, request: Request) -> Opportunity:
    outcome = _outcome(timeline, request)
    asked = timeline.message(last_asking(request).message_id)
    agent = timeline.agent_near(asked.id)
    evidence: tuple[Span, ...] = (request.span, *request.asked_again)
    if request.answer is not None:
        agent = request.replies[request.answer].turn.sender
    return _opportunity(
        agent,
        timeline.session.id,
        outcome,
        evidence,
        advice=Advice("advice.unanswered_question", {"question": questions([request])}) if outcome == "hit" else None,
        links=(request.id,),
        at=asked.sent_at,
    )


def _outcome(timeline: Timeline, request: Request) -> OpportunityOutcome:
    if not timeline.agent_near(request.span.message_id) or outside_hours(timeline, request.opened_at):
        return "exempt"
    skipped = was_skipped(timeline, request)
    if (request.status == "answered" and not skipped) or _is_answered_with_blame(request):
        return "clear"
    if was_abusive(timeline, until=request.span.message_id) or (not skipped and _needs_no_answer(timeline, request)):
        return "exempt"
    limit_s = timeline.case.preset.within_s[-1]
    if not skipped and left_after(timeline, timeline.message(request.span.message_id), limit_s=limit_s):
        return "exempt"
    asked = timeline.message(last_asking(request).message_id)
    over = is_over(asked.sent_at, timedelta(seconds=limit_s), seen_until=timeline.case.seen_until)
    if not skipped and may_be_answered(timeline, request):
        return "unknown"
    return "unknown" if over is False or _may_be_answered_later(timeline) else "hit"


def _needs_no_answer(timeline: Timeline, request: Request) -> bool:
    """Whether the request was let go (other subject, leave, a probe that waits) or belongs to another one."""
    if request.status == "replaced" or _is_nudge(timeline, request) or _tells_the_need(timeline, request):
        return True
    if request.status == "deflected":
        return timeline.replied_since(request, last_asking(request).message_id)
    if request.status == "given_up":
        probed = bool(request.replies) and request.replies[-1].moves == ("probe",)
        return not (probed and answered_the_probe(timeline, request))
    return False


def _is_answered_with_blame(request: Request) -> bool:
    """Whether a reply with words of the question answered it, though with a reproach (the rule `blame` counts it)."""
    blaming = (reply.turn.text for reply in request.replies if "blame" in reply.flags)
    return any(shares_words(request.text, text) for text in blaming)


def _tells_the_need(timeline: Timeline, request: Request) -> bool:
    """Whether it only says for whom or what, before a question of the same turn that was answered."""
    if not timeline.cues.need_stated.search(request.text) or timeline.cues.asks_yes_no.search(request.text):
        return False
    start = timeline.place[request.span.message_id]
    following = next((one for one in timeline.linked.requests if timeline.place[one.span.message_id] > start), None)
    if following is None or following.status != "answered":
        return False
    return not any(map(is_agent, timeline.messages[start : timeline.place[following.span.message_id]]))


def _is_nudge(timeline: Timeline, request: Request) -> bool:
    """Whether it only presses ("is anyone there?") for an earlier request that is still ignored."""
    if request.type.name != "other" or request.replies:
        return False
    asked = timeline.place[request.span.message_id]
    earlier = (one for one in timeline.linked.requests if timeline.place[last_asking(one).message_id] < asked)
    return any(
        one.status in ("unanswered", "deflected") and not timeline.replied_since(one, last_asking(one).message_id)
        for one in earlier
    )


def _may_be_answered_later(timeline: Timeline) -> bool:
    """Whether an agent opens the customer's next session soon, in a file that cuts sessions itself."""
    if timeline.next is None or not timeline.next.labelled.exchanges:
        return False
    if timeline.next.labelled.exchanges[0].exchange.prompt is not None:
        return False
    began, ended = timeline.next.session.started_at, timeline.messages[-1].sent_at
    return began is None or ended is None or began - ended <= LATE_ANSWER
