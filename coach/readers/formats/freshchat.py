"""Freshchat: messages as its API lists them, newest first, or its webhooks, one event a line.

    {"messages": [{"id", "conversation_id", "message_type": "normal", "actor_type": "user", "actor_id",
                   "message_parts": [{"text": {"content"}}, {"image": {"url"}}], "created_time"}]}

Messages of several conversations may stand mixed, so the messages of a file are held in memory, by conversation.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.helpdesk import Attached, Entry, Id, Time, Told, attached, conversation_of, grouped, word
from coach.readers.json_records import found_records, json_keys
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Role

_ROLES: dict[str, Role] = {"user": "customer", "agent": "agent", "bot": "bot", "system": "system"}


class Text(Struct):
    """Words."""

    content: str | None = None


class File(Struct):
    """An image, a video or another file."""

    url: str | None = None
    name: str | None = None
    content_type: str | None = None


class Part(Struct):
    """One part of a message: words, a file, or something to click."""

    text: Text | None = None
    image: File | None = None
    video: File | None = None
    audio: File | None = None
    file: File | None = None
    url_button: Any = None
    quick_reply_button: Any = None
    collection: Any = None
    template_content: Any = None
    reference: Any = None


class Sent(Struct):
    """One message."""

    actor_type: str
    id: Id = None
    conversation_id: Id = None
    message_type: str | None = None
    actor_id: Id = None
    message_parts: list[Part] | None = None
    created_time: Time = None


def sniff(head: Head) -> float:
    """Messages in parts, and who acts."""
    return 1.0 if json_keys(head) >= {"message_parts", "actor_type"} else 0.0


@reader("freshchat", title="Freshchat messages, API or webhooks, .json .jsonl", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each of Freshchat's, which is the native session."""
    records = found_records(stream, ("messages.item", "data.message"), Sent)
    groups = grouped((word(sent.conversation_id), _entry(number, sent)) for number, sent in records)
    for session, entries in groups.items():
        yield from conversation_of(
            Told(platform="freshchat", session=session, entries=entries, newest_first=True), stream
        )


def _entry(line: int, sent: Sent) -> Entry:
    parts = sent.message_parts or []
    texts = [part.text.content for part in parts if part.text and part.text.content]
    entry = Entry(
        line=line,
        time=sent.created_time,
        sender=word(sent.actor_id) or sent.actor_type,
        role=_ROLES.get(sent.actor_type.lower()),
        evidence="actor_type",
        account=word(sent.actor_id),
        body="\n".join(texts),
        files=tuple(file for part in parts if (file := _attached(part))),
        id=word(sent.id),
    )
    if sent.message_type == "private":
        entry.kind, entry.internal = "note", True
    elif sent.message_type == "system" or entry.role == "system":
        entry.kind, entry.role = "event", "system"
    return entry


def _attached(part: Part) -> Attached | None:
    """A part that is no text: a file of its kind, or else a card."""
    for name, file in (("image", part.image), ("video", part.video), ("audio", part.audio)):
        if file:
            return attached(file.url, name)
    if part.file:
        return attached(part.file.url, part.file.content_type, part.file.name)
    return None if part.text else Attached("card")
