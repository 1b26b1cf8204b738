"""Chatwoot: messages as its API lists them, or the webhooks that it sends, one event a line.

    {"payload": [{"id", "content", "message_type": 0, "conversation_id", "private", "created_at": 1709634225,
                  "content_attributes": {"deleted", "in_reply_to"}, "sender": {"id", "name", "type"}}]}
    {"event": "message_created", "message_type": "incoming", "conversation": {"id"}, "created_at": "2024-03-05T10:23Z"}

Messages of several conversations may stand mixed, so the messages of a file are held in memory, by conversation.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from coach.readers.helpdesk import Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys
from coach.readers.reader import Head, head_of, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_TYPES = {"0": "incoming", "1": "outgoing", "2": "activity", "3": "template"}
_ROLES: dict[str, Role] = {"incoming": "customer", "outgoing": "agent", "activity": "system", "template": "bot"}
_BOTS = frozenset({"agent_bot", "agentbot", "captain_assistant", "captain::assistant"})
_RESOLVED = {"resolved": True, "open": False, "pending": False, "snoozed": False}
_MESSAGE_EVENTS = frozenset({"message_created", "message_updated"})
_PATHS = ("data.payload.item.messages.item", "payload.item.messages.item", "payload.item", "messages.item")


class Sender(Struct):
    """A contact, a user or a bot."""

    id: Id = None
    name: str | None = None
    type: str | None = None


class File(Struct):
    """An attachment."""

    file_type: str | None = None
    data_url: str | None = None


class Survey(Struct):
    """The customer's answer to the survey after the chat."""

    rating: Id = None


class Submitted(Struct):
    """What the customer filled in."""

    csat_survey_response: Survey | None = None


class Attributes(Struct):
    """What goes with the content."""

    deleted: bool | None = None
    in_reply_to: Id = None
    automation_rule_id: Id = None
    submitted_values: Submitted | list[object] | None = None


class Parent(Struct):
    """The conversation of a webhook."""

    id: Id = None
    status: str | None = None


class Sent(Struct):
    """One message, from the API or a webhook."""

    id: Id = None
    event: str | None = None
    status: str | None = None
    content: str | None = None
    message_type: Id = None
    conversation_id: Id = None
    conversation: Parent | None = None
    content_attributes: Attributes | None = None
    created_at: Time = None
    private: bool | None = None
    sender: Sender | None = None
    attachments: list[File] | None = None


class _Collected(Struct):
    """The messages of one conversation, and its outcome as far as they tell."""

    entries: list[Entry] = field(default_factory=list)
    rating: str | None = None
    resolved: bool | None = None


def sniff(head: Head) -> float:
    """Messages with Chatwoot's type, beside a private mark or a conversation."""
    keys = json_keys(head)
    if "message_type" in keys and keys & {"content_attributes", "private"} and keys & {"content", "inbox_id"}:
        return 1.0
    return 0.0


@reader("chatwoot", title="Chatwoot messages, API or webhooks, .json .jsonl", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each of Chatwoot's, which is the native session."""
    found: dict[str, _Collected] = {}
    status: dict[str, str] = {}
    paths = () if "event" in json_keys(head_of(stream)) else _PATHS
    for number, sent in found_records(stream, paths, Sent):
        if sent.event and sent.event not in _MESSAGE_EVENTS:
            stream.notice(f"has {sent.event} events, which hold no message; only a conversation's status is read")
            status[word(sent.id)] = sent.status or status.get(word(sent.id), "")
            continue
        if sent.message_type is None:
            stream.skip(number, "is no message of Chatwoot: it has no message_type; export it again")
            continue
        parent = sent.conversation or Parent()
        collected = found.setdefault(word(sent.conversation_id) or word(parent.id), _Collected())
        collected.entries.append(_entry(number, sent))
        collected.rating = _rating(sent) or collected.rating
        collected.resolved = _RESOLVED.get(parent.status or "", collected.resolved)
    for session, collected in found.items():
        yield from conversation_of(
            Told(
                platform="chatwoot",
                session=session,
                entries=collected.entries,
                outcome=Outcome(
                    rating=collected.rating, resolved=_RESOLVED.get(status.get(session, ""), collected.resolved)
                ),
            ),
            stream,
        )


def _entry(line: int, sent: Sent) -> Entry:
    sender, about = sent.sender or Sender(), sent.content_attributes or Attributes()
    name = _TYPES.get(word(sent.message_type), word(sent.message_type))
    role, evidence = _role(name, sender, about)
    entry = Entry(
        line=line,
        time=sent.created_at,
        sender=sender.name or word(sender.id),
        role=role,
        evidence=evidence,
        account=word(sender.id),
        body=sent.content or "",
        files=tuple(attached(file.data_url, file.file_type) for file in sent.attachments or ()),
        internal=bool(sent.private),
        id=word(sent.id),
        reply_to=word(about.in_reply_to),
    )
    if about.deleted:
        entry.kind, entry.recalled, entry.body, entry.files = "recall", True, "", ()
    elif name == "activity":
        entry.kind = "event"
    elif sent.private:
        entry.kind = "note"
    return entry


def _role(message_type: str, sender: Sender, about: Attributes) -> tuple[Role | None, str]:
    if message_type == "outgoing":
        if (sender.type or "").lower() in _BOTS:
            return "bot", f"sender type {sender.type}"
        if about.automation_rule_id is not None:
            return "bot", "automation_rule_id"
    return _ROLES.get(message_type), "message_type"


def _rating(sent: Sent) -> str | None:
    values = sent.content_attributes.submitted_values if sent.content_attributes else None
    survey = values.csat_survey_response if isinstance(values, Submitted) else None
    return word(survey.rating) or None if survey else None
