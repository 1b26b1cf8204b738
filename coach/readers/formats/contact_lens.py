"""Contact Lens: the analysis of an Amazon Connect contact, with its transcript.

    {"CustomerMetadata": {"ContactId"}, "Participants": [{"ParticipantId", "ParticipantRole"}],
     "Transcript": [{"Id", "ParticipantId", "Content", "AbsoluteTime", "Type", "DisplayName"}]}

The role of a row is that of its participant. Calls have offsets instead of times. One contact is held at a time.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from coach.readers.formats.amazon_connect import Row, entry_of, told_of
from coach.readers.helpdesk import Id, conversation_of, word
from coach.readers.json_records import found_records, json_keys, typed_entries
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.transcript import Conversation


class Participant(Struct, rename="pascal"):
    """Who takes part, and as what."""

    participant_id: Id = None
    participant_role: str | None = None


class Metadata(Struct, rename="pascal"):
    """Which contact was analysed."""

    contact_id: Id = None


class Analysis(Struct, rename="pascal"):
    """One analysed contact."""

    customer_metadata: Metadata | None = None
    participants: list[Participant] | None = None
    transcript: list[Any] | None = None


def sniff(head: Head) -> float:
    """An account's contact on a channel, or its participants, beside the marks of an analysis."""
    keys = json_keys(head)
    marks = keys & {"CustomerMetadata", "JobStatus", "ConversationCharacteristics", "Categories"}
    if marks and ("Participants" in keys or keys >= {"AccountId", "Channel"}):
        return 1.0
    return 0.0


@reader("contact_lens", title="Contact Lens analysis with transcript, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each contact, which is the native session."""
    for number, analysis in found_records(stream, (), Analysis):
        roles = {word(one.participant_id): one.participant_role for one in analysis.participants or ()}
        rows = typed_entries(stream, number, analysis.transcript, Row)
        entries = [entry_of(number, row, row.participant_role or roles.get(word(row.participant_id))) for row in rows]
        contact = word(analysis.customer_metadata.contact_id) if analysis.customer_metadata else ""
        yield from conversation_of(told_of(contact, entries), stream)
