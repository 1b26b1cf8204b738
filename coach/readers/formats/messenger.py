r"""Facebook Messenger and Instagram: the `message_N.json` files of a data download, newest message first.

Their UTF-8 bytes are written as \u00xx, one escape a byte; this is undone here, and only here. A thread may be in
several files; each is read by itself and merging joins them.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.errors import InputError, UnknownRoles
from coach.readers.attachments import with_attachments
from coach.readers.build import clean_text
from coach.readers.display_names import roles_of_names, shop_of
from coach.readers.json_records import json_keys, json_records
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of, stamp_of
from coach.transcript import Conversation, Kind, Refs

_ATTACHED: tuple[tuple[str, Kind], ...] = (
    ("photos", "image"),
    ("gifs", "image"),
    ("sticker", "image"),
    ("videos", "video"),
    ("audio_files", "voice"),
    ("files", "file"),
)
_NOTICE_TYPES = frozenset({"Call", "Subscribe", "Unsubscribe"})
_REACTION = re.compile(r"Reacted \S{1,8} to your message\s*|Liked a message")
_STANDS_FOR = re.compile(r".{1,80} sent (?:an attachment|a (?:photo|video|sticker|link|voice message|GIF))\.")
_UNSENT = re.compile(r".{1,80} unsent a message\.?")
_INSTAGRAM = re.compile(r"(?:^|/)(?:your_)?instagram(?:_activity)?", re.IGNORECASE)


class Sent(Struct):
    """One message; what is attached stands in a field of its own kind."""

    sender_name: str | None = None
    timestamp_ms: int | None = None
    content: str | None = None
    type: str = ""
    is_unsent: bool = False
    call_duration: int | None = None
    share: dict[str, Any] | None = None
    photos: list[Any] | None = None
    gifs: list[Any] | None = None
    videos: list[Any] | None = None
    audio_files: list[Any] | None = None
    files: list[Any] | None = None
    sticker: dict[str, Any] | None = None


def sniff(head: Head) -> float:
    """Messages with a sender's name and a time in milliseconds, as only this download has them."""
    return 1.0 if {"sender_name", "timestamp_ms"} <= json_keys(head) else 0.0


@reader("messenger", title="Facebook Messenger and Instagram, message_1.json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """The one chat of the file, oldest message first; skipped and logged when nobody can tell the agent."""
    sent: list[tuple[int, Sent]] = []
    try:
        for number, one in json_records(stream, "messages.item", Sent):
            if one.sender_name and stamp_of(one.timestamp_ms):
                sent.append((number, one))
            else:
                stream.skip(number, "has no sender or no time that can be read; download it again")
    except InputError as problem:
        stream.skip_file(problem)
    if not sent:
        return
    names = [mended(one.sender_name or "") for _, one in reversed(sent)]
    title = _title(stream)
    try:
        roles = roles_of_names(names, stream.options.roster, peer=title)
    except UnknownRoles as problem:
        stream.skip(1, f"begins a chat that is skipped: {problem.message}")
        return
    said = [part for number, one in reversed(sent) for part in _said(number, one, roles)]
    customer = next((name for name in names if roles[name][0] == "customer"), title)
    shop = shop_of(name for name in names if roles[name][0] == "agent")
    thread = Thread(shop=shop, customer=customer, session=None, said=said)
    yield conversation_of(thread, stream, "instagram" if _INSTAGRAM.search(stream.name) else "messenger")


def mended(text: str) -> str:
    """A text whose UTF-8 bytes were written as one character each, put right; any other text as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _title(stream: Stream) -> str:
    """The name of the chat, which is the peer's; it stands behind all messages."""
    try:
        return mended(next((title for _, title in json_records(stream, "title", str)), ""))
    except InputError:
        return ""


def _said(number: int, sent: Sent, roles: dict[str, RoleWithEvidence]) -> Iterator[Said]:
    name = mended(sent.sender_name or "")
    text = _STANDS_FOR.sub("", clean_text(mended(sent.content or "")))
    by_platform = sent.type in _NOTICE_TYPES or sent.call_duration is not None or _REACTION.fullmatch(text) is not None
    recalled = sent.is_unsent or _UNSENT.fullmatch(text) is not None
    share = sent.share or {}
    link = share.get("link")
    words = share.get("share_text")
    if isinstance(words, str) and not text:
        text = clean_text(mended(words))
    if isinstance(link, str) and not text:
        text = link
    said = Said(
        line=number,
        sender=name,
        role=("system", "platform notice") if by_platform else roles[name],
        stamp=stamp_of(sent.timestamp_ms),
        body="" if recalled else text,
        kind="recall" if recalled else "event" if by_platform else None,
        refs=(Refs(urls=(link,)),) if isinstance(link, str) else (),
        recalled=recalled,
    )
    return with_attachments(said, (kind for field, kind in _ATTACHED for _ in _items(getattr(sent, field))))


def _items(value: list[Any] | dict[str, Any] | None) -> list[Any]:
    return [value] if isinstance(value, dict) else value or []
