"""The rows of a table as entries: what the cells of each say, and which conversation it belongs to."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from msgspec import Struct, structs

from coach.errors import BadTable, UnknownFormat
from coach.readers.build import clean_text
from coach.readers.options import TableProfile
from coach.readers.stream import Stream
from coach.readers.table_cells import messages_in
from coach.readers.table_columns import HEADER_ROWS, Columns, canonical, find_header
from coach.readers.table_rows import Row, Sheet, is_binary_table, sheets, stream_delimiter

_CARRIED = ("conversation_id", "customer", "shop", "date")
_CELL_LIMIT = 32_767
_SHOWN = 12
_MAP = "if another column has it, name that one with --map FILE"


class Key(NamedTuple):
    """What tells conversations apart: a conversation id, else the customer, else the sheet."""

    platform: str
    shop: str
    session: str = ""
    customer: str = ""
    sheet: str = ""


class Entry(Struct):
    """One message of a table: what its cells say, as text."""

    line: int
    text: str = ""
    time: str = ""
    date: str = ""
    role: str = ""
    sender: str = ""
    customer: str = ""
    agent: str = ""
    shop: str = ""
    platform: str = "generic"
    kind: str = ""
    order: str = ""
    item: str = ""
    status: str = ""
    seq: str = ""
    rating: str = ""
    resolved: str = ""

    @classmethod
    def of_row(cls, line: int, values: Mapping[str, str]) -> "Entry":
        """The entry of a row's cells by canonical field; blank cells are left out of `values`."""
        entry = cls(line, **{name: cell for name, cell in values.items() if name in _FIELDS})
        entry.text = clean_text(entry.text)
        entry.sender, entry.customer = clean_text(entry.sender), clean_text(entry.customer)
        entry.agent = clean_text(entry.agent)
        if entry.platform != "generic":
            entry.platform = canonical("platforms", entry.platform) or entry.platform.casefold()
        entry.item = entry.item or values.get("item_name", "")
        return entry

    def missing(self, columns: Columns) -> str | None:
        """Why the row cannot be used, or None."""
        if not self.text and canonical("kinds", self.kind) in (None, "text"):
            return f"has no text in column {columns.named('text')!r}; {_MAP} (text = …)"
        if "date" in columns.positions and not self.date:
            return f"has no date in column {columns.named('date')!r}; {_MAP} (date = …)"
        if "time" in columns.positions and not self.time:
            return f"has no time in column {columns.named('time')!r}; {_MAP} (time = …)"
        return None


_FIELDS = frozenset(Entry.__struct_fields__) - {"line"}


def entries(stream: Stream, *, quiet: bool = False) -> Iterator[tuple[Key, Entry, Columns]]:
    """Each message of the table with what tells its conversation apart; other rows are skipped and logged.

    A blank id, customer, shop or date is the one of the row above, as merged cells leave it. Nothing is logged when
    `quiet`. Raises UnknownFormat when no sheet has a column with texts, BadTable when one named by --map is missing.
    """
    unread, found = [], False
    for sheet in _sheets(stream, quiet=quiet):
        header = _split_header(sheet, stream.options.profile)
        if header is None:
            unread.append(sheet.name)
            continue
        found = True
        _check(header[0], stream)
        yield from _sheet_entries(sheet.name, *header, stream, quiet=quiet)
    if not found:
        raise UnknownFormat(_no_header(stream), file=stream.name)
    for name in unread:
        stream.notice(f"sheet {name!r} holds no messages and is not read")


def _sheet_entries(
    sheet: str, columns: Columns, rows: Iterator[Row], stream: Stream, *, quiet: bool
) -> Iterator[tuple[Key, Entry, Columns]]:
    above = dict.fromkeys(_CARRIED, "")
    positions = tuple(columns.positions.items())
    for line, row in rows:
        width = len(row)
        values = {name: cell for name, at in positions if at < width and (cell := row[at])}
        above |= {name: values[name] for name in _CARRIED if name in values}
        entry = Entry.of_row(line, values)
        entry.shop, entry.date = above["shop"], above["date"]
        several = messages_in(entry.text) if "\n" in entry.text else ()
        reason = None if several else entry.missing(columns)
        if reason:
            if not quiet:
                stream.skip(line, reason)
            continue
        if len(entry.text) >= _CELL_LIMIT:
            stream.notice(f"has a text that fills its cell (line {line}); a workbook cuts it off there")
        key = _key(entry, above, sheet)
        for said in several:
            part = structs.replace(entry, text=said.text, time=said.time, role=said.who, sender=said.who, kind="")
            yield key, part, columns
        if not several:
            yield key, entry, columns


def _key(entry: Entry, above: Mapping[str, str], sheet: str) -> Key:
    if above["conversation_id"]:
        return Key(entry.platform, entry.shop, session=above["conversation_id"])
    if above["customer"]:
        return Key(entry.platform, entry.shop, customer=above["customer"])
    return Key(entry.platform, entry.shop, sheet=sheet)


def _sheets(stream: Stream, *, quiet: bool) -> Iterator[Sheet]:
    if is_binary_table(stream.sample):
        return sheets(stream, quiet=quiet)
    return sheets(stream, delimiter=stream_delimiter(stream, stream.options.profile), quiet=quiet)


def _split_header(sheet: Sheet, profile: TableProfile) -> tuple[Columns, Iterator[Row]] | None:
    head = list(islice(sheet.rows, HEADER_ROWS))
    found = find_header([row for _, row in head], profile)
    if found is None:
        return None
    index, columns = found
    return columns, chain(head[index + 1 :], sheet.rows)


def _no_header(stream: Stream) -> str:
    sheet = next(_sheets(stream, quiet=True), None)
    first = next(sheet.rows, None) if sheet else None
    wanted = stream.options.profile.columns.get("text")
    if wanted:
        return (
            f"{stream.name} has no column {wanted!r} for text in its first {HEADER_ROWS} rows; correct the --map file"
        )
    cells = ", ".join(cell for cell in (first[1] if first else []) if cell)[:200] or "nothing"
    return (
        f"{stream.name} is no table of messages: no column has their text (its first row has: {cells}); "
        'name the columns with --map FILE (text = "…"), which --suggest-map FILE begins for you'
    )


def _check(columns: Columns, stream: Stream) -> None:
    """BadTable when a column that --map names is not in the header."""
    missing = {field: name for field, name in stream.options.profile.columns.items() if field not in columns.positions}
    if missing:
        field, name = next(iter(missing.items()))
        shown = ", ".join(column for column in columns.header[:_SHOWN] if column)
        raise BadTable(
            f"{stream.name} has no column {name!r} for {field}, only {shown}; correct the --map file", file=stream.name
        )
