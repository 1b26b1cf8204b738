"""Telegram Desktop: `result.json`, of one chat ({name, type, id, messages}) or of all ({chats: {list: […]}}).

Times are read from `date_unixtime` (UTC); `date` is the wall clock of whoever exported it. In the export of all
chats one chat is held at a time.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from msgspec import Struct, field

from coach.errors import InputError, UnknownRoles
from coach.readers.attachments import with_attachments
from coach.readers.build import clean_text
from coach.readers.display_names import roles_of_names, shop_of
from coach.readers.helpdesk import kind_of_file
from coach.readers.json_records import json_keys, json_records, typed_entries
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, head_of, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of, stamp_of
from coach.readers.times import Stamp
from coach.transcript import Conversation, Kind, Refs

_MEDIA: dict[str, Kind] = {
    **dict.fromkeys(("sticker", "animation"), "image"),
    **dict.fromkeys(("voice_message", "audio_file"), "voice"),
    **dict.fromkeys(("video_file", "video_message"), "video"),
}
_BOT = re.compile(r"(?:.*[\W_])?bot|\w+Bot")
_OWN_NOTES = "saved_messages"
Value = TypeVar("Value")
_Id = int | str | None


class Sent(Struct):
    """One entry of a chat: a message, or a service notice with an actor and an action."""

    id: _Id = None
    type: str = ""
    date: str = ""
    date_unixtime: int | str | None = None
    edited: str | None = None
    edited_unixtime: int | str | None = None
    name: str | None = field(name="from", default=None)
    from_id: _Id = None
    actor: str | None = None
    actor_id: _Id = None
    action: str = ""
    text: Any = ""
    reply_to_message_id: _Id = None
    media_type: str | None = None
    mime_type: str | None = None
    file: str | None = None
    file_name: str | None = None
    photo: str | None = None
    contact_information: Any = None
    location_information: Any = None
    poll: Any = None

    @property
    def sender_id(self) -> str:
        """The sender's id; the name where old exports have none."""
        return str(self.from_id or self.actor_id or self.name or self.actor or "")


class Chat(Struct):
    """One chat. A deleted account has no name."""

    name: str | None = None
    type: str = ""
    id: _Id = None
    messages: list[Any] | None = None


class Owner(Struct):
    """Whose export it is."""

    user_id: _Id = None


def sniff(head: Head) -> float:
    """A message with the fields that only Telegram has, or the frame around all chats."""
    keys = json_keys(head)
    if {"messages", "date_unixtime"} <= keys and {"from_id", "actor_id", "text_entities"} & keys:
        return 1.0
    if {"messages", "from_id", "text", "date", "type"} <= keys:
        return 0.9
    return 0.9 if {"personal_information", "about", "user_id"} <= keys else 0.0


@reader("telegram", title="Telegram Desktop, result.json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each chat with somebody else; a chat whose agent nobody can tell is skipped and logged."""
    owner = _first(stream, "personal_information", Owner) if _holds_all_chats(stream) else None
    owner_id = f"user{owner.user_id}" if owner else ""
    for number, chat, sent in _chats(stream):
        if chat.type == _OWN_NOTES:
            stream.notice("saved messages are notes to oneself, not a chat; they are not read")
            continue
        try:
            yield from _conversation(chat, sent, owner_id, stream)
        except UnknownRoles as problem:
            name = chat.name or chat.id or "without a name"
            stream.skip(number, f"is in the chat {name}, which is skipped: {problem.message}")


def _chats(stream: Stream) -> Iterator[tuple[int, Chat, list[tuple[int, Sent]]]]:
    """Every chat with the number of its first record, and its messages with theirs."""
    if _holds_all_chats(stream):
        for path in ("chats.list.item", "left_chats.list.item"):
            for number, chat in json_records(stream, path, Chat):
                yield number, chat, [(number, sent) for sent in typed_entries(stream, number, chat.messages, Sent)]
        return
    sent: list[tuple[int, Sent]] = []
    try:
        sent += json_records(stream, "messages.item", Sent)
    except InputError as problem:
        stream.skip_file(problem)
    if sent:
        name, kind, chat_id = (str(_first(stream, path, object) or "") for path in ("name", "type", "id"))
        yield 1, Chat(name=name, type=kind, id=chat_id), sent


def _holds_all_chats(stream: Stream) -> bool:
    return bool({"chats", "personal_information"} & json_keys(head_of(stream)))


def _first(stream: Stream, path: str, kind: type[Value]) -> Value | None:
    """The first value below a path, without reading on; None without one."""
    try:
        return next((value for _, value in json_records(stream, path, kind)), None)
    except InputError:
        return None


def _conversation(chat: Chat, sent: list[tuple[int, Sent]], owner: str, stream: Stream) -> Iterator[Conversation]:
    timed = list(_timed(sent, stream))
    writers = {one.sender_id: _name(one) for _, one, _ in timed if one.action == ""}
    peer_id = next((writer for writer in writers if _digits(writer) == _digits(str(chat.id))), "")
    names = [name for name in writers.values() if not _BOT.fullmatch(name)]
    if not names:
        return
    roles = roles_of_names(
        names,
        stream.options.roster,
        aliases={name: [writer] for writer, name in writers.items()},
        owner=writers.get(owner, ""),
        peer=writers.get(peer_id) or chat.name or "",
    )
    customers = [writer for writer, name in writers.items() if roles.get(name, ("bot", ""))[0] == "customer"]
    said = [part for row in timed for part in _said(*row, roles)]
    thread = Thread(
        shop=shop_of(name for name, role in roles.items() if role[0] == "agent"),
        customer=customers[0] if customers else f"user{chat.id}",
        session=None,
        said=said,
    )
    yield conversation_of(thread, stream, "telegram")


def _timed(sent: list[tuple[int, Sent]], stream: Stream) -> Iterator[tuple[int, Sent, Stamp]]:
    for number, one in sent:
        stamp = stamp_of(one.date_unixtime) or stamp_of(one.date)
        if stamp and one.sender_id:
            yield number, one, stamp
        else:
            stream.skip(number, "has no sender or no time that can be read; export it again")


def _name(sent: Sent) -> str:
    return sent.name or sent.actor or sent.sender_id


def _digits(value: str) -> str:
    return value.removeprefix("user")


def _said(number: int, sent: Sent, stamp: Stamp, roles: dict[str, RoleWithEvidence]) -> Iterator[Said]:
    name = _name(sent)
    text, links = _text(sent.text)
    role: RoleWithEvidence = ("system", "service notice") if sent.action else roles.get(name, ("bot", "name pattern"))
    said = Said(
        line=number,
        sender=name,
        role=role,
        stamp=stamp,
        body=sent.action.replace("_", " ") if sent.action else clean_text(text),
        kind="event" if sent.action else None,
        refs=(Refs(urls=links),) if links else (),
        number="" if sent.id is None else str(sent.id),
        replies_to=str(sent.reply_to_message_id or ""),
        edited=bool(sent.edited_unixtime or (sent.edited and not sent.edited.startswith("1970"))),
    )
    return with_attachments(said, _attached(sent))


def _text(value: object) -> tuple[str, tuple[str, ...]]:
    """The pieces of a text put together without anything between them, and the links that words stand for."""
    if isinstance(value, str):
        return value, ()
    pieces = value if isinstance(value, list) else []
    marked = [piece for piece in pieces if isinstance(piece, dict)]
    links = [piece["href"] for piece in marked if isinstance(piece.get("href"), str)]
    words = [
        piece if isinstance(piece, str) else piece.get("text") for piece in pieces if isinstance(piece, (str, dict))
    ]
    return "".join(word for word in words if isinstance(word, str)), tuple(links)


def _attached(sent: Sent) -> Iterator[Kind]:
    if sent.photo:
        yield "image"
    elif sent.media_type or sent.file or sent.file_name:
        yield _MEDIA.get(sent.media_type or "") or kind_of_file(sent.mime_type, sent.file_name, sent.file)
    if sent.contact_information or sent.location_information or sent.poll:
        yield "card"
