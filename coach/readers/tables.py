"""Message tables: CSV, TSV and workbooks with one message a row, columns named in Chinese, English or Spanish.

A table is read in one pass, and its rows are held in memory, grouped by conversation, until the end: the rows of one
conversation may stand anywhere in it.
"""

from collections.abc import Iterator
from itertools import chain, islice

from coach.errors import BadTable, UnknownFormat, UnknownRoles
from coach.readers.names import Names, count_names
from coach.readers.options import TableProfile
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, Columns, find_header
from coach.readers.table_groups import Entry, Group, conversation_of
from coach.readers.table_rows import Row, Sheet, best_delimiter, is_binary_table, sheets, stream_delimiter
from coach.transcript import Conversation

_SHOWN = 12


def sniff(head: Head) -> float:
    """A workbook, or text whose first rows name a column with the messages and who wrote them, or when."""
    if is_binary_table(head.data):
        return 0.4
    if head.text.lstrip()[:1] in ("{", "[", "<"):
        return 0.0
    columns = best_delimiter(head, TableProfile())[1]
    return columns.score if columns else 0.0


@reader("table", title="table with one message a row, .csv .tsv .xlsx .xls .ods", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each conversation id, or else for each customer, in the order they first appear.

    Raises UnknownFormat when no sheet has a column with texts. Rows without a text, or without a time where the
    table has times, are skipped and logged; a conversation in which nobody can tell the agent is skipped and logged.
    """
    groups: dict[tuple[str, ...], Group] = {}
    seen: list[str] = []
    found = False
    for sheet in _sheets(stream):
        header = _split_header(sheet, stream.options.profile)
        if header is None:
            seen.append(sheet.name)
            continue
        found = True
        columns, rows = header
        _check(columns, stream)
        _collect(rows, columns, sheet.name, stream, groups)
    if not found:
        raise UnknownFormat(_no_header(stream), file=stream.name)
    for name in seen:
        stream.notice(f"sheet {name!r} holds no messages and is not read")
    yield from _conversations(stream, groups)


def _sheets(stream: Stream) -> Iterator[Sheet]:
    if is_binary_table(stream.sample):
        yield from sheets(stream)
    else:
        yield from sheets(stream, delimiter=stream_delimiter(stream, stream.options.profile))


def _split_header(sheet: Sheet, profile: TableProfile) -> tuple[Columns, Iterator[Row]] | None:
    head = list(islice(sheet.rows, HEADER_ROWS))
    found = find_header([row for _, row in head], profile)
    if found is None:
        return None
    index, columns = found
    return columns, chain(head[index + 1 :], sheet.rows)


def _no_header(stream: Stream) -> str:
    sheet = next(_sheets(stream), None)
    first = next(sheet.rows, None) if sheet else None
    wanted = stream.options.profile.columns.get("text")
    if wanted:
        return (
            f"{stream.name} has no column {wanted!r} for text in its first {HEADER_ROWS} rows; correct the --map file"
        )
    cells = ", ".join(cell for cell in (first[1] if first else []) if cell)[:200] or "nothing"
    return (
        f"{stream.name} is no table of messages: no column has their text (its first row has: {cells}); "
        'name the columns with --map FILE (text = "…")'
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


def _collect(
    rows: Iterator[Row], columns: Columns, sheet: str, stream: Stream, groups: dict[tuple[str, ...], Group]
) -> None:
    """Put each valid row into its conversation's group; a blank id or customer is the one of the row above."""
    above = ("", "")
    for line, row in rows:
        entry = Entry.of_row(line, row, columns)
        reason = entry.missing(columns)
        if reason:
            stream.skip(line, reason)
            continue
        above = columns.value(row, "conversation_id") or above[0], columns.value(row, "customer") or above[1]
        key = (entry.platform, entry.shop, *(("id", above[0]) if above[0] else ("customer", above[1])))
        key = key if any(above) else ("", "", "sheet", sheet)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(platform=entry.platform, shop=entry.shop, session=above[0], columns=columns)
        group.entries.append(entry)


def _conversations(stream: Stream, groups: dict[tuple[str, ...], Group]) -> Iterator[Conversation]:
    names: Names = count_names((group.senders() for group in groups.values()), stream.options.roster)
    while groups:
        group = groups.pop(next(iter(groups)))
        try:
            conversation = conversation_of(group, names, stream)
        except (UnknownRoles, BadTable) as problem:
            stream.skip(group.entries[0].line, f"begins a conversation that is skipped: {problem.message}")
            continue
        if conversation.messages:
            yield conversation
