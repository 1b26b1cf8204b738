"""Amazon Connect: the chat transcript that a contact leaves in S3.

    {"Version": "2019-08-26", "ContactId", "Transcript": [{"AbsoluteTime", "Type": "MESSAGE", "Content", "ContentType",
      "Id", "ParticipantId", "DisplayName", "ParticipantRole": "CUSTOMER"}]}

One contact is held at a time. Contact Lens writes its transcripts in the same rows, without the roles.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Role

ROLES: dict[str, Role] = {
    "CUSTOMER": "customer",
    "AGENT": "agent",
    "SUPERVISOR": "agent",
    "SYSTEM": "bot",
    "BOT": "bot",
    "CUSTOM_BOT": "bot",
}
_FLOW = "SYSTEM_MESSAGE"
_PLAIN = "text/"


class File(Struct, rename="pascal"):
    """An attachment."""

    content_type: str | None = None
    attachment_name: str | None = None


class Row(Struct, rename="pascal"):
    """One row of a transcript."""

    id: Id = None
    type: str | None = None
    absolute_time: Time = None
    content: str | None = None
    content_type: str | None = None
    participant_id: Id = None
    participant_role: str | None = None
    display_name: str | None = None
    attachments: list[File] | None = None
    begin_offset_millis: float | None = None


class Choice(Struct, frozen=True):
    """One of the choices of an interactive message."""

    title: str = ""


class Shown(Choice, frozen=True):
    """What an interactive message shows."""

    subtitle: str = ""
    elements: tuple[Choice, ...] = ()


class TemplateData(Struct, frozen=True):
    """The inside of an interactive message."""

    content: Shown = Shown()


class Template(Struct, frozen=True):
    """An interactive message."""

    data: TemplateData = TemplateData()


class Contact(Struct, rename="pascal"):
    """One contact."""

    contact_id: Id = None
    transcript: list[Any] | None = None


def sniff(head: Head) -> float:
    """A transcript whose rows name their participant, outside of an analysis."""
    keys = json_keys(head)
    if keys >= {"Transcript", "ParticipantId"} and not keys & {"CustomerMetadata", "JobStatus"}:
        return 1.0
    return 0.0


@reader("amazon_connect", title="Amazon Connect chat transcript, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each contact, which is the native session."""
    for number, contact in found_records(stream, (), Contact):
        rows = typed_entries(stream, number, contact.transcript, Row)
        entries = [entry_of(number, row, row.participant_role) for row in rows]
        yield from conversation_of(told_of(word(contact.contact_id), entries), stream)


def told_of(session: str, entries: list[Entry]) -> Told:
    """The contact; its participants have ids of their own in each contact."""
    return Told(platform="amazon_connect", session=session, entries=entries)


def entry_of(line: int, row: Row, participant_role: str | None) -> Entry:
    """A row of a transcript, written by somebody of that role."""
    participant = word(row.participant_id)
    entry = Entry(
        line=line,
        time=row.absolute_time,
        sender=row.display_name or participant,
        role=ROLES.get((participant_role or "").upper()),
        evidence="ParticipantRole",
        account=participant,
        body=row.content or "",
        files=tuple(attached(None, file.content_type, file.attachment_name) for file in row.attachments or ()),
        id=word(row.id),
    )
    if entry.role == "bot" and row.display_name == _FLOW:
        entry.role = "system"
    if row.type == "EVENT":
        entry.kind, entry.role = "event", "system"
        entry.evidence = (row.content_type or "EVENT").rpartition(".connect.")[2]
    elif row.begin_offset_millis is not None:
        entry.kind = "voice"
    elif row.type == "MESSAGE" and row.content_type and not row.content_type.startswith(_PLAIN):
        entry.kind, entry.body = "card", _card_text(entry.body)
    return entry


def _card_text(content: str) -> str:
    """What an interactive message shows, line by line; content that is no template stays as it is."""
    try:
        shown = msgspec.json.decode(content, type=Template).data.content
    except (msgspec.DecodeError, RecursionError):
        return content
    return "\n".join(
        line for line in (shown.title, shown.subtitle, *(f"[{one.title}]" for one in shown.elements)) if line
    )
