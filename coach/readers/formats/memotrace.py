"""WeChat chats that MemoTrace (留痕) exported as CSV.

    localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender

`IsSender` 1 is who made the export: the shop. Cards and pictures hold XML, which is never shown as text. The table
mixes chats, so it is held until the end.
"""

import html
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.table_rows import sheets
from coach.readers.threads import Said, Thread, conversation_of, stamp_of, until_cut_off
from coach.readers.times import Stamp
from coach.transcript import Conversation, Kind

_NEEDED = frozenset({"IsSender", "StrContent", "CreateTime"})
_KINDS: dict[str, Kind] = {
    "1": "text", "3": "image", "34": "voice", "42": "card", "43": "video", "47": "image", "48": "card", "49": "card",
    "50": "event", "62": "video", "10000": "event", "10002": "event",
}  # fmt: skip
_APP_KINDS: dict[str, Kind] = {"5": "link", "6": "file", "8": "image", "57": "text"}
_RECALL = re.compile(r"撤回了?一条消息|recalled a message|<revokemsg>")
_TITLE = re.compile(r"<title>(?:<!\[CDATA\[)?(.{0,2000}?)(?:\]\]>)?</title>", re.DOTALL)
_URL = re.compile(r"<url>(?:<!\[CDATA\[)?(https?://[^<\]\s]{1,2000})")
_GROUP_SENDER = re.compile(r"(?P<who>[\w@.-]{1,64}):\r?\n")


class _Chat(Struct):
    """The rows of one chat."""

    rows: list[tuple[int, dict[str, str], Stamp]] = field(default_factory=list)


def sniff(head: Head) -> float:
    """The columns."""
    return 1.0 if set(head.text.split("\n", 1)[0].replace('"', "").strip().split(",")) >= _NEEDED else 0.0


@reader("memotrace", title="WeChat chats exported by MemoTrace, .csv", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each chat (`TalkerId`)."""
    chats: dict[str, _Chat] = {}
    for number, row in until_cut_off(stream, _records(stream)):
        stamp = stamp_of(row.get("CreateTime")) or stamp_of(row.get("StrTime"))
        if stamp is None:
            stream.skip(number, f"has no time that can be read: {row.get('CreateTime', '')!r}; export it again")
        elif row["IsSender"] not in ("0", "1") and row.get("Type") not in ("10000", "10002"):
            stream.skip(number, f"does not say who sent it: IsSender is {row['IsSender']!r}; export it again")
        else:
            key = row.get("TalkerId") or row.get("NickName") or ""
            chats.setdefault(key, _Chat()).rows.append((number, row, stamp))
    while chats:
        key = next(iter(chats))
        yield _conversation(chats.pop(key), key, stream)


def _records(stream: Stream) -> Iterator[tuple[int, dict[str, str]]]:
    columns: list[str] = []
    for sheet in sheets(stream):
        for number, cells in sheet.rows:
            if columns:
                yield from _record(number, cells, columns, stream)
            elif set(cells) >= _NEEDED:
                columns = cells
            else:
                stream.skip(number, "stands before the header (localId, …, StrContent, …); export it again")


def _record(number: int, cells: list[str], columns: list[str], stream: Stream) -> Iterator[tuple[int, dict[str, str]]]:
    if len(cells) < len(columns) // 2:
        stream.skip(number, "has too few columns; correct it in the file, or export it again")
    else:
        yield number, dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=False))


def _conversation(chat: _Chat, key: str, stream: Stream) -> Conversation:
    others = {row.get("Sender", "") for _, row, _ in chat.rows if row["IsSender"] == "0"} - {""}
    group = len(others) > 1 or any("@chatroom" in row.get("TalkerId", "") for _, row, _ in chat.rows)
    first = chat.rows[0][1]
    name = first.get("Remark") or first.get("NickName") or key
    customer = name if group or not others else next(iter(others))
    if group:
        stream.notice(
            f"the chat {name!r} is a group; name the colleagues in it with --agents NAME,… or --roster FILE: "
            + ", ".join(sorted(others)[:6])
        )
    said = [_said(number, row, stamp, customer, group, stream) for number, row, stamp in chat.rows]
    return conversation_of(Thread(shop="", customer=customer, session=None, said=said), stream, "wechat")


def _said(number: int, row: Mapping[str, str], stamp: Stamp, customer: str, group: bool, stream: Stream) -> Said:
    kind, body = _content(row)
    sender = row.get("Sender", "")
    role: RoleWithEvidence
    if kind in ("event", "recall"):
        role = "system", "Type"
    elif row["IsSender"] == "1":
        role = "agent", "IsSender"
    elif stream.options.roster.knows(sender):
        role = "agent", "roster"
    elif group:
        role = "unknown", "member of a group"
    else:
        role, sender = ("customer", "IsSender"), customer
    fallback = {"agent": "IsSender", "system": "system"}.get(role[0], customer)
    return Said(line=number, sender=sender or fallback, role=role, stamp=stamp, body=body, kind=kind)


def _content(row: Mapping[str, str]) -> tuple[Kind | None, str]:
    content = row["StrContent"]
    number = row.get("Type", "1")
    if number in ("10000", "10002"):
        return ("recall", "") if _RECALL.search(content) else ("event", content)
    content = _GROUP_SENDER.sub("", content, count=1) if "<" in content[:200] else content
    kind = _APP_KINDS.get(row.get("SubType", ""), "card") if number == "49" else _KINDS.get(number, "card")
    if kind == "link":
        url = _URL.search(content)
        return ("link", html.unescape(url[1])) if url else ("card", "")
    if kind == "text" and number == "49":
        title = _TITLE.search(content)
        return ("text", html.unescape(title[1])) if title else ("card", "")
    return (None, content) if kind == "text" else (kind, "" if content.lstrip().startswith("<") else content)
