"""Whether a customer who passes to a colleague is told so."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import Request
from coach.rules.exemptions import is_announced, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_customer, seconds_between, timelines, whole
from coach.transcript import Message

TOLD_BEFORE = 3
"""In how many messages of each agent around the change the word may stand."""

_opportunity = partial(Opportunity, "unexplained_handoff", "service_awareness")


@rule("unexplained_handoff", factor="service_awareness", needs=("requests", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """A colleague goes on with the customer → one of the two says so → around the change → unless it is a new visit.

    Counts against the agent who left. Hit: neither the leaving agent ("I will pass you to a colleague") nor the new one
    ("I have read what you wrote", "I will take it from here") said a word; or the customer has to tell it again: says
    so, or is asked what it is about after a hand-off that only the system announced. Clear: one did. Exempt: the
    colleague came more than `shift_min` minutes later, or nothing was open and the customer began anew; an abusive
    customer. Unknown: the colleague answered at once, so that nothing was lost; no text. Notices of the system or a bot
    explain nothing.
    """
    for timeline in timelines(case):
        if len(timeline.session.agents) < 2:
            continue
        known: set[str] = set()
        for left, came in pairwise(timeline.spoken):
            known.add(left.sender)
            if came.sender not in known:
                yield _judged(timeline, left, came)


def _judged(timeline: Timeline, left: Message, came: Message) -> Opportunity:
    waiting = tuple(request for request in timeline.linked.requests if _waits_across(timeline, request, left, came))
    outcome = _outcome(timeline, left, came, waiting)
    return _opportunity(
        left.sender,
        timeline.session.id,
        outcome,
        whole((left, came)),
        advice=Advice("advice.unexplained_handoff") if outcome == "hit" else None,
        links=tuple(request.id for request in waiting),
        at=came.sent_at,
    )


def _waits_across(timeline: Timeline, request: Request, left: Message, came: Message) -> bool:
    """Whether the request was put before the colleague came, and not answered by the agent who left."""
    if timeline.place[request.span.message_id] > timeline.place[came.id]:
        return False
    if request.answer is None:
        return True
    return timeline.place[request.replies[request.answer].turn.messages[0].id] > timeline.place[left.id]


def _outcome(timeline: Timeline, left: Message, came: Message, waiting: tuple[Request, ...]) -> OpportunityOutcome:
    before = [m for m in timeline.spoken if m.sender == left.sender and timeline.place[m.id] <= timeline.place[left.id]]
    after = [m for m in timeline.spoken if m.sender == came.sender]
    explained = any(_explains(timeline, message) for message in before[-TOLD_BEFORE:])
    again = _is_told_again(timeline, left, came, explained=explained)
    if not again and (explained or any(_explains(timeline, message) for message in after[:TOLD_BEFORE])):
        return "clear"
    if was_abusive(timeline, until=came.id) or _is_late(timeline, left, came):
        return "exempt"
    if again:
        return "hit"
    if _begins_anew(timeline, left, came, waiting):
        return "exempt"
    if not came.text:
        return "unknown"
    at_once = any(_answers(request, came) for request in waiting)
    return "unknown" if at_once else "hit"


def _explains(timeline: Timeline, message: Message) -> bool:
    return "transfer" in timeline.acts(message) or timeline.cues.takeover.search(message.text) is not None


def _is_told_again(timeline: Timeline, left: Message, came: Message, *, explained: bool) -> bool:
    """Whether the customer complains of it, or the colleague asks what it is about and nothing was handed over."""
    heard = timeline.heard_after(came.id)
    if timeline.cues.asks_anew.search(came.text) is None or timeline.linked.requests == ():
        return False
    if heard and timeline.cues.told_before.search(heard[0].text):
        return True
    return not explained and is_announced(timeline.messages[timeline.place[left.id] : timeline.place[came.id]])


def _is_late(timeline: Timeline, left: Message, came: Message) -> bool:
    seconds = seconds_between(left, came)
    return seconds is not None and timedelta(seconds=seconds) > timedelta(minutes=timeline.case.windows.shift_min)


def _begins_anew(timeline: Timeline, left: Message, came: Message, waiting: tuple[Request, ...]) -> bool:
    between = timeline.messages[timeline.place[left.id] : timeline.place[came.id]]
    return not waiting and any(is_customer(message) for message in between)


def _answers(request: Request, came: Message) -> bool:
    """Whether the colleague's first turn answered the request; a neutral word that merely closed it did not."""
    if request.answer is None:
        return False
    reply = request.replies[request.answer]
    return reply.stance.name != "neutral" and any(message.id == came.id for message in reply.turn.messages)
