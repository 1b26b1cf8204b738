"""Gorgias: ticket messages as its API lists them, or tickets with their messages inside.

    {"data": [{"id", "ticket_id", "public", "channel": "chat", "via", "from_agent", "sender": {"id", "name"},
               "stripped_text", "body_text", "sent_datetime", "created_datetime", "attachments"}]}

Rules also send with from_agent true. Messages of several tickets may stand mixed, so the messages of a file are held
in memory, by ticket.
"""

from collections.abc import Iterator

from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, grouped, word
from coach.readers.json_records import found_records, json_keys
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Role

_NOTE = "internal-note"
_AUTOMATIC = frozenset({"rule", "auto-responder", "automation", "self_service", "self-service"})


class Sender(Struct):
    """Who wrote it."""

    id: Id = None
    name: str | None = None
    email: str | None = None


class File(Struct):
    """An attachment."""

    url: str | None = None
    name: str | None = None
    content_type: str | None = None


class Sent(Struct):
    """One message of a ticket."""

    from_agent: bool
    id: Id = None
    ticket_id: Id = None
    public: bool | None = None
    channel: str | None = None
    via: str | None = None
    rule_id: Id = None
    sender: Sender | None = None
    stripped_text: str | None = None
    body_text: str | None = None
    stripped_html: str | None = None
    body_html: str | None = None
    created_datetime: Time = None
    sent_datetime: Time = None
    failed_datetime: Time = None
    attachments: list[File] | None = None


def sniff(head: Head) -> float:
    """Messages that say whether an agent wrote them, under Gorgias's names."""
    keys = json_keys(head)
    return 1.0 if "from_agent" in keys and keys & {"body_text", "stripped_text", "created_datetime"} else 0.0


@reader("gorgias", title="Gorgias ticket messages, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each ticket, which is the native session."""
    records = found_records(stream, ("data.item.messages.item", "data.item", "messages.item"), Sent)
    groups = grouped((word(sent.ticket_id), _entry(number, sent)) for number, sent in records)
    for session, entries in groups.items():
        yield from conversation_of(Told(platform="gorgias", session=session, entries=entries), stream)


def _entry(line: int, sent: Sent) -> Entry:
    sender = sent.sender or Sender()
    role, evidence = _role(sent)
    text = sent.stripped_text or sent.body_text or ""
    note = sent.channel == _NOTE or sent.public is False
    failed = sent.failed_datetime is not None and sent.sent_datetime is None
    return Entry(
        line=line,
        time=sent.created_datetime if sent.sent_datetime is None else sent.sent_datetime,
        sender=sender.name or sender.email or word(sender.id),
        role=role,
        evidence=f"{evidence}, never sent" if failed else evidence,
        account=word(sender.id),
        body=text,
        html="" if text else sent.stripped_html or sent.body_html or "",
        files=tuple(attached(file.url, file.content_type, file.name) for file in sent.attachments or ()),
        kind="note" if note else None,
        internal=note or failed,
        id=word(sent.id),
    )


def _role(sent: Sent) -> tuple[Role, str]:
    if sent.rule_id is not None:
        return "bot", "rule_id"
    if (sent.via or "").lower() in _AUTOMATIC:
        return "bot", f"via {sent.via}"
    return ("agent" if sent.from_agent else "customer"), "from_agent"
