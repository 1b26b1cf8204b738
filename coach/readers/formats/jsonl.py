"""Conversations as `coach convert --to jsonl` writes them: one a line, exactly the fields of Conversation."""

from collections.abc import Iterator

import msgspec

from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.times import is_possible
from coach.transcript import Conversation

_LIMIT_KB = 1 << 16
"""A line is a whole conversation here, not a message: 64 MB."""
_FIELDS = ('"platform"', '"customer"', '"zone"', '"messages"')


def sniff(head: Head) -> float:
    """A JSON object that begins with the fields of a Conversation."""
    return 1.0 if head.text.lstrip().startswith('{"id"') and all(field in head.text for field in _FIELDS) else 0.0


@reader("jsonl", title="conversations written by coach convert, .jsonl", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """The conversations as they were written; a line that is none is skipped and logged."""
    decoder = msgspec.json.Decoder(Conversation)
    for number, line in stream.lines(limit_kb=_LIMIT_KB):
        if not line.strip():
            continue
        try:
            conversation = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError) as problem:
            stream.skip(number, f"is no conversation as coach convert writes them: {problem}")
            continue
        reason = _problem(conversation)
        if reason:
            stream.skip(number, reason)
        else:
            yield conversation


def _problem(conversation: Conversation) -> str:
    """Why a conversation of the right form cannot be used; empty when it can."""
    if not conversation.messages:
        return "has no messages; convert it again, or delete the line"
    for message in conversation.messages:
        if message.sent_at and not is_possible(message.sent_at):
            return f"has a time that cannot be: {message.sent_at}; correct it, or write null"
    return ""
