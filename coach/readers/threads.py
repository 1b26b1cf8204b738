"""Messages whose file mixes conversations: collected by conversation, put in order, and made into conversations."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct

from coach.errors import UnreadableFile
from coach.readers.bodies import read_body
from coach.readers.build import NO_OUTCOME, ConversationBuilder, clean_text
from coach.readers.names import RoleWithEvidence
from coach.readers.stream import Stream
from coach.readers.times import Stamp, parse_time
from coach.transcript import Conversation, Kind, Outcome, Refs, Visibility

Row = TypeVar("Row")

_WORDED = frozenset({"event", "link", "voice", "note"})


class Said(Struct, kw_only=True):
    """One message as its file has it; `kind` is what the file says, None when only the body tells.

    `number` is the platform's own id of the message, `replies_to` and `takes_back` name others by it.
    """

    line: int
    sender: str
    role: RoleWithEvidence
    stamp: Stamp | None
    body: str
    kind: Kind | None = None
    refs: tuple[Refs, ...] = ()
    number: str = ""
    replies_to: str = ""
    takes_back: str = ""
    recalled: bool = False
    edited: bool = False
    visibility: Visibility = "public"


class Thread(Struct):
    """The messages of one conversation, in the order of the file."""

    shop: str
    customer: str
    session: str | None
    said: list[Said]
    outcome: Outcome = NO_OUTCOME


class Threads:
    """The conversations of one file, by customer and native session, until the file is read."""

    def __init__(self, stream: Stream, platform: str) -> None:
        self._stream = stream
        self._platform = platform
        self._threads: dict[tuple[str, str | None], Thread] = {}
        self._numbers: set[str] = set()
        self._repeated = 0

    def add(self, said: Said, *, customer: str, shop: str = "", session: str | None = None) -> None:
        """Put a message into its conversation; one that the file has twice, by its number, counts once.

        The conversation's shop is the first that one of its messages names.
        """
        if said.number and said.number in self._numbers:
            self._repeated += 1
            return
        self._numbers.add(said.number)
        thread = self._threads.get((customer, session))
        if thread is None:
            thread = self._threads[customer, session] = Thread(shop="", customer=customer, session=session, said=[])
        thread.shop = thread.shop or shop
        thread.said.append(said)

    def conversations(self) -> Iterator[Conversation]:
        """Every conversation, in the order in which they begin in the file."""
        if self._repeated:
            self._stream.notice(f"has {self._repeated:,} messages twice, by their ids; each is read once")
        while self._threads:
            yield conversation_of(self._threads.pop(next(iter(self._threads))), self._stream, self._platform)


def conversation_of(thread: Thread, stream: Stream, platform: str) -> Conversation:
    """The conversation of a thread, oldest message first, with replies and recalls joined to what they name."""
    builder = ConversationBuilder(
        platform=platform,
        shop=thread.shop,
        customer=thread.customer,
        zone=stream.options.wall_clock,
        file=stream.name,
        session=thread.session,
    )
    taken_back = {said.takes_back for said in thread.said if said.takes_back}
    ids: dict[str, str] = {}
    for said in oldest_first(thread.said, lambda said: said.stamp[0] if said.stamp else None):
        raw = clean_text(said.body)
        kind, text, (role, evidence) = _read(raw, said)
        identity = builder.add(
            sender=said.sender,
            role=role,
            role_evidence=evidence,
            sent_at=said.stamp[0] if said.stamp else None,
            precision=said.stamp[1] if said.stamp else "none",
            text=text,
            line=said.line,
            kind=kind,
            raw=raw,
            refs=said.refs,
            recalled=said.recalled or bool(said.number and said.number in taken_back),
            visibility=said.visibility,
            reply_to=ids.get(said.replies_to or said.takes_back),
            edited=said.edited,
        )
        if said.number:
            ids[said.number] = identity
    return builder.conversation(thread.outcome)


def until_cut_off(stream: Stream, records: Iterator[Row]) -> Iterator[Row]:
    """The records up to where a damaged file breaks off, which is logged, so that those before it are not lost."""
    try:
        yield from records
    except UnreadableFile as problem:
        stream.skip_file(problem)


def oldest_first(rows: Sequence[Row], time: Callable[[Row], datetime | None]) -> list[Row]:
    """Rows by time; rows of equal times keep their order, which is turned round when the newest stand first.

    Rows of which some have no time, or of which only some state an offset, stay as they are.
    """
    times = [moment for moment in map(time, rows) if moment]
    if len(times) < len(rows) or len({moment.tzinfo is None for moment in times}) > 1:
        return list(rows)
    falling = sum(one > other for one, other in pairwise(times))
    rising = sum(one < other for one, other in pairwise(times))
    ordered = rows[::-1] if falling > rising else rows
    return sorted(ordered, key=lambda row: time(row) or datetime.min)


def stamp_of(value: str | float | None) -> Stamp | None:
    """The time in a JSON field: unix seconds or milliseconds, or a date as text; None for what is no time."""
    return parse_time(str(value)) if value not in (None, "") else None


def _read(raw: str, said: Said) -> tuple[Kind, str, RoleWithEvidence]:
    kind, text, by_platform = read_body(raw)
    if said.kind is None or said.kind == "text":
        return kind, text, ("system", "system notice") if by_platform else said.role
    return said.kind, text if said.kind in _WORDED else "", said.role
