"""The report's tables as one workbook (XLSX): numbers are numbers, and what was written in a chat stays text."""

import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from coach.coaching.progress import Comparison
from coach.reports.sheets import Cell, Sheet, sheets
from coach.reports.texts import Texts, visible
from coach.result import Analysis
from coach.spreadsheet import FORMULA_STARTS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_CELL = 32_767
LONGEST_TITLE = 31
FORMATS = {
    "count": "#,##0",
    "percent": "0.0%",
    "fine": "0.00%",
    "seconds": '#,##0.0" s"',
    "score": "0",
    "ratio": "0.00",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "day": "yyyy-mm-dd",
    "CNY": '"¥"#,##0.00',
}
WIDTHS = {"text": 18, "long": 60, "moment": 19, "day": 12}
"""In characters; columns of numbers are narrower, but for sums of money."""

NARROW = 11
MONEY = 14
HEAD_LINES = 3

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(analysis: Analysis, texts: Texts, *, comparison: Comparison | None = None) -> bytes:
    """The bytes of a workbook with a sheet for each table of the report that has rows."""
    return bound(sheets(analysis, texts, comparison=comparison))


def bound(tables: Iterable[Sheet]) -> bytes:
    """The bytes of a workbook with these sheets."""
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        styles = Styles(book)
        for sheet in tables:
            _write(book, sheet, styles)
    return written.getvalue()


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[str, Format] = {}
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})

    def of(self, kind: str) -> "Format":
        """The format of a kind of cell."""
        if kind not in self._made:
            self._made[kind] = self._book.add_format(_properties(kind))
        return self._made[kind]


def _properties(kind: str) -> Mapping[str, Any]:
    if kind in ("text", "long"):
        return {"text_wrap": True, "valign": "top"}
    if kind == "quoted":
        return {"text_wrap": True, "valign": "top", "quote_prefix": True}
    return {"num_format": FORMATS.get(kind, f'#,##0.00" {kind.replace(chr(34), "")}"'), "valign": "top"}


def _write(book: "Workbook", sheet: Sheet, styles: Styles) -> None:
    """A sheet whose heading and first column stay in sight and that prints on pages of its width."""
    page = book.add_worksheet("".join(one for one in sheet.title if one not in "[]:*?/\\'")[:LONGEST_TITLE])
    columns = {column: row[column].kind for row in reversed(sheet.rows) for column in row}
    order = list(dict.fromkeys(column for row in sheet.rows for column in row))
    page.set_row(0, 15 * HEAD_LINES)
    for place, column in enumerate(order):
        page.set_column(place, place, _width(columns[column]))
        page.write_string(0, place, visible(column), styles.head)
        for number, row in enumerate(sheet.rows, start=1):
            if column in row:
                _cell(page, number, place, row[column], styles)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(sheet.rows), len(order) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _width(kind: str) -> int:
    return WIDTHS.get(kind, NARROW if kind in FORMATS and kind != "CNY" else MONEY)


def _cell(page: "Worksheet", line: int, place: int, cell: Cell, styles: Styles) -> None:
    value = cell.value
    if value is None:
        return
    if isinstance(value, datetime | date):
        naive = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        page.write_datetime(line, place, naive, styles.of(cell.kind))
    elif isinstance(value, int | float | Decimal):
        page.write_number(line, place, float(value), styles.of(cell.kind))
    else:
        text = visible(str(value))[:LONGEST_CELL]
        page.write_string(line, place, text, styles.of("quoted" if text.startswith(FORMULA_STARTS) else cell.kind))
