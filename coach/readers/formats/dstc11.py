"""DSTC11 track 2 dialogues: JSON Lines of {"dialogue_id", "turns": [{"turn_id", "speaker_role", "utterance"}]}.

There is no time and nobody's name.
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
    "customer": ("customer", 'speaker_role "Customer"'),
    "agent": ("agent", 'speaker_role "Agent"'),
}


class Spoken(Struct):
    """One turn of one side."""

    speaker_role: str
    utterance: str
    turn_id: str = ""


class Dialogue(Struct):
    """One dialogue."""

    dialogue_id: str
    turns: list[Any]


def sniff(head: Head) -> float:
    """Turns with the role of who speaks."""
    return 1.0 if {"dialogue_id", "turns", "speaker_role", "utterance"} <= json_keys(head) else 0.0


@reader("dstc11", title="DSTC11 track 2 dialogues, .jsonl", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each dialogue; turns without a text or of neither side are logged."""
    for number, dialogue in loose_records(stream, Dialogue):
        said: list[Said] = []
        for turn in typed_entries(stream, number, dialogue.turns, Spoken):
            role, text = _ROLES.get(turn.speaker_role.lower()), clean_text(turn.utterance)
            if role and text:
                said.append(Said(line=number, sender=turn.speaker_role, role=role, stamp=None, body=text))
            else:
                stream.skip(number, f"has a turn ({turn.turn_id}) without a text or a known role; correct it")
        mark = dialogue.dialogue_id
        if said:
            yield conversation_of(Thread(shop="", customer=mark, session=mark, said=said), stream, "dstc11")
        else:
            stream.skip(number, "is a dialogue without a message; correct it, or delete it")
