"""Whether the first reply of a session came in time."""

from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.metrics.rounds import Wait
from coach.rules.exemptions import outside_hours, was_abusive, was_continued
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, questions, seconds_between, timelines, took_longer, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "slow_first_response", "response_speed")


@rule("slow_first_response", factor="response_speed", needs=("times", "question_type"))
def check(case: Case) -> Iterator[Opportunity]:
    """The first customer message that awaits a reply → a human replies → within the preset's limit → in its hours.

    The limit is the last of the preset's `within_s`, in seconds. Hit: later. Clear: in time. Exempt: outside the
    preset's hours, a session continued from another agent, an abusive customer. Unknown: no times, or too coarse ones.
    A session without a reply is no opportunity here: `unanswered_question` counts it. Automatic greetings count
    for nothing.
    """
    for timeline in timelines(case):
        wait = next(iter(timeline.waits), None)
        if wait is not None and wait.reply is not None and wait.reply.role == "agent":
            yield _judged(timeline, wait, wait.reply)


def _judged(timeline: Timeline, wait: Wait, reply: Message) -> Opportunity:
    outcome = _outcome(timeline, wait.opener, reply)
    opened = [request for request in timeline.linked.requests if request.span.message_id == wait.opener.id]
    seconds = seconds_between(wait.opener, reply)
    advice = None
    if outcome == "hit" and seconds is not None:
        values = {
            "seconds": str(int(seconds)),
            "limit": str(timeline.case.preset.within_s[-1]),
            "question": questions(opened) or " ".join(wait.opener.text.split()),
        }
        advice = Advice("advice.slow_first_response", values)
    return _opportunity(
        reply.sender,
        timeline.session.id,
        outcome,
        whole((wait.opener, reply)),
        advice=advice,
        links=tuple(request.id for request in opened),
        at=reply.sent_at,
    )


def _outcome(timeline: Timeline, opener: Message, reply: Message) -> OpportunityOutcome:
    late = took_longer(opener, reply, limit_s=timeline.case.preset.within_s[-1])
    if late is None:
        return "unknown"
    if outside_hours(timeline, opener.sent_at) or was_continued(timeline, reply):
        return "exempt"
    if late and was_abusive(timeline, until=opener.id):
        return "exempt"
    return "hit" if late else "clear"
