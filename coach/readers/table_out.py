"""Conversations as tables for spreadsheets, one message a row: CSV and XLSX."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from coach.readers.table_messages import COLUMNS, FORMULAS, guarded, message_rows
from coach.transcript import Conversation

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

CELL_LIMIT = 32_767
_SHEET_LIMIT = 1_048_576
_WIDTHS = {"text": 60, "sent_at": 20, "customer": 18, "sender": 18, "shop": 18}


def csv_lines(conversations: Iterable[Conversation]) -> Iterator[bytes]:
    """A CSV that Excel opens as it should: UTF-8 with a byte order mark, and no cell that it takes for a formula."""
    yield b"\xef\xbb\xbf" + _csv([COLUMNS])
    for conversation in conversations:
        yield _csv([guarded(cell, FORMULAS) for cell in row] for row in message_rows(conversation))


def write_xlsx(conversations: Iterable[Conversation], file: BinaryIO, *, notice: Callable[[str], None]) -> None:
    """A workbook of text cells under a frozen header, a further sheet for each 1,048,575 messages.

    Rows are written to disk as they come. `notice` is told when a text is longer than a cell can be, and cut.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "use_zip64": True}
    with xlsxwriter.Workbook(file, options) as book:
        page, number = _new_page(book), 0
        for row in (row for conversation in conversations for row in message_rows(conversation)):
            number += 1
            if number == _SHEET_LIMIT:
                page, number = _new_page(book), 1
            for column, cell in enumerate(row):
                if len(cell) > CELL_LIMIT:
                    notice(f"a text of {len(cell):,} characters is cut to the {CELL_LIMIT:,} that a cell can hold")
                if cell:
                    page.write_string(number, column, guarded(cell, ('="',))[:CELL_LIMIT])


def _new_page(book: "Workbook") -> "Worksheet":
    bold = book.add_format({"bold": True})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        page.set_column(column, column, _WIDTHS.get(name, 12))
        page.write_string(0, column, name, bold)
    return page


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8")
