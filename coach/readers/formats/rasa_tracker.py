"""Rasa trackers: {"sender_id", "events": [{"event": "user", "timestamp", "text"}, …]}, one or several, or JSON Lines.

Only what the user and the bot say are messages; a session ends where the tracker says that a new one has started.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.attachments import with_attachments
from coach.readers.build import clean_text
from coach.readers.json_records import json_keys, loose_records, typed_entries
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of, stamp_of
from coach.transcript import Conversation, Kind

_ROLES: dict[str, RoleWithEvidence] = {
    "user": ("customer", 'event "user"'),
    "bot": ("bot", 'event "bot"'),
    "agent": ("agent", 'event "agent"'),
}
_ATTACHED: tuple[tuple[str, Kind], ...] = (("image", "image"), ("attachment", "file"), ("custom", "card"))


class Happened(Struct):
    """One event of a tracker."""

    event: str
    timestamp: float | str | None = None
    text: str | None = None
    data: dict[str, Any] | None = None
    metadata: Any = None


class Tracker(Struct):
    """All events with one sender."""

    sender_id: str | int
    events: list[Any]


def sniff(head: Head) -> float:
    """A tracker's own fields."""
    keys = json_keys(head)
    return 1.0 if {"sender_id", "events", "event"} <= keys else 0.0


@reader("rasa_tracker", title="Rasa tracker, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each session of each tracker."""
    for number, tracker in loose_records(stream, Tracker):
        customer = str(tracker.sender_id)
        found = False
        for session, events in _sessions(list(typed_entries(stream, number, tracker.events, Happened))):
            said = [one for event in events for one in _said(event, number, customer)]
            if said:
                found = True
                mark = f"{customer}@{session}" if session else None
                yield conversation_of(Thread(shop="", customer=customer, session=mark, said=said), stream, "rasa")
        if not found:
            stream.skip(number, "is a tracker without a message; export it again")


def _sessions(events: list[Happened]) -> Iterator[tuple[str, list[Happened]]]:
    """The events of each session, with the time at which the tracker says it started."""
    start, session = "", list[Happened]()
    for event in events:
        if event.event == "session_started":
            yield start, session
            start, session = str(event.timestamp), []
        session.append(event)
    yield start, session


def _said(event: Happened, number: int, customer: str) -> Iterator[Said]:
    role = _ROLES.get(event.event)
    if role is None:
        return
    said = Said(
        line=number,
        sender=customer if event.event == "user" else event.event,
        role=role,
        stamp=stamp_of(event.timestamp),
        body=clean_text(event.text or ""),
    )
    data = event.data or {}
    yield from with_attachments(said, (kind for field, kind in _ATTACHED if data.get(field)))
