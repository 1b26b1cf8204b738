"""Chats as training data, in the layouts of OpenAI and of ShareGPT.

    {"messages": [{"role": "user", "content": "…"}]}          {"conversations": [{"from": "human", "value": "…"}]}

JSON Lines, an array, or one document. There is no time and nobody's name: a conversation is known by its own id, or
by a hash of what was said in it.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from coach.readers.bodies import read_body
from coach.readers.build import ConversationBuilder, clean_text, stable_id
from coach.readers.json_records import json_keys, loose_records, typed_entries
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation, Kind, Role

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("user", "human", "customer", "prompter"), "customer"),
    **dict.fromkeys(("assistant", "gpt", "model", "agent", "chatgpt", "bing", "bard", "claude"), "agent"),
    **dict.fromkeys(("bot", "chatbot"), "bot"),
    **dict.fromkeys(("system", "developer", "tool", "function", "observation", "function_call", "ipython"), "system"),
}
_INSTRUCTIONS = frozenset({"system", "developer"})
_PARTS: dict[str, Kind] = {
    **dict.fromkeys(("image_url", "input_image", "image", "image_file"), "image"),
    **dict.fromkeys(("input_audio", "audio", "output_audio"), "voice"),
    **dict.fromkeys(("file", "input_file"), "file"),
}
_SNIFF_OPENAI = re.compile(r'"role"\s*:\s*"(?:system|developer|user|assistant|tool)"')
_SNIFF_SHAREGPT = re.compile(r'"from"\s*:\s*"(?:human|gpt|system|user|assistant|tool|chatgpt)"')


class Said(Struct):
    """One message of either layout; `content` is a text or a list of parts."""

    role: str = ""
    writer: str = field(name="from", default="")
    name: str | None = None
    content: Any = None
    value: Any = None


class Record(Struct):
    """One conversation of either layout."""

    id: Any = None
    messages: list[Any] | None = None
    conversations: list[Any] | None = None


def sniff(head: Head) -> float:
    """Messages with the roles that one of the two layouts has."""
    keys = json_keys(head)
    if {"messages", "role", "content"} <= keys and _SNIFF_OPENAI.search(head.text):
        return 0.9
    return 0.9 if {"conversations", "from", "value"} <= keys and _SNIFF_SHAREGPT.search(head.text) else 0.0


@reader("openai_messages", title="OpenAI messages and ShareGPT conversations, .jsonl .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each record; the assistant is its agent."""
    for number, record in loose_records(stream, Record):
        values = record.messages or record.conversations
        said = list(typed_entries(stream, number, values, Said))
        if not said:
            stream.skip(number, "has no messages; name another --format, or export it again")
        elif all(_role(one) == ("unknown", "") for one in said):
            stream.skip(number, "has messages without role and content; name another --format, or export it again")
        else:
            yield _conversation(record, said, number, stream)


def _conversation(record: Record, said: list[Said], number: int, stream: Stream) -> Conversation:
    shown = [(one, *_body(one.content if one.writer == "" else one.value)) for one in said]
    mark = (
        str(record.id) if record.id is not None else stable_id(*(f"{_word(one)}\x1f{text}" for one, _, text in shown))
    )
    builder = ConversationBuilder(
        platform="openai" if record.messages else "sharegpt",
        shop="",
        customer=mark,
        zone=stream.options.wall_clock,
        file=stream.name,
        session=mark,
    )
    for one, part, raw in shown:
        role, evidence = _role(one)
        kind, text, by_platform = read_body(raw) if part == "text" else (part, raw, False)
        if role == "system":
            kind, text = ("note" if _word(one) in _INSTRUCTIONS else "event"), raw
        elif by_platform:
            role, evidence = "system", "system notice"
        builder.add(
            sender=one.name or _word(one),
            role=role,
            role_evidence=evidence or "role is not known",
            sent_at=None,
            precision="none",
            text=text,
            line=number,
            kind="event" if kind == "text" and not text else kind,
            raw=raw,
            visibility="internal" if role == "system" and not by_platform else "public",
        )
    return builder.conversation()


def _word(said: Said) -> str:
    return said.role or said.writer


def _role(said: Said) -> RoleWithEvidence:
    role = _ROLES.get(_word(said).lower(), "unknown")
    return role, f'role "{_word(said)}"' if role != "unknown" else ""


def _body(content: object) -> tuple[Kind, str]:
    """Kind and text of a content: its texts a line each, and what stands beside them."""
    if not isinstance(content, list):
        return "text", clean_text(content) if isinstance(content, str) else ""
    parts = [part for part in content if isinstance(part, dict)]
    texts = [text for part in parts if isinstance(text := part.get("text"), str)]
    kinds = [_PARTS[kind] for part in parts if (kind := str(part.get("type"))) in _PARTS]
    return kinds[0] if kinds else "text", clean_text("\n".join(texts))
