"""Whether the replies after the first came in time."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.rules.exemptions import outside_hours, was_abusive, was_handed_over
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, questions, seconds_between, timelines, took_longer, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "slow_response", "response_speed")


@rule("slow_response", factor="response_speed", needs=("times", "question_type"))
def check(case: Case) -> Iterator[Opportunity]:
    """A later customer message that awaits a reply → a human replies → within the preset's limit → in its hours.

    The first of a session belongs to `slow_first_response`, one without a reply to `unanswered_question`. The limit is
    the last of the preset's `within_s`; one reply is judged once, by the first message that awaited it. Hit: later.
    Clear: in time. Exempt: outside the hours, also when they end before the limit; a colleague took over meanwhile;
    an abusive customer. Unknown: no times, or too coarse ones.
    """
    for timeline in timelines(case):
        judged = {wait.reply.id for wait in timeline.waits[:1] if wait.reply is not None}
        for wait in timeline.waits[1:]:
            if wait.reply is not None and wait.reply.role == "agent" and wait.reply.id not in judged:
                judged.add(wait.reply.id)
                yield _judged(timeline, wait.opener, wait.reply)


def _judged(timeline: Timeline, opener: Message, reply: Message) -> Opportunity:
    outcome = _outcome(timeline, opener, reply)
    opened = [request for request in timeline.linked.requests if request.span.message_id == opener.id]
    seconds = seconds_between(opener, reply)
    advice = None
    if outcome == "hit" and seconds is not None:
        values = {
            "seconds": str(int(seconds)),
            "limit": str(timeline.case.preset.within_s[-1]),
            "question": questions(opened) or " ".join(opener.text.split()),
        }
        advice = Advice("advice.slow_response", values)
    return _opportunity(
        reply.sender,
        timeline.session.id,
        outcome,
        whole((opener, reply)),
        advice=advice,
        links=tuple(request.id for request in opened),
        at=reply.sent_at,
    )


def _outcome(timeline: Timeline, opener: Message, reply: Message) -> OpportunityOutcome:
    limit_s = timeline.case.preset.within_s[-1]
    late = took_longer(opener, reply, limit_s=limit_s)
    if late is None or opener.sent_at is None:
        return "unknown"
    if outside_hours(timeline, opener.sent_at) or was_handed_over(timeline, opener, reply):
        return "exempt"
    if not late:
        return "clear"
    closed = outside_hours(timeline, opener.sent_at + timedelta(seconds=limit_s))
    return "exempt" if closed or was_abusive(timeline, until=opener.id) else "hit"
