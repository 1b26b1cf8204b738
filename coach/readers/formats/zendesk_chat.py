"""Zendesk Chat: chats as its API lists them, each with the history of what happened in it.

    {"chats": [{"id", "type": "chat", "timestamp", "visitor": {"id", "name"}, "rating",
                "history": [{"type": "chat.msg", "timestamp", "nick": "agent:5501", "name", "sender_type", "msg"}]}]}

An `offline_msg` has one `message` of the visitor and no history. One chat is held at a time.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_ROLES: dict[str, Role] = {"visitor": "customer", "agent": "agent", "trigger": "bot", "bot": "bot", "system": "system"}
_MARKS = ('"chat.msg"', '"chat.memberjoin"', '"offline_msg"')


class Visitor(Struct):
    """The customer."""

    id: Id = None
    name: str | None = None


class File(Struct):
    """An attachment of a chat.file."""

    name: str | None = None
    url: str | None = None
    mime_type: str | None = None


class Item(Struct):
    """One row of the history."""

    type: str
    timestamp: Time = None
    nick: str | None = None
    name: str | None = None
    sender_type: str | None = None
    msg_id: Id = None
    msg: str | None = None
    new_rating: str | None = None
    new_comment: str | None = None
    attachment: File | None = None


class Chat(Struct):
    """One chat, or one message left while nobody was there."""

    id: Id
    type: str | None = None
    timestamp: Time = None
    rating: str | None = None
    message: str | None = None
    visitor: Visitor | None = None
    history: list[Any] | None = None


def sniff(head: Head) -> float:
    """A history beside a visitor, or the type of a chat's rows."""
    keys = json_keys(head)
    if keys >= {"history", "visitor"} or (keys and any(mark in head.text for mark in _MARKS)):
        return 1.0
    return 0.0


@reader("zendesk_chat", title="Zendesk Chat, chats with their history, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each chat; the chat is the native session."""
    for number, chat in found_records(stream, ("chats.item",), Chat):
        visitor = chat.visitor or Visitor()
        items = list(typed_entries(stream, number, chat.history, Item))
        entries = [_entry(number, item) for item in items]
        if chat.message:
            entries.append(_offline(number, chat, visitor))
        if not entries:
            stream.skip(number, "is a chat without history or message; export it again with its history")
            continue
        rating = chat.rating or next((item.new_rating for item in reversed(items) if item.new_rating), None)
        yield from conversation_of(
            Told(
                platform="zendesk",
                session=word(chat.id),
                entries=entries,
                customer=word(visitor.id) or visitor.name or "",
                outcome=Outcome(rating=rating),
            ),
            stream,
        )


def _entry(line: int, item: Item) -> Entry:
    role, evidence = _role(item)
    entry = Entry(
        line=line,
        time=item.timestamp,
        sender=item.name or item.nick or "",
        role=role,
        evidence=evidence,
        account=item.nick or "",
        body=item.msg or "",
        id=word(item.msg_id),
    )
    if item.type == "chat.file":
        file = item.attachment or File()
        entry.files = (attached(file.url, file.mime_type, file.name),)
    elif item.type != "chat.msg":
        entry.kind, entry.role, entry.evidence = "event", "system", item.type
        entry.body = item.new_comment or item.msg or ""
    return entry


def _role(item: Item) -> tuple[Role | None, str]:
    """The role by the account's kind before its colon, which knows triggers, else by the sender's type."""
    kind, _, account = (item.nick or "").lower().partition(":")
    if account in ("trigger", "bot"):
        return "bot", "nick"
    role = _ROLES.get((item.sender_type or "").lower())
    if role:
        return role, "sender_type"
    return _ROLES.get(kind), "nick"


def _offline(line: int, chat: Chat, visitor: Visitor) -> Entry:
    return Entry(
        line=line,
        time=chat.timestamp,
        sender=visitor.name or word(visitor.id),
        role="customer",
        evidence="offline_msg",
        body=chat.message or "",
    )
