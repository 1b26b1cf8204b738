"""Crisp: messages as its API lists them.

    {"data": [{"session_id", "type": "text", "from": "user", "content", "automated", "edited", "fingerprint",
               "timestamp": 1709634225123, "user": {"nickname", "user_id"}}]}

`content` is text, or an object of the type: file, audio, animation, picker, field, carousel, event. A session of
Crisp is a visitor, not a visit: it is the customer, and no native session. Messages of several visitors may stand
mixed, so the messages of a file are held in memory, by visitor.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from coach.readers.helpdesk import Attached, Entry, Id, Time, Told, attached, conversation_of, word
from coach.readers.json_records import found_records, json_keys
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Outcome, Role

_ROLES: dict[str, Role] = {"user": "customer", "operator": "agent"}
_FILES = frozenset({"file", "animation", "audio"})
_RESOLVED = {"state:resolved": True, "state:unresolved": False, "state:pending": False}


class User(Struct):
    """Who wrote it."""

    nickname: str | None = None
    user_id: Id = None
    type: str | None = None


class Sent(Struct, rename={"from_": "from"}):
    """One message; `automated` marks what no person wrote."""

    session_id: Id
    from_: str
    type: str = "text"
    origin: str | None = None
    content: Any = None
    automated: bool | None = None
    edited: bool | None = None
    fingerprint: Id = None
    timestamp: Time = None
    user: User | None = None


class _Visitor(Struct):
    """The messages of one visitor, and whether the matter was resolved last."""

    entries: list[Entry] = field(default_factory=list)
    resolved: bool | None = None


def sniff(head: Head) -> float:
    """Fingerprints of messages in sessions."""
    return 1.0 if json_keys(head) >= {"session_id", "fingerprint", "from"} else 0.0


@reader("crisp", title="Crisp messages, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each visitor."""
    visitors: dict[str, _Visitor] = {}
    for number, sent in found_records(stream, ("data.item",), Sent):
        visitor = visitors.setdefault(word(sent.session_id), _Visitor())
        visitor.entries.append(_entry(number, sent))
        if sent.type == "event" and isinstance(sent.content, dict):
            visitor.resolved = _RESOLVED.get(str(sent.content.get("namespace")), visitor.resolved)
    for session, visitor in visitors.items():
        told = Told(
            platform="crisp",
            session="",
            entries=visitor.entries,
            customer=session,
            outcome=Outcome(resolved=visitor.resolved),
        )
        yield from conversation_of(told, stream)


def _entry(line: int, sent: Sent) -> Entry:
    user = sent.user or User()
    entry = Entry(
        line=line,
        time=sent.timestamp,
        sender=user.nickname or word(user.user_id) or sent.from_,
        role=_ROLES.get(sent.from_),
        evidence="from",
        account=word(user.user_id),
        body=_words(sent.content),
        edited=bool(sent.edited),
        id=word(sent.fingerprint),
    )
    if entry.role == "agent" and (sent.automated or ":bot" in (sent.origin or "")):
        entry.role, entry.evidence = "bot", "automated" if sent.automated else "origin"
    if sent.type == "note":
        entry.kind, entry.internal = "note", True
    elif sent.type == "event":
        entry.kind, entry.role, entry.evidence = "event", "system", "type event"
    elif sent.type in _FILES:
        entry.body, entry.files = "", (_file(sent),)
    elif sent.type != "text":
        entry.kind = "card"
    return entry


def _file(sent: Sent) -> Attached:
    content = sent.content if isinstance(sent.content, dict) else {}
    url = str(content.get("url") or "")
    hint = "image" if sent.type == "animation" else sent.type
    return attached(url, hint, str(content.get("type") or ""), str(content.get("name") or ""))


def _words(content: object) -> str:
    """The words in a content: what was asked, the choices, and the value that was filled in."""
    if not isinstance(content, dict):
        return content if isinstance(content, str) else ""
    offered = content.get("choices") or content.get("targets")
    choices = [choice for choice in offered if isinstance(choice, dict)] if isinstance(offered, list) else []
    labels = (choice.get("label") or choice.get("title") for choice in choices)
    found = (content.get("text"), content.get("explain"), *(f"[{label}]" for label in labels), content.get("value"))
    lines = [line for line in found if isinstance(line, str) and line]
    return "\n".join(lines) or (str(content.get("namespace") or ""))
