"""Messages as rows of the table that `coach convert` writes, and the way back: nothing is lost but a cell's length."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

import msgspec
from msgspec import Struct

from coach.readers.stream import Stream
from coach.readers.table_rows import Row
from coach.readers.times import is_possible, parse_time
from coach.transcript import Conversation, Kind, Message, Outcome, Precision, Refs, Role, Source, Visibility


class MessageRow(Struct, frozen=True):
    """One message with what its conversation says, a column a field; several references stand on a line each."""

    conversation_id: str
    message_id: str
    role: Role
    role_evidence: str
    precision: Precision
    zone: str
    file: str
    line: int
    platform: str = ""
    shop: str = ""
    customer: str = ""
    rating: str | None = None
    resolved: bool | None = None
    sent_at: datetime | None = None
    sender: str = ""
    text: str = ""
    kind: Kind = "text"
    visibility: Visibility = "public"
    orders: str = ""
    items: str = ""
    urls: str = ""
    personal: str = ""
    reply_to: str | None = None
    edited: bool = False
    recalled: bool = False
    session: str | None = None

    @property
    def message(self) -> Message:
        """The message of the row."""
        return Message(
            id=self.message_id,
            sender=self.sender,
            role=self.role,
            role_evidence=self.role_evidence,
            sent_at=self.sent_at,
            precision=self.precision,
            text=self.text,
            source=Source(self.file, self.line, self.session),
            kind=self.kind,
            visibility=self.visibility,
            refs=Refs(*(tuple(cell.split("\n")) if cell else () for cell in self._references)),
            reply_to=self.reply_to,
            edited=self.edited,
            recalled=self.recalled,
        )

    @property
    def _references(self) -> tuple[str, ...]:
        return self.orders, self.items, self.urls, self.personal


COLUMNS = (
    "conversation_id", "platform", "shop", "customer", "zone", "rating", "resolved", "message_id", "sent_at", "sender",
    "role", "text", "kind", "orders", "items", "urls", "personal", "reply_to", "edited", "recalled", "visibility",
    "role_evidence", "precision", "file", "line", "session",
)  # fmt: skip
"""The header, in the order in which people read it."""


def message_rows(conversation: Conversation) -> Iterator[list[str]]:
    """The cells of each message, in the order of COLUMNS."""
    outcome = conversation.outcome
    for message in conversation.messages:
        refs, source = message.refs, message.source
        row = MessageRow(
            conversation_id=conversation.id,
            message_id=message.id,
            platform=conversation.platform,
            shop=conversation.shop,
            customer=conversation.customer,
            zone=conversation.zone,
            rating=outcome.rating,
            resolved=outcome.resolved,
            orders="\n".join(refs.orders),
            items="\n".join(refs.items),
            urls="\n".join(refs.urls),
            personal="\n".join(refs.personal),
            file=source.file,
            line=source.line,
            session=source.session,
            **{name: getattr(message, name) for name in _SAME},
        )
        yield [_cell(getattr(row, column)) for column in COLUMNS]


_SAME = tuple(name for name in Message.__struct_fields__ if name in MessageRow.__struct_fields__)


def is_message_header(cells: Iterable[str]) -> bool:
    """Whether these are the columns that `coach convert` writes, in any order, others among them or not."""
    return frozenset(COLUMNS) <= frozenset(cells)


def conversations_of(header: Sequence[str], rows: Iterable[Row], stream: Stream) -> Iterator[Conversation]:
    """The conversations of such a table, one for each run of rows with the same id; a bad row is skipped and logged."""
    for _, group in groupby(_read(header, rows, stream), key=lambda row: (row.conversation_id, row.file)):
        first, *others = group
        yield Conversation(
            id=first.conversation_id,
            platform=first.platform,
            shop=first.shop,
            customer=first.customer,
            zone=first.zone,
            messages=tuple(row.message for row in (first, *others)),
            outcome=Outcome(rating=first.rating, resolved=first.resolved),
        )


def _read(header: Sequence[str], rows: Iterable[Row], stream: Stream) -> Iterator[MessageRow]:
    for line, cells in rows:
        values: dict[str, object] = {name: _unguarded(cell) for name, cell in zip(header, cells, strict=False) if cell}
        try:
            if "sent_at" in values:
                values["sent_at"] = _time(str(values["sent_at"]))
            row = msgspec.convert(values, MessageRow, strict=False)
        except (msgspec.ValidationError, ValueError) as problem:
            stream.skip(line, f"is no message as coach convert writes them: {problem}; convert it again")
            continue
        yield row


def _time(text: str) -> datetime:
    """The time as it was written, or as a spreadsheet wrote it anew."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        found = parse_time(text)
        if found is None:
            raise ValueError(f"its sent_at {text!r} is no time") from None
        return found[0]
    if not is_possible(moment):
        raise ValueError(f"its sent_at {text!r} cannot be")
    return moment


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def guarded(text: str, beginnings: tuple[str, ...]) -> str:
    """The text with an apostrophe in front if it begins in one of these ways, or with an apostrophe."""
    return f"'{text}" if text.startswith(("'", *beginnings)) else text


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(("'", *FORMULAS)) else cell


FORMULAS = ("=", "+", "-", "@")
"""How a spreadsheet's formulas begin."""
