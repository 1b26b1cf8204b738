"""Message tables: CSV, TSV and workbooks with one message a row, columns named in Chinese, English or Spanish.

A table is gone through twice: first for how many rows each conversation has and who is who, then conversation by
conversation. The rows of one conversation may stand anywhere; only those are held that are not complete yet. What
`coach convert` wrote is read as it was.
"""

from collections.abc import Iterator

from coach.errors import BadTable, UnknownRoles
from coach.readers.options import TableProfile
from coach.readers.reader import Head, head_of, reader
from coach.readers.stream import Stream
from coach.readers.table_columns import find_header
from coach.readers.table_entries import Entry, Key, entries
from coach.readers.table_groups import Group, conversation_of
from coach.readers.table_html import is_html_table, rows_in
from coach.readers.table_messages import conversations_of, is_message_header
from coach.readers.table_rows import best_delimiter, head_rows, is_binary_table, sheets
from coach.readers.table_survey import Survey, survey
from coach.transcript import Conversation


def sniff(head: Head) -> float:
    """A workbook, or text whose first rows name a column with the messages and who wrote them, or when."""
    if _is_written(head):
        return 1.0
    if is_binary_table(head.data):
        return 0.4
    if is_html_table(head.text):
        found = find_header([cells for _, cells in rows_in([head.text])], TableProfile())
        return found[1].score if found else 0.0
    if head.text.lstrip()[:1] in ("{", "[", "<"):
        return 0.0
    columns = best_delimiter(head, TableProfile())[1]
    return columns.score if columns else 0.0


@reader("table", title="table with one message a row, .csv .tsv .xlsx .xls .ods", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each conversation id, or else for each customer, in the order in which they end.

    Raises UnknownFormat when no sheet has a column with texts. Rows without a text, or without a time where the
    table has times, are skipped and logged; a conversation in which nobody can tell the agent is skipped and logged.
    """
    if _is_written(head_of(stream)):
        yield from _written(stream)
        return
    found = survey(stream)
    for group in _groups(stream, found):
        try:
            conversation = conversation_of(group, found, stream)
        except (UnknownRoles, BadTable) as problem:
            stream.skip(group.entries[0].line, f"begins a conversation that is skipped: {problem.message}")
            continue
        if conversation.messages:
            yield conversation


def _groups(stream: Stream, found: Survey) -> Iterator[Group]:
    """The rows of each conversation, as soon as the last of them is read."""
    begun: dict[Key, list[Entry]] = {}
    left = found.rows.copy()
    for key, entry, _ in entries(stream):
        begun.setdefault(key, []).append(entry)
        left[hash(key)] -= 1
        if not left[hash(key)]:
            yield Group(key=key, entries=begun.pop(key))
    yield from (Group(key=key, entries=rows) for key, rows in begun.items())


def _is_written(head: Head) -> bool:
    """Whether these are the columns that `coach convert` writes."""
    if head.cells:
        return is_message_header(head.cells)
    return any(is_message_header(row) for mark in (",", ";", "\t") for row in head_rows(head.text, mark)[:1])


def _written(stream: Stream) -> Iterator[Conversation]:
    marks = (mark for mark in (",", ";", "\t") if mark in head_of(stream).text.split("\n", 1)[0])
    for sheet in sheets(stream, delimiter=next(marks, ",")):
        header = next(sheet.rows, None)
        if header and is_message_header(header[1]):
            yield from conversations_of(header[1], sheet.rows, stream)
        else:
            stream.notice(f"sheet {sheet.name!r} holds no messages and is not read")
