"""Why a missed act is not held against an agent: hours, a colleague's session, an abusive customer, one who left."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from coach.labels import Request
from coach.metrics.rounds import is_open
from coach.rules.timeline import Timeline, is_agent, took_longer
from coach.transcript import Message, Session

CONTINUED = timedelta(minutes=30)
"""A session that begins so soon after another agent's is that agent's session continued."""

_HANDOFF = re.compile(r"转接|转交|转给|转入|transfer|hand(?:ed)?[ -]?(?:over|off)|derivad|traspas", re.IGNORECASE)


def outside_hours(timeline: Timeline, at: datetime | None) -> bool:
    """Whether the preset does not count what was asked at that time; without a time it counts."""
    preset = timeline.case.preset
    moment = timeline.session.started_at if preset.decided_by == "session" else at
    return moment is not None and not is_open(moment, preset)


def was_abusive(timeline: Timeline, *, until: str) -> bool:
    """Whether the customer insulted the agent before or in the message `until`; what came later excuses nothing."""
    return timeline.first_insult is not None and timeline.first_insult <= timeline.place[until]


def left_after(timeline: Timeline, message: Message, *, limit_s: float) -> bool:
    """Whether the customer took leave within `limit_s` seconds of that message."""
    return any(
        not timeline.acts(later).isdisjoint(("leave", "farewell"))
        and took_longer(message, later, limit_s=limit_s) is False
        for later in timeline.heard_after(message.id)
    )


def answered_the_probe(timeline: Timeline, request: Request) -> bool:
    """Whether the customer gave what the last reply asked for, by a value or a picture."""
    if not request.replies:
        return False
    slots = timeline.language.slots
    return any(
        message.kind in ("image", "video") or bool(slots(message.text))
        for message in timeline.heard_after(request.replies[-1].turn.messages[-1].id)
    )


def is_announced(messages: Iterable[Message]) -> bool:
    """Whether the system tells of a hand-off among the messages."""
    return any(message.role == "system" and _HANDOFF.search(message.text) for message in messages)


def was_handed_over(timeline: Timeline, opener: Message, reply: Message) -> bool:
    """Whether another agent than the one who wrote before `opener` replied, or a hand-off came in between."""
    start, end = timeline.place[opener.id], timeline.place[reply.id]
    if is_announced(timeline.messages[start:end]):
        return True
    before = timeline.spoken_before(opener.id)
    return bool(before) and before[-1].sender != reply.sender


def was_continued(timeline: Timeline, reply: Message) -> bool:
    """Whether the agent of `reply` took the session over: a colleague wrote before, or it was handed off."""
    before = timeline.spoken_before(reply.id)
    if any(message.sender != reply.sender for message in before):
        return True
    if is_announced(timeline.messages[: timeline.place[reply.id]]):
        return True
    return timeline.previous is not None and _follows_at_once(timeline.previous.session, timeline.session, reply)


def _follows_at_once(previous: Session, session: Session, reply: Message) -> bool:
    before = [message for message in previous.messages if is_agent(message)]
    ended, began = previous.messages[-1].sent_at, session.started_at
    if not before or ended is None or began is None:
        return False
    return before[-1].sender != reply.sender and began - ended < CONTINUED
