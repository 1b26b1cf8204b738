"""Whether "one moment, I'll check" is followed by a word."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request
from coach.rules.exemptions import left_after, outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Served, Timeline, is_over, questions, timelines, took_longer, whole
from coach.transcript import Message

_SOON = ("分", "秒", "min", "sec", "seg", "moment", "片刻")

_opportunity = partial(Opportunity, "lost_promise", "response_speed")


@rule("lost_promise", factor="response_speed", needs=("times", "requests", "acts", "slots"))
def check(case: Case) -> Iterator[Opportunity]:
    """The agent asks to wait while a request is open → writes again → within `lost_promise_min` minutes.

    Hit: no agent wrote in that time. Clear: the agent wrote again, or a colleague answered, in time. Exempt: the
    customer left meanwhile, a colleague went on with the session, outside the preset's hours, an abusive customer.
    Unknown: no times, the file ends before the window does, or the agent promised a word for later ("tomorrow").
    """
    for timeline in timelines(case):
        for one in timeline.served():
            still_open = tuple(request for request in one.requests if _is_open_after(request, one))
            if not still_open and len(one.reply.turn.messages) == 1:
                continue
            for holding, goes_on in _holding(timeline, one):
                if waiting := one.requests if goes_on else still_open:
                    yield _judged(timeline, holding, waiting)


def _holding(timeline: Timeline, one: Served) -> Iterator[tuple[Message, bool]]:
    """The messages that ask to wait, the last of each run of them, with whether the same turn goes on after it."""
    said = [
        (message, not timeline.acts(message).isdisjoint(("hold", "promise"))) for message in one.reply.turn.messages
    ]
    for (message, holds), (_, still) in pairwise([*said, (said[-1][0], False)]):
        if holds and not still:
            yield message, message is not said[-1][0]


def _is_open_after(request: Request, one: Served) -> bool:
    if request.answer is None:
        return True
    place = next(
        i for i, reply in enumerate(request.replies) if reply.turn.messages[0].id == one.reply.turn.messages[0].id
    )
    return place < request.answer


def _judged(timeline: Timeline, holding: Message, waiting: tuple[Request, ...]) -> Opportunity:
    following = _next_word(timeline, holding)
    outcome = _outcome(timeline, holding, following, waiting)
    minutes = f"{timeline.case.windows.lost_promise_min:g}"
    values = {"question": questions(waiting[-1:]), "minutes": minutes}
    late = (following,) if following is not None and following.id in timeline.place else ()
    return _opportunity(
        holding.sender,
        timeline.session.id,
        outcome,
        (waiting[-1].span, *whole((holding, *late))),
        advice=Advice("advice.lost_promise", values) if outcome == "hit" else None,
        links=tuple(request.id for request in waiting),
        at=holding.sent_at,
    )


def _next_word(timeline: Timeline, holding: Message) -> Message | None:
    """The next message of any agent, also the one with which an agent opens the customer's next session."""
    following = timeline.agent_after(holding)
    if following is not None or timeline.next is None or not timeline.next.labelled.exchanges:
        return following
    first = timeline.next.labelled.exchanges[0].exchange
    return first.replies[0].messages[0] if first.prompt is None else None


def _outcome(
    timeline: Timeline, holding: Message, following: Message | None, waiting: tuple[Request, ...]
) -> OpportunityOutcome:
    window = timedelta(minutes=timeline.case.windows.lost_promise_min)
    if _is_for_later(timeline, holding) or holding.sent_at is None:
        return "unknown"
    late: bool | None = True
    if following is not None:
        late = took_longer(holding, following, limit_s=window.total_seconds())
    elif not is_over(holding.sent_at, window, seen_until=timeline.case.seen_until):
        late = None
    if late is None:
        return "unknown"
    if following is not None and not late:
        taken_over = following.sender != holding.sender
        return "exempt" if taken_over and all(request.status != "answered" for request in waiting) else "clear"
    if outside_hours(timeline, holding.sent_at) or outside_hours(timeline, holding.sent_at + window):
        return "exempt"
    left = left_after(timeline, holding, limit_s=window.total_seconds())
    return "exempt" if left or was_abusive(timeline, until=holding.id) else "hit"


def _is_for_later(timeline: Timeline, holding: Message) -> bool:
    """Whether the agent did not ask to wait in the chat but promised a word later, or named a time."""
    if "hold" not in timeline.acts(holding):
        return True
    times = [str(slot.value).lower() for slot in timeline.language.slots(holding.text) if slot.kind == "time"]
    return any(not any(soon in value for soon in _SOON) for value in times)
