"""A WeChat chat that WeFlow exported as JSON.

    {"weflow": {…}, "session": {"wxid": …, "displayName": …, "type": "私聊"},
     "messages": [{"createTime": s, "type": "文本消息", "content": …, "isSend": 0, "senderUsername": …}]}

`isSend` 1 is who made the export: the shop; null is the system. The words in `type` count, not the number `localType`.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from coach.readers.json_records import json_keys, json_records
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of, stamp_of, until_cut_off
from coach.transcript import Conversation, Kind

_KINDS: tuple[tuple[str, Kind], ...] = (
    ("系统", "event"), ("撤回", "recall"), ("引用", "text"), ("文本", "text"), ("图片", "image"), ("表情", "image"),
    ("语音通话", "event"), ("视频通话", "event"), ("语音", "voice"), ("视频号", "card"), ("视频", "video"),
    ("文件", "file"), ("链接", "link"), ("通话", "event"), ("拍一拍", "event"),
)  # fmt: skip


class _Session(Struct, frozen=True):
    """Whose chat it is."""

    wxid: str = ""
    nickname: str | None = None
    shown: str | None = field(default=None, name="displayName")
    type: str | None = None


class _Message(Struct, frozen=True):
    """One message."""

    time: str | int | float | None = field(default=None, name="createTime")
    shown_time: str | None = field(default=None, name="formattedTime")
    type: str | None = None
    content: str | None = None
    sent: bool | int | None = field(default=None, name="isSend")
    sender: str | None = field(default=None, name="senderUsername")
    shown: str | None = field(default=None, name="senderDisplayName")


def sniff(head: Head) -> float:
    """Its own name in the first field; the messages may stand far behind pictures of people."""
    return 1.0 if "weflow" in json_keys(head) else 0.0


@reader("weflow", title="WeChat chat exported by WeFlow, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """The one conversation of the file. In a group only the exporter and the roster's names have a role."""
    session = next((found for _, found in json_records(stream, "session", _Session)), _Session())
    customer = session.wxid or session.shown or session.nickname or ""
    group = "群" in (session.type or "") or session.wxid.endswith("@chatroom")
    thread = Thread(shop="", customer=customer or "customer", session=None, said=[])
    for number, message in until_cut_off(stream, json_records(stream, "messages.item", _Message)):
        stamp = stamp_of(message.time) or stamp_of(message.shown_time)
        if stamp is None:
            stream.skip(number, f"has no time that can be read: {message.time!r}; export it again")
            continue
        kind = _kind(message.type or "")
        role = _role(message, kind, group, stream)
        body = message.content or ""
        said = Said(
            line=number,
            sender=_sender(message, role, thread.customer),
            role=role,
            stamp=stamp,
            body="" if body.lstrip().startswith("<") and kind != "text" else body,
            kind=None if kind == "event" and "撤回" in body else kind,
        )
        thread.said.append(said)
    if group:
        seen = sorted({said.sender for said in thread.said if said.role[0] == "unknown"})
        stream.notice(f"is a group; name the colleagues in it with --agents or --roster FILE: {', '.join(seen[:6])}")
    if thread.said:
        yield conversation_of(thread, stream, "wechat")


def _kind(name: str) -> Kind:
    return next((kind for word, kind in _KINDS if word in name), "card") if name else "text"


def _role(message: _Message, kind: Kind, group: bool, stream: Stream) -> RoleWithEvidence:
    if message.sent is None or kind in ("event", "recall"):
        return "system", "isSend" if message.sent is None else "type"
    if message.sent:
        return "agent", "isSend"
    if any(stream.options.roster.knows(name) for name in (message.sender, message.shown) if name):
        return "agent", "roster"
    return ("unknown", "member of a group") if group else ("customer", "isSend")


def _sender(message: _Message, role: RoleWithEvidence, customer: str) -> str:
    if role[0] == "customer":
        return customer
    return message.shown or message.sender or ("system" if role[0] == "system" else "isSend")
