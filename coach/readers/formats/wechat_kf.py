"""WeChat customer service (微信客服): answers of `kf/sync_msg`, one or several after each other.

    {"msg_list": [{"msgid": …, "open_kfid": …, "external_userid": …, "send_time": s, "origin": 3, "msgtype": "text",
                   "text": {"content": …}}]}

`origin` is 3 for the customer, 4 for the system, 5 for staff. The list mixes customers, so it is held until the end.
"""

from collections.abc import Iterator
from typing import Any

from coach.readers.json_records import json_keys, json_records, path_to
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads, stamp_of, until_cut_off
from coach.readers.wechat_content import content_of, is_known
from coach.transcript import Conversation

_ROLES: dict[str, RoleWithEvidence] = {
    "3": ("customer", "origin"),
    "4": ("system", "origin"),
    "5": ("agent", "origin"),
}
_RECALLS: dict[str, RoleWithEvidence] = {
    "user_recall_msg": ("customer", "event"),
    "servicer_recall_msg": ("agent", "event"),
}


def sniff(head: Head) -> float:
    """The fields of its messages."""
    keys = json_keys(head)
    return 1.0 if {"open_kfid", "origin"} <= keys or {"msg_list", "external_userid"} <= keys else 0.0


@reader("wechat_kf", title="WeChat customer service sync_msg, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer (`external_userid`)."""
    threads = Threads(stream, "wechat")
    records = json_records(stream, path_to(stream, "msg_list") or "item", dict[str, Any])
    for number, record in until_cut_off(stream, records):
        customer = _word(record, "external_userid") or _word(_event(record), "external_userid")
        stamp = stamp_of(_moment(record))
        if not customer and _event(record):
            stream.notice("has events of employees, not of customers, such as who is on duty; they are left out")
        elif not customer:
            stream.skip(number, "names no customer (external_userid); ask the API again")
        elif stamp is None:
            stream.skip(number, f"has no time that can be read: {record.get('send_time')!r}; ask the API again")
        elif str(record.get("origin")) not in _ROLES:
            stream.skip(number, f"has an origin that is not 3, 4 or 5: {record.get('origin')!r}; ask the API again")
        else:
            threads.add(_said(number, record, customer, stream), customer=customer)
    yield from threads.conversations()


def _said(number: int, record: dict[str, Any], customer: str, stream: Stream) -> Said:
    msgtype, event = _word(record, "msgtype"), _event(record)
    content = content_of(msgtype, record)
    if not is_known(msgtype):
        stream.notice(f"has messages of the unknown type {msgtype[:40]!r}; they are kept as cards without text")
    event_type = _word(event, "event_type")
    role = _RECALLS.get(event_type) or _ROLES[str(record["origin"])]
    agent = _word(record, "servicer_userid") or _word(event, "servicer_userid") or "servicer"
    return Said(
        line=number,
        sender={"customer": customer, "agent": agent}.get(role[0], "system"),
        role=role,
        stamp=stamp_of(_moment(record)),
        body=event_type if event else content.body,
        kind="recall" if event_type in _RECALLS else content.kind,
        refs=(content.refs,),
        number=_word(record, "msgid"),
        takes_back=_word(event, "recall_msgid"),
    )


def _event(record: dict[str, Any]) -> dict[str, Any]:
    event = record.get("event")
    return event if isinstance(event, dict) else {}


def _moment(record: dict[str, Any]) -> str | int | float | None:
    time = record.get("send_time")
    return time if isinstance(time, str | int | float) else None


def _word(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
