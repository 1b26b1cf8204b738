"""Intercom conversations: the `source`, which is the first message, and then the `conversation_parts`.

    {"type": "conversation", "id", "created_at", "state", "conversation_rating": {"rating"},
     "source": {"id", "body": "<p>…", "author": {"type": "user", "id", "name"}, "delivered_as"},
     "conversation_parts": {"total_count", "conversation_parts": [{"id", "part_type", "body", "author", "created_at"}]}}

A part with a body is a message also when its type says that it opened or closed the conversation. One conversation
is held at a time.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("user", "lead", "contact", "visitor"), "customer"),
    **dict.fromkeys(("admin", "teammate"), "agent"),
    **dict.fromkeys(("bot", "operator"), "bot"),
    "team": "system",
}
_AUTOMATIC = frozenset({"automated", "campaigns_initiated", "operator_initiated"})


class Author(Struct):
    """Who wrote it; `from_ai_agent` marks what no person wrote."""

    type: str | None = None
    id: Id = None
    name: str | None = None
    email: str | None = None
    from_ai_agent: bool | None = None
    is_ai_answer: bool | None = None


class File(Struct):
    """An attachment."""

    name: str | None = None
    url: str | None = None
    content_type: str | None = None


class Part(Struct):
    """A message, an internal note, or something that happened to the conversation."""

    id: Id = None
    part_type: str = "comment"
    body: str | None = None
    author: Author | None = None
    created_at: Time = None
    attachments: list[File] | None = None
    redacted: bool | None = None
    delivered_as: str | None = None


class Parts(Struct):
    """The list of parts; exports hold the first 500."""

    total_count: int | None = None
    conversation_parts: list[Any] | None = None


class Rated(Struct):
    """The customer's rating, 1 to 5."""

    rating: Id = None


class Contact(Struct):
    """A customer."""

    id: Id = None


class Contacts(Struct):
    """The customers of a conversation."""

    contacts: list[Contact] | None = None


class Exported(Struct):
    """One conversation."""

    id: Id
    created_at: Time = None
    state: str | None = None
    source: Part | None = None
    contacts: Contacts | None = None
    conversation_rating: Rated | None = None
    conversation_parts: Parts | None = None


def sniff(head: Head) -> float:
    """Conversation parts, or a source that says how it was delivered."""
    keys = json_keys(head)
    return 1.0 if "conversation_parts" in keys or keys >= {"source", "delivered_as"} else 0.0


@reader("intercom", title="Intercom conversations, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each of Intercom's, which is the native session."""
    for number, exported in found_records(stream, ("conversations.item", "data.item"), Exported):
        parts = exported.conversation_parts or Parts()
        found = list(typed_entries(stream, number, parts.conversation_parts, Part))
        if parts.total_count and parts.total_count > len(found):
            stream.skip(number, f"has only {len(found)} of its {parts.total_count} parts; export it again with all")
        if exported.source:
            first = exported.source
            first.created_at = exported.created_at if first.created_at is None else first.created_at
            found.insert(0, first)
        entries = [_entry(number, part) for part in found]
        contacts = (exported.contacts.contacts if exported.contacts else None) or [Contact()]
        yield from conversation_of(
            Told(
                platform="intercom",
                session=word(exported.id),
                entries=entries,
                customer=word(contacts[0].id) if contacts else "",
                outcome=Outcome(
                    rating=word(exported.conversation_rating.rating) or None if exported.conversation_rating else None,
                    resolved=exported.state == "closed" if exported.state else None,
                ),
            ),
            stream,
        )


def _entry(line: int, part: Part) -> Entry:
    author = part.author or Author()
    role, evidence = _role(author, part)
    entry = Entry(
        line=line,
        time=part.created_at,
        sender=author.name or author.email or word(author.id),
        role=role,
        evidence=evidence,
        account=word(author.id),
        html=part.body or "",
        files=tuple(attached(file.url, file.content_type, file.name) for file in part.attachments or ()),
        id=word(part.id),
    )
    if "note" in part.part_type or (part.part_type.endswith("assignment") and part.body):
        entry.kind, entry.internal = "note", True
    elif part.redacted:
        entry.kind, entry.recalled, entry.html, entry.files = "recall", True, "", ()
    elif not part.body and not part.attachments:
        entry.kind, entry.role, entry.evidence = "event", "system", f"part_type {part.part_type}"
    return entry


def _role(author: Author, part: Part) -> tuple[Role | None, str]:
    if author.from_ai_agent or author.is_ai_answer:
        return "bot", "from_ai_agent"
    role = _ROLES.get(author.type or "")
    if role == "agent" and part.delivered_as in _AUTOMATIC:
        return "bot", f"delivered_as {part.delivered_as}"
    return role, "author type"
