"""WeChat official accounts (公众号客服): answers of `getmsglist`, one or several after each other.

    {"recordlist": [{"openid": …, "opercode": 2003, "text": …, "time": s, "worker": …}]}

`opercode` is 2002 for staff to user, 2003 (or 2001, to the robot) for user to staff, 1000 to 1005 for the session
being opened, passed on and closed. The list mixes customers, so it is held until the end.
"""

from collections.abc import Iterator

from msgspec import Struct

from coach.readers.json_records import json_keys, json_records, path_to
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads, stamp_of, until_cut_off
from coach.transcript import Conversation

_EVENTS = {
    1000: "创建未接入会话",
    1001: "接入会话",
    1002: "主动发起会话",
    1003: "转接会话",
    1004: "关闭会话",
    1005: "抢接会话",
}
_ROLES: dict[int, RoleWithEvidence] = {
    **dict.fromkeys(_EVENTS, ("system", "opercode")),
    2001: ("customer", "opercode"),
    2002: ("agent", "opercode"),
    2003: ("customer", "opercode"),
}


class _Record(Struct, frozen=True):
    """One message."""

    openid: str | None = None
    opercode: int | None = None
    text: str | None = None
    time: str | int | float | None = None
    worker: str | None = None


def sniff(head: Head) -> float:
    """The fields of its messages."""
    keys = json_keys(head)
    return 1.0 if {"opercode", "openid"} <= keys else 0.0


@reader("wechat_mp", title="WeChat official account getmsglist, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer (`openid`)."""
    threads = Threads(stream, "wechat")
    records = json_records(stream, path_to(stream, "recordlist") or "item", _Record)
    for number, record in until_cut_off(stream, records):
        stamp = stamp_of(record.time)
        role = _ROLES.get(record.opercode or 0)
        if not record.openid:
            stream.skip(number, "names no customer (openid); ask the API again")
        elif role is None:
            stream.skip(number, f"has an opercode that is not known: {record.opercode}; ask the API again")
        elif stamp is None:
            stream.skip(number, f"has no time that can be read: {record.time!r}; ask the API again")
        else:
            event = role[0] == "system"
            said = Said(
                line=number,
                sender=record.openid if role[0] == "customer" else record.worker or role[0],
                role=role,
                stamp=stamp,
                body=record.text or _EVENTS.get(record.opercode or 0, ""),
                kind="event" if event else None,
            )
            threads.add(said, customer=record.openid)
    yield from threads.conversations()
