"""NTCIR STC-3 customer-helpdesk dialogues: an array of {"id", "turns": [{"sender", "utterances"}], "annotations"}.

There is no time. The judges' annotations are no rating of the customer's and are not read.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.build import clean_text
from coach.readers.json_records import json_keys, loose_records, typed_entries
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of
from coach.transcript import Conversation

_ROLES: dict[str, RoleWithEvidence] = {
    "customer": ("customer", 'sender "customer"'),
    "helpdesk": ("agent", 'sender "helpdesk"'),
}


class Spoken(Struct):
    """One turn: what one side says until the other does."""

    sender: str
    utterances: list[str]


class Dialogue(Struct):
    """One dialogue."""

    turns: list[Any]
    id: str | int = ""


def sniff(head: Head) -> float:
    """Turns of a customer and a helpdesk."""
    return 1.0 if {"turns", "sender", "utterances"} <= json_keys(head) else 0.0


@reader("ntcir_stc3", title="NTCIR STC-3 customer-helpdesk dialogues, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each dialogue, one message for each utterance that is not empty."""
    for number, dialogue in loose_records(stream, Dialogue):
        turns = list(typed_entries(stream, number, dialogue.turns, Spoken))
        said = [one for turn in turns for one in _said(turn, number, stream)]
        if said:
            mark = str(dialogue.id or number)
            yield conversation_of(Thread(shop="", customer=mark, session=mark, said=said), stream, "ntcir")
        else:
            stream.skip(number, "is a dialogue without a message; correct it, or delete it")


def _said(turn: Spoken, number: int, stream: Stream) -> Iterator[Said]:
    role = _ROLES.get(turn.sender)
    if role is None:
        stream.skip(number, f"has a turn of {turn.sender!r}, which is neither customer nor helpdesk; correct it")
        return
    texts = [clean_text(text) for text in turn.utterances]
    if not all(texts):
        stream.notice("has utterances without a text; they are passed over")
    for text in filter(None, texts):
        yield Said(line=number, sender=turn.sender, role=role, stamp=None, body=text)
