"""Douyin (飞鸽): events of the private-message webhook, and bubbles scraped from the history page.

    {"event": "im_receive_msg", "from_user_id": …, "to_user_id": …, "content": {"conversation_short_id": …,
     "server_message_id": …, "message_type": "text", "text": …, "create_time": ms, "user_infos": […]}}
    [{"side": "left", "time": "2024-03-05 10:23:45", "content": …}]

Events come one a line, in an array, or alone; `content` may be JSON in a string. Of bubbles, right is the shop with its
robot, left the customer, the middle the system. The events mix customers, so they are held until the file is read.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, field

from coach.readers.bubbles import read_bubbles
from coach.readers.json_records import json_keys, loose_records
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, head_of, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads, stamp_of, until_cut_off
from coach.transcript import Conversation, Kind

_ROLES: dict[str, RoleWithEvidence] = {"im_receive_msg": ("customer", "event"), "im_send_msg": ("agent", "event")}
_KINDS: dict[str, Kind] = {
    "text": "text", "image": "image", "user_local_image": "image", "emoji": "image", "video": "video",
    "user_local_video": "video", "voice": "voice", "file": "file",
}  # fmt: skip


class _User(Struct, frozen=True):
    id: str | None = field(default=None, name="open_id")
    nick: str | None = field(default=None, name="nick_name")


class _Content(Struct, frozen=True):
    number: str | int | None = field(default=None, name="server_message_id")
    type: str | None = field(default=None, name="message_type")
    text: str | None = None
    time: str | int | float | None = field(default=None, name="create_time")
    users: list[_User] | None = field(default=None, name="user_infos")


class _Event(Struct, frozen=True):
    """One event; `content` is an object, or the text of one."""

    event: str | None = None
    writer: str | None = field(default=None, name="from_user_id")
    receiver: str | None = field(default=None, name="to_user_id")
    content: dict[str, Any] | str | None = None


def sniff(head: Head) -> float:
    """The events' own names, or the fields of bubbles."""
    keys = json_keys(head)
    if {"event", "from_user_id"} <= keys:
        return 1.0
    if {"side", "time", "content"} <= keys:
        return 0.9
    return 0.6 if {"role", "time", "content"} <= keys and not {"name", "messages"} & keys else 0.0


@reader("douyin", title="Douyin message events, or bubbles as scraped, .json .jsonl", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer; bubbles that name nobody are one, named after the file."""
    if "from_user_id" not in json_keys(head_of(stream)):
        yield from read_bubbles(stream, "douyin")
        return
    threads = Threads(stream, "douyin")
    for number, event in until_cut_off(stream, loose_records(stream, _Event)):
        if event.event not in _ROLES:
            stream.notice(f"has events that are no messages ({(event.event or '?')[:40]}); they are left out")
            continue
        role = _ROLES[event.event]
        customer = event.writer if role[0] == "customer" else event.receiver
        said = _said(number, event, role, stream)
        if said and customer:
            threads.add(said, customer=customer)
        elif said:
            stream.skip(number, "names no customer (from_user_id, to_user_id); export it again")
    yield from threads.conversations()


def _said(number: int, event: _Event, role: RoleWithEvidence, stream: Stream) -> Said | None:
    try:
        if isinstance(event.content, str):
            content = msgspec.json.decode(event.content, type=_Content, strict=False)
        else:
            content = msgspec.convert(event.content, _Content, strict=False)
    except (msgspec.MsgspecError, RecursionError) as problem:
        stream.skip(number, f"has a content that is no message: {problem}; export it again")
        return None
    stamp = stamp_of(content.time)
    if stamp is None:
        stream.skip(number, f"has no time that can be read: {content.time!r}; export it again")
        return None
    nicks = {user.id: user.nick for user in content.users or () if user.id and user.nick}
    writer = event.writer or ""
    return Said(
        line=number,
        sender=writer if role[0] == "customer" else nicks.get(writer) or writer,
        role=role,
        stamp=stamp,
        body=content.text or "",
        kind=_KINDS.get(content.type or "", "card"),
        number=str(content.number or ""),
    )
