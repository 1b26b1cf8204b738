"""Tencent Cloud Contact Center (腾讯云联络中心): answers with the messages of online sessions.

    {"Response": {"Messages": [{"Timestamp": s, "From": …, "Messages": [{"Type": "Text", "Content": …}]}]}}

Who is the agent stands nowhere but in the names (`From`). An answer is one session's.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from coach.errors import UnknownRoles
from coach.readers.json_records import json_keys, json_records, path_to
from coach.readers.names import count_names, roles_of
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.table_columns import canonical
from coach.readers.threads import Said, Thread, conversation_of, stamp_of, until_cut_off
from coach.transcript import Conversation, Kind


class _Part(Struct, frozen=True):
    type: str | None = field(default=None, name="Type")
    content: str | None = field(default=None, name="Content")


class _Record(Struct, frozen=True):
    """What one person sent at one time, in one or more parts."""

    time: str | int | float | None = field(default=None, name="Timestamp")
    sender: str | None = field(default=None, name="From")
    parts: list[_Part] | None = field(default=None, name="Messages")


def sniff(head: Head) -> float:
    """The fields of its messages."""
    return 1.0 if json_keys(head) >= {"Messages", "From", "Timestamp", "Content"} else 0.0


@reader("tencent_ccc", title="Tencent Cloud Contact Center messages, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """The one conversation of the file; UnknownRoles when no name tells who the agent is."""
    records: list[tuple[int, _Record]] = []
    for number, record in until_cut_off(stream, json_records(stream, path_to(stream, "Messages") or "item", _Record)):
        if not record.sender or not record.parts:
            stream.skip(number, "has no From or no Messages; export it again")
        elif stamp_of(record.time) is None:
            stream.skip(number, f"has no time that can be read: {record.time!r}; export it again")
        else:
            records.append((number, record))
    if not records:
        return
    present = [record.sender or "" for _, record in records]
    roles = roles_of(present, count_names([present], stream.options.roster))
    customer = next((name for name in present if roles[name][0] == "customer"), None)
    if customer is None:
        raise UnknownRoles(f"{stream.name} has no customer, only {', '.join(roles)}; correct the roster")
    thread = Thread(shop="", customer=customer, session=None, said=[])
    for number, record in records:
        for part in record.parts or ():
            kind: Kind | None = canonical("kinds", part.type or "")  # type: ignore[assignment]
            thread.said.append(
                Said(
                    line=number,
                    sender=record.sender or "",
                    role=roles[record.sender or ""],
                    stamp=stamp_of(record.time),
                    body=part.content or "",
                    kind=kind or (None if part.content else "card"),
                )
            )
    yield conversation_of(thread, stream, "tencent_ccc")
