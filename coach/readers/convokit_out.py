"""Conversations as a ConvoKit corpus: a folder of five files that ConvoKit loads, and that reads back the same."""

import secrets
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from coach.errors import OutputError
from coach.readers.convokit_meta import ConversationMeta, MessageMeta
from coach.transcript import Conversation, Message

_ENCODER = msgspec.json.Encoder()
_VERSION = 1


def write_convokit(conversations: Iterable[Conversation], folder: Path) -> None:
    """Write utterances.jsonl, speakers.json, conversations.json, corpus.json and index.json into a new folder.

    The folder appears when all of it is written. The names of its speakers and conversations are held in memory.
    Raises OutputError when the folder exists and is not empty, or cannot be written.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder} exists already; name a folder that is new or empty with -o")
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}")
    try:
        temporary.mkdir(parents=True)
        try:
            _write(conversations, temporary)
            if folder.exists():
                folder.rmdir()
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as problem:
        raise OutputError(f"{folder} cannot be written ({problem.strerror}); choose another place with -o") from None


def _write(conversations: Iterable[Conversation], folder: Path) -> None:
    speakers: dict[str, str] = {}
    names: dict[str, int] = {}
    with (folder / "utterances.jsonl").open("wb") as utterances, (folder / "conversations.json").open("wb") as heads:
        heads.write(b"{")
        for conversation in conversations:
            if not conversation.messages:
                continue
            times = names[conversation.id] = names.get(conversation.id, 0) + 1
            name = conversation.id if times == 1 else f"{conversation.id}.{times}"
            heads.write(b",\n" if len(names) > 1 or times > 1 else b"\n")
            heads.write(_ENCODER.encode(f"{name}-0") + b": " + _ENCODER.encode(_head(conversation)))
            _write_utterances(conversation, name, utterances, speakers)
        heads.write(b"\n}\n")
    meta = {speaker: {"meta": {"role": role}, "vectors": []} for speaker, role in speakers.items()}
    (folder / "speakers.json").write_bytes(_ENCODER.encode(meta))
    (folder / "corpus.json").write_bytes(_ENCODER.encode({"made_by": "coach convert"}))
    (folder / "index.json").write_bytes(_ENCODER.encode(_index()))


def _write_utterances(conversation: Conversation, name: str, file: BinaryIO, speakers: dict[str, str]) -> None:
    """One line for each message; without a reply of its own it answers the message before it, as ConvoKit expects."""
    positions = {message.id: number for number, message in enumerate(conversation.messages)}
    for number, message in enumerate(conversation.messages):
        known = speakers.setdefault(message.sender, message.role)
        if known == "system":
            speakers[message.sender] = message.role
        replied = positions.get(message.reply_to or "", number)
        replied = replied if replied < number else number - 1
        utterance: dict[str, Any] = {
            "id": f"{name}-{number}",
            "conversation_id": f"{name}-0",
            "speaker": message.sender,
            "reply-to": f"{name}-{replied}" if number else None,
            "timestamp": _seconds(message.sent_at, conversation.zone),
            "text": message.text,
            "meta": _meta(message),
            "vectors": [],
        }
        file.write(_ENCODER.encode(utterance) + b"\n")


def _head(conversation: Conversation) -> dict[str, Any]:
    fields = {name: getattr(conversation, name) for name in ConversationMeta.__struct_fields__}
    return {"meta": ConversationMeta(**fields), "vectors": []}


def _meta(message: Message) -> MessageMeta:
    return MessageMeta(**{name: getattr(message, name) for name in MessageMeta.__struct_fields__})


def _seconds(sent_at: datetime | None, zone: str) -> float | None:
    """Unix seconds; a time without an offset is on the clock of the zone."""
    if sent_at is None:
        return None
    moment = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=_clock(zone))
    seconds = moment.timestamp()
    return int(seconds) if seconds.is_integer() else seconds


def _clock(zone: str) -> tzinfo:
    return datetime.strptime(zone, "%z").tzinfo or UTC if zone[:1] in "+-" else ZoneInfo(zone)


def _index() -> dict[str, Any]:
    """The names of all meta fields and their types, as ConvoKit wants them listed."""
    kinds = {"source": "dict", "refs": "dict", "outcome": "dict", "edited": "bool", "recalled": "bool"}

    def types(names: Iterable[str]) -> dict[str, list[str]]:
        return {name: [f"<class '{kinds.get(name, 'str')}'>"] for name in names}

    return {
        "utterances-index": types(MessageMeta.__struct_fields__),
        "speakers-index": types(("role",)),
        "conversations-index": types(ConversationMeta.__struct_fields__),
        "overall-index": types(("made_by",)),
        "version": _VERSION,
        "vectors": [],
    }
