"""WeCom (企业微信) chat archive, decrypted: one JSON object a message, one a line or in an array.

    {"msgid": …, "action": "send", "from": …, "tolist": […], "roomid": "", "msgtime": ms, "msgtype": "text",
     "text": {"content": …}}

Customers have ids that begin with wm or wo, robots with wb; staff have the plain user ids of the company. The archive
mixes all chats, so the messages are held by conversation until the file is read.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from coach.readers.accounts import Roster
from coach.readers.json_records import json_keys, loose_records
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads, stamp_of, until_cut_off
from coach.readers.wechat_content import content_of, is_known
from coach.transcript import Conversation

_OUTSIDE = re.compile(r"w[mo](?=[\w-]*[A-Z0-9])[\w-]{4,62}")
_ROBOT = re.compile(r"wb(?=[\w-]*[A-Z0-9])[\w-]{4,62}")


class _Chat(Struct):
    """The messages of one room or of one pair of people, and everybody in it."""

    room: str
    members: dict[str, None] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)


def sniff(head: Head) -> float:
    """The fields that every message of the archive has."""
    return 1.0 if {"msgid", "msgtime", "tolist"} <= json_keys(head) else 0.0


@reader("wecom", title="WeCom chat archive, .jsonl or .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer; a room with several customers is one conversation of its own.

    Chats without a customer are kept as internal.
    """
    chats: dict[tuple[str, ...], _Chat] = {}
    for number, record in until_cut_off(stream, loose_records(stream, dict[str, Any])):
        said = _said(number, record, stream)
        if said:
            room, receivers = _text(record.get("roomid")), record.get("tolist")
            heard = receivers if isinstance(receivers, list) else []
            people = tuple(sorted({said.sender, *(name for name in heard if isinstance(name, str))}))
            chat = chats.setdefault((room,) if room else people, _Chat(room=room))
            chat.members |= dict.fromkeys(people)
            chat.said.append(said)
    threads = Threads(stream, "wecom")
    for chat in chats.values():
        _put(chat, threads, stream)
    yield from threads.conversations()


def _said(number: int, record: dict[str, Any], stream: Stream) -> Said | None:
    if record.get("action") == "switch":
        stream.notice("has rows of employees who changed the company (switch); they belong to no chat")
        return None
    sender, msgtype, time = _text(record.get("from")), _text(record.get("msgtype")), record.get("msgtime")
    if not sender or not msgtype:
        stream.skip(number, "is no message of the archive: it lacks from or msgtype; export it again, decrypted")
        return None
    stamp = stamp_of(time) if isinstance(time, str | int | float) else None
    if stamp is None:
        stream.skip(number, f"has no time that can be read: {time!r}; export it again")
        return None
    if not is_known(msgtype):
        stream.notice(f"has messages of the unknown type {msgtype[:40]!r}; they are kept as cards without text")
    content, revoke = content_of(msgtype, record), record.get("revoke")
    recall = record.get("action") == "recall" or msgtype == "revoke"
    return Said(
        line=number,
        sender=sender,
        role=_role(sender, stream.options.roster),
        stamp=stamp,
        body="" if recall else content.body,
        kind="recall" if recall else content.kind,
        refs=(content.refs,),
        number=_text(record.get("msgid")),
        takes_back=_text(revoke.get("pre_msgid")) if isinstance(revoke, dict) else "",
    )


def _put(chat: _Chat, threads: Threads, stream: Stream) -> None:
    """Add a chat to its customer's thread; a pair of customers is skipped and logged, colleagues are internal."""
    outside = [name for name in chat.members if _role(name, stream.options.roster)[0] == "customer"]
    if not chat.room and len(outside) == len(chat.members):
        stream.skip(
            chat.said[0].line,
            f"begins a chat that is skipped: nobody can tell who is the agent among {', '.join(outside)}; "
            "name the agents with --agents NAME,… or --roster FILE",
        )
        return
    customer = outside[0] if len(outside) == 1 else chat.room or " & ".join(chat.members)
    for said in chat.said:
        said.visibility = "public" if outside else "internal"
        threads.add(said, customer=customer)


def _role(name: str, roster: Roster) -> RoleWithEvidence:
    if roster.knows(name):
        return "agent", "roster"
    if _ROBOT.fullmatch(name):
        return "bot", "robot id"
    return ("customer", "id of a customer") if _OUTSIDE.fullmatch(name) else ("agent", "id of an employee")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
