"""What a message of WeCom or of its customer service holds: one shape for each `msgtype`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from coach.transcript import Kind, Refs

_KINDS: dict[str, Kind] = {
    "image": "image", "emotion": "image", "voice": "voice", "video": "video", "file": "file", "link": "link",
    "agree": "event", "disagree": "event", "voiptext": "event", "meeting": "event", "event": "event",
    "meeting_notification": "event", "meeting_voice_call": "voice", "qydiskfile": "file", "docmsg": "file",
}  # fmt: skip
_FIELDS = {"news": "info", "markdown": "info", "docmsg": "doc", "external_redpacket": "redpacket", "switch": ""}
_SHOWN = ("title", "link_url", "url", "description", "desc", "displayname", "corpname", "address", "filename")
_DEEPEST = 4


class Content(Struct, frozen=True):
    """Kind, the words (of a card: what it shows, for its references only), and what its fields point at."""

    kind: Kind
    body: str
    refs: Refs = Refs()


def content_of(msgtype: str, record: Mapping[str, Any]) -> Content:
    """The content of a message; what has no words of its own is a picture, a file, a card and so on."""
    value = record.get(_FIELDS.get(msgtype, msgtype), record.get(msgtype))
    body: Mapping[str, Any] = value if isinstance(value, dict) else {}
    if msgtype in ("text", "markdown"):
        return Content(kind="text", body=_word(body.get("content")))
    if msgtype == "msgmenu":
        return Content(kind="text", body="\n".join(_menu_lines(body)))
    if msgtype == "mixed":
        return _mixed(body)
    if msgtype == "link":
        url = _word(body.get("link_url") or body.get("url"))
        return Content(kind="link" if url else "card", body=url or "\n".join(_shown(body)))
    return Content(kind=_KINDS.get(msgtype, "card"), body="\n".join(_shown(body)), refs=_refs(body))


def is_known(msgtype: str) -> bool:
    """Whether messages of this type are documented; others are kept as cards."""
    return msgtype in _KNOWN


def _mixed(body: Mapping[str, Any], depth: int = 0) -> Content:
    """Text and pictures sent as one message: its text, or the kind of its first part if it has none."""
    parts: list[Content] = []
    for part in _items(body):
        kind = _word(part.get("type")).lower()
        inner = _decoded(part.get("content"))
        if kind == "mixed" and depth < _DEEPEST:
            parts.append(_mixed(inner, depth + 1))
        else:
            parts.append(content_of("unknown" if kind == "mixed" else kind, {**inner, kind: inner}))
    words = [part.body for part in parts if part.kind == "text"]
    if words or not parts:
        return Content(kind="text" if words else "card", body="\n".join(words))
    return parts[0]


def _decoded(value: object) -> Mapping[str, Any]:
    """The content of a part, which the archive writes as JSON in a string."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            return {"content": value}
    return value if isinstance(value, dict) else {}


def _menu_lines(body: Mapping[str, Any]) -> Iterator[str]:
    yield _word(body.get("head_content"))
    for entry in _dicts(body.get("list")):
        chosen = entry.get(_word(entry.get("type")))
        if isinstance(chosen, dict):
            yield _word(chosen.get("content"))
    yield _word(body.get("tail_content"))


def _shown(body: Mapping[str, Any]) -> Iterator[str]:
    for part in (body, *_items(body)):
        yield from (_word(part[name]) for name in _SHOWN if part.get(name))


def _refs(body: Mapping[str, Any]) -> Refs:
    order, item = _word(body.get("order_id")), _word(body.get("product_id"))
    return Refs(orders=(order,) if order else (), items=(item,) if item else ())


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return _dicts(body.get("item"))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value) if isinstance(value, int | float) else ""


_KNOWN = frozenset(_KINDS) | frozenset(
    (
        "text", "markdown", "msgmenu", "mixed", "link", "news", "card", "location", "weapp", "chatrecord", "collect",
        "redpacket", "external_redpacket", "todo", "vote", "calendar", "sphfeed", "sys_approval", "voip_doc_share",
        "miniprogram", "business_card", "channels_shop_product", "channels_shop_order", "merged_msg", "channels",
        "schedule", "note", "revoke",
    )
)  # fmt: skip
