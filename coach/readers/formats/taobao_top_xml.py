"""Answers of Taobao's open platform (TOP): taobao.wangwang.eservice.chatlog.get, and the roaming messages of openim.

    <wangwang_eservice_chatlog_get_response><msgs list="true">
      <msg><direction>1</direction><time>2024-03-05 10:23:45</time><content>在吗</content></msg>

Direction 0 is from_id to to_id, 1 is to_id to from_id (user1 and user2 for roaming messages); the answer does not
repeat who they were. chatlog.get only accepts an account of the shop as from_id. The answer of chatpeers.get beside it
names the customer.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct

from coach.errors import InputError, UnknownRoles
from coach.readers.accounts import split_account
from coach.readers.json_records import json_records, path_to
from coach.readers.names import RoleWithEvidence, count_names
from coach.readers.reader import Head, companion, head_of, reader
from coach.readers.stream import Stream
from coach.readers.taobao import own_name
from coach.readers.threads import Said, Threads, until_cut_off
from coach.readers.times import Stamp, parse_time
from coach.readers.xml_records import xml_records
from coach.transcript import Conversation

_CHATLOG = "wangwang_eservice_chatlog_get_response"
_ROAMING = "openim_chatlogs_get_response"
_PEERS = "wangwang_eservice_chatpeers_get_response"
_LISTS = ("msg", "roaming_message", "msgs", "messages")
_PARTY = re.compile(r"""[<"](from_id|to_id|user1|user2)[">]\s{0,3}:?\s{0,3}["']?([^"'<>{}\n]{1,80})["'<]""")
_RET = re.compile(r"""[<"]ret[">]\s{0,3}:?\s{0,3}"?(\d{1,9})""")
_SUCCESS = "10000"


class TopMessage(Struct, frozen=True):
    """One message of an answer, in the fields of either API."""

    direction: int | str | None = None
    time: int | float | str | None = None
    content: str | None = None
    content_list: Any = None
    uuid: int | str | None = None


class Peer(Struct, frozen=True):
    """A customer of the queried account, and the day of their chat."""

    uid: str = ""
    date: str = ""


class _Parties(Struct, frozen=True):
    """Who direction 0 is from and who direction 1 is from, with their roles, and the customer."""

    names: tuple[str, str]
    roles: tuple[RoleWithEvidence, RoleWithEvidence]
    customer: str


def sniff(head: Head) -> float:
    """The name of the answer, or its fields."""
    if _CHATLOG in head.text or _ROAMING in head.text:
        return 1.0
    begins = head.text.lstrip()[:1]
    fields = ("direction", "content", "time")
    if begins == "<" and all(f"<{field}" in head.text for field in fields) and "<msg>" in head.text:
        return 0.8
    roaming = ("direction", "content_list", "uuid")
    return 0.8 if begins in ("{", "[") and all(f'"{field}"' in head.text for field in roaming) else 0.0


def sniff_peers(head: Head) -> float:
    """The name of the answer."""
    return 1.0 if _PEERS in head.text else 0.0


companion(
    "taobao_top_peers",
    title="Taobao TOP chatpeers.get answer beside a chat log",
    sniff=sniff_peers,
    notice="lists who chatted, without messages; it names the customer of a chat log beside it",
)


@reader("taobao_top_xml", title="Taobao TOP chatlog.get answer, .xml or .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """The conversation of the two accounts that were queried; UnknownRoles when nobody can tell which is the shop's."""
    head = head_of(stream).text
    ret = _RET.search(head)
    if ret and ret[1] != _SUCCESS:
        stream.skip(None, f"says that the query failed (ret {ret[1]}); query it again")
    roaming = _is_roaming(head)
    messages = until_cut_off(stream, _messages(stream))
    found = [(number, message, _stamp(message.time, utc=roaming)) for number, message in messages]
    if found:
        days = {stamp[0].date() for _, _, stamp in found if stamp}
        yield from _conversation(found, _parties(stream, head, days, roaming=roaming), stream)


def _is_roaming(head: str) -> bool:
    return _ROAMING in head or "content_list" in head


def _messages(stream: Stream) -> Iterator[tuple[int, TopMessage]]:
    """The messages of an answer in XML or JSON; what is none is logged."""
    head = head_of(stream).text
    if head.lstrip()[:1] == "<":
        for number, fields in xml_records(stream, "roaming_message" if _is_roaming(head) else "msg"):
            yield number, msgspec.convert(_flat(fields), TopMessage, strict=False)
    else:
        path = next((path for name in _LISTS if (path := path_to(stream, name))), "item")
        yield from json_records(stream, path, TopMessage)


def _flat(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields whose text is a text, whatever the file has there."""
    return {name: value if isinstance(value, str) or name == "content_list" else "" for name, value in fields.items()}


def _conversation(
    found: list[tuple[int, TopMessage, Stamp | None]], parties: _Parties, stream: Stream
) -> Iterator[Conversation]:
    shops = (
        split_account(name)[0] for name, role in zip(parties.names, parties.roles, strict=True) if role[0] == "agent"
    )
    shop = next((shop for shop in shops if shop), "")
    threads = Threads(stream, "taobao")
    for number, message, stamp in found:
        side = {"0": 0, "1": 1}.get(str(message.direction))
        text = message.content or "".join(_values(message.content_list))
        if side is None and not text:
            stream.skip(number, "has neither a direction nor a content; query it again")
            continue
        said = Said(
            line=number,
            sender="" if side is None else parties.names[side],
            role=("unknown", "no direction") if side is None else parties.roles[side],
            stamp=stamp,
            body=text,
            kind=None if text.strip() else "card",
            number=str(message.uuid or ""),
        )
        threads.add(said, customer=parties.customer, shop=shop)
    yield from threads.conversations()


def _parties(stream: Stream, head: str, days: set[date], *, roaming: bool) -> _Parties:
    """The two accounts: as the file names them, else by the names of the query's parameters."""
    stated = {name: own_name(value) for name, value in _PARTY.findall(head)}
    keys = ("user1", "user2") if roaming else ("from_id", "to_id")
    names = stated.get(keys[0], keys[0]), stated.get(keys[1], keys[1])
    roles = _roles(names, stream, keys_only=not stated, roaming=roaming)
    side = 0 if roles[0][0] == "customer" else 1
    if names[side] != keys[side]:
        return _Parties(names, roles, names[side])
    customer = _peer(stream, days) or PurePosixPath(stream.name).stem
    named = (customer, names[1]) if side == 0 else (names[0], customer)
    return _Parties(named, roles, customer)


def _roles(
    names: tuple[str, str], stream: Stream, *, keys_only: bool, roaming: bool
) -> tuple[RoleWithEvidence, RoleWithEvidence]:
    known = count_names([names], stream.options.roster)
    staff = [role if role and role[0] in ("agent", "bot") else None for role in map(known.sure_role, names)]
    if staff[0] and not staff[1]:
        return staff[0], ("customer", "not the shop's account")
    if staff[1] and not staff[0]:
        return ("customer", "not the shop's account"), staff[1]
    if roaming or not keys_only:
        raise UnknownRoles(
            f"nobody can tell whether {names[0]} or {names[1]} is the shop's account in {stream.name}; "
            f"name it with --agents {names[0]} (or {names[1]})",
            file=stream.name,
        )
    stream.notice(
        "does not say who from_id and to_id are; from_id is taken as the shop's account, as the API asks for it; "
        "if it was the customer, say --agents to_id"
    )
    return ("agent", "direction from from_id"), ("customer", "direction from to_id")


def _peer(stream: Stream, days: set[date]) -> str:
    """The customer by the chatpeers answers beside the file: the only one, the one it is named after, or of its day."""
    peers: dict[str, set[date]] = {}
    for other in stream.beside():
        if "peer" not in PurePosixPath(other.name).name.lower():
            continue
        try:
            for peer in _peers(other):
                day = parse_time(peer.date)
                peers.setdefault(own_name(peer.uid), set()).update({day[0].date()} if day else ())
        except InputError:
            continue  # it is logged as a file of its own
    stem = PurePosixPath(stream.name).stem
    choices = (list(peers), [uid for uid in peers if uid in stem], [uid for uid, on in peers.items() if on & days])
    return next((choice[0] for choice in choices if len(choice) == 1), "")


def _peers(stream: Stream) -> Iterator[Peer]:
    if not stream.sample or not sniff_peers(head_of(stream)):
        return
    if head_of(stream).text.lstrip()[:1] == "<":
        for _, fields in xml_records(stream, "chatpeer"):
            yield msgspec.convert(_flat(fields), Peer, strict=False)
    elif path := path_to(stream, "chatpeer"):
        yield from (peer for _, peer in json_records(stream, path, Peer))


def _stamp(value: float | str | None, *, utc: bool) -> Stamp | None:
    """The time of a message: the wall clock of a chat log, UTC for roaming messages."""
    found = None if value is None else parse_time(str(value))
    if found and utc and found[0].tzinfo is None:
        return found[0].replace(tzinfo=UTC), found[1]
    return found


def _values(nodes: Any) -> Iterator[str]:  # noqa: ANN401
    """The values of all nodes of a roaming message, however they are nested."""
    if isinstance(nodes, dict):
        value = nodes.get("value")
        if isinstance(value, str):
            yield value
        for inner in nodes.values():
            yield from _values(inner)
    elif isinstance(nodes, list):
        for inner in nodes:
            yield from _values(inner)
