"""Help Scout: the threads of a conversation, newest first, alone or inside their conversations.

    {"_embedded": {"threads": [{"id", "type": "customer", "state", "body": "<p>…", "createdAt",
                                "createdBy": {"id", "type": "customer", "first", "last"}}]}}

One conversation is held at a time; threads alone name no conversation, so a file of them is one.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_ROLES: dict[str, Role] = {"customer": "customer", "user": "agent", "team": "system", "system_user": "bot"}
_EVENTS = frozenset({"lineitem", "forwardparent", "forwardchild"})
_UNSENT = frozenset({"draft", "underreview", "hidden"})
_RESOLVED = {"closed": True, "active": False, "pending": False, "open": False}


class Person(Struct):
    """Who made a thread: a customer, a user (an agent) or the system."""

    id: Id = None
    type: str | None = None
    first: str | None = None
    last: str | None = None
    email: str | None = None


class File(Struct, rename="camel"):
    """An attachment."""

    filename: str | None = None
    mime_type: str | None = None


class Action(Struct):
    """What a line item says happened."""

    text: str | None = None


class Files(Struct):
    """The attachments of a thread."""

    attachments: list[File] | None = None


class Thread(Struct, rename={"created_by": "createdBy", "created_at": "createdAt", "embedded": "_embedded"}):
    """One message, note or line item."""

    type: str
    id: Id = None
    state: str | None = None
    body: str | None = None
    action: Action | None = None
    created_by: Person | None = None
    created_at: Time = None
    embedded: Files | None = None


class Embedded(Struct):
    """What a page or a conversation holds."""

    threads: list[Any] | None = None


class Page(Struct, rename={"embedded": "_embedded"}):
    """A page of threads, or a conversation with its threads."""

    id: Id = None
    status: str | None = None
    embedded: Embedded | None = None
    threads: list[Any] | None = None


def sniff(head: Head) -> float:
    """Embedded threads, and who created them."""
    keys = json_keys(head)
    if keys >= {"threads", "createdBy"} and keys & {"_embedded", "createdAt"}:
        return 1.0
    return 0.8 if keys >= {"threads", "_embedded"} else 0.0


@reader("helpscout", title="Help Scout conversation threads, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each of Help Scout's, which is the native session."""
    alone: list[Entry] = []
    for number, page in found_records(stream, ("_embedded.conversations.item",), Page):
        threads = page.threads or (page.embedded.threads if page.embedded else None)
        entries = [_entry(number, thread) for thread in typed_entries(stream, number, threads, Thread)]
        if page.id is None:
            alone += entries
            continue
        yield from conversation_of(_told(word(page.id), entries, _RESOLVED.get(page.status or "")), stream)
    yield from conversation_of(_told("", alone, None), stream)


def _told(session: str, entries: list[Entry], resolved: bool | None) -> Told:
    return Told(
        platform="helpscout",
        session=session,
        entries=entries,
        outcome=Outcome(resolved=resolved),
        newest_first=True,
    )


def _entry(line: int, thread: Thread) -> Entry:
    person = thread.created_by or Person()
    files = (thread.embedded.attachments if thread.embedded else None) or ()
    entry = Entry(
        line=line,
        time=thread.created_at,
        sender=" ".join(filter(None, (person.first, person.last))) or person.email or word(person.id),
        role=_ROLES.get(person.type or ""),
        evidence="createdBy type",
        account=word(person.id),
        html=thread.body or "",
        files=tuple(attached(None, file.mime_type, file.filename) for file in files),
        id=word(thread.id),
    )
    if thread.type in _EVENTS:
        entry.kind, entry.role, entry.evidence = "event", "system", f"type {thread.type}"
        entry.body = (thread.action.text if thread.action else None) or ""
    elif thread.type == "note" or thread.state in _UNSENT:
        entry.kind, entry.internal = "note", True
    elif entry.role is None:
        entry.role, entry.evidence = ("customer" if thread.type == "customer" else None), "type"
    return entry
