"""HubSpot Conversations: the messages of threads as its API lists them.

    {"results": [{"type": "MESSAGE", "id", "conversationsThreadId", "createdAt", "createdBy": "V-501", "text",
                  "senders": [{"actorId": "V-501", "name"}], "direction": "INCOMING", "truncationStatus"}]}

Messages of several threads may stand mixed, so the messages of a file are held in memory, by thread.
"""

from collections.abc import Iterator

from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, grouped, word
from coach.readers.json_records import found_records, json_keys
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Role

_BY_ACTOR: dict[str, Role] = {"V": "customer", "A": "agent", "B": "bot", "S": "system", "I": "system"}
_BY_DIRECTION: dict[str, Role] = {"INCOMING": "customer", "OUTGOING": "agent"}


class Sender(Struct, rename="camel"):
    """Who wrote it; the letter before the actor's number says what it is."""

    actor_id: str | None = None
    name: str | None = None


class File(Struct, rename="camel"):
    """An attachment."""

    url: str | None = None
    name: str | None = None
    type: str | None = None
    file_usage_type: str | None = None


class Sent(Struct, rename="camel"):
    """One message, comment or event of a thread."""

    type: str
    id: Id = None
    conversations_thread_id: Id = None
    thread_id: Id = None
    created_at: Time = None
    created_by: str | None = None
    senders: list[Sender] | None = None
    text: str | None = None
    rich_text: str | None = None
    direction: str | None = None
    truncation_status: str | None = None
    attachments: list[File] | None = None


def sniff(head: Head) -> float:
    """Threads and actors under HubSpot's names."""
    keys = json_keys(head)
    if "conversationsThreadId" in keys or keys >= {"senders", "actorId"}:
        return 1.0
    return 0.8 if keys >= {"truncationStatus", "createdAt"} else 0.0


@reader("hubspot", title="HubSpot conversation threads, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each thread, which is the native session."""
    groups = grouped(_entries(stream))
    for session, entries in groups.items():
        yield from conversation_of(Told(platform="hubspot", session=session, entries=entries), stream)


def _entries(stream: Stream) -> Iterator[tuple[str, Entry]]:
    for number, sent in found_records(stream, ("results.item", "messages.item"), Sent):
        if sent.truncation_status not in (None, "NOT_TRUNCATED"):
            stream.notice("has messages that HubSpot cut off; their original content is a separate export")
        yield word(sent.conversations_thread_id) or word(sent.thread_id), _entry(number, sent)


def _entry(line: int, sent: Sent) -> Entry:
    sender = next(iter(sent.senders or ()), Sender())
    actor = sender.actor_id or sent.created_by or ""
    role, evidence = _role(actor, sent)
    entry = Entry(
        line=line,
        time=sent.created_at,
        sender=sender.name or actor,
        role=role,
        evidence=evidence,
        account=actor,
        body=sent.text or "",
        html="" if sent.text else sent.rich_text or "",
        files=tuple(attached(file.url, file.file_usage_type, file.name) for file in sent.attachments or ()),
        id=word(sent.id),
    )
    if sent.type == "COMMENT":
        entry.kind, entry.internal = "note", True
    elif sent.type == "WELCOME_MESSAGE":
        entry.role, entry.evidence = "bot", "type WELCOME_MESSAGE"
    elif sent.type != "MESSAGE":
        entry.kind, entry.role, entry.evidence = "event", "system", f"type {sent.type}"
    return entry


def _role(actor: str, sent: Sent) -> tuple[Role | None, str]:
    role = _BY_ACTOR.get(actor.partition("-")[0]) if "-" in actor else None
    if role:
        return role, "actorId"
    return _BY_DIRECTION.get(sent.direction or ""), "direction"
