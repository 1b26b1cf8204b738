"""Tables as rows of text, whatever they are stored in: CSV and TSV by line, workbooks by sheet.

Every cell is text: an order number never becomes a float.
"""

import csv
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from coach.errors import UnreadableFile
from coach.readers.opening import is_workbook
from coach.readers.options import TableProfile
from coach.readers.reader import Head, head_of
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, Columns, find_header, match_header
from coach.readers.table_html import html_rows, is_html_table

Row = tuple[int, list[str]]
"""Number of the row's first line, cells."""

_DELIMITERS = (",", ";", "\t", "|")
_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)


class Sheet(Struct):
    """One sheet of a table: its name ("" for CSV) and its rows, to be gone through once."""

    name: str
    rows: Iterator[Row]


def is_binary_table(data: bytes) -> bool:
    """Whether a file that starts so is a workbook: XLSX, XLSB, ODS, or the old XLS."""
    return is_workbook(data) or data.startswith(_OLE)


def sheets(stream: Stream, *, delimiter: str = ",", quiet: bool = False) -> Iterator[Sheet]:
    """The sheets of a table that holds anything, recognised by the first bytes, not by the name: workbook, HTML, CSV.

    What cannot be read is logged unless `quiet` (for readers that go through a table twice).
    """
    if not is_binary_table(stream.sample):
        is_html = is_html_table(head_of(stream).text)
        yield Sheet(name="", rows=_html_rows(stream) if is_html else _csv_rows(stream, delimiter, quiet=quiet))
        return
    for name, rows in _workbook(stream, quiet=quiet):
        yield Sheet(name=name, rows=((number, [_cell(cell) for cell in row]) for number, row in rows))


def best_delimiter(head: Head, profile: TableProfile, *, section: str = "columns") -> tuple[str, Columns | None]:
    """The delimiter under which the first rows name most fields, with these columns; None when none names any."""
    best: tuple[str, Columns | None] = (",", None)
    for delimiter in _DELIMITERS:
        rows = head_rows(head.text, delimiter)
        if section == "columns":
            found = find_header(rows, profile)
            columns = found[1] if found else None
        else:
            columns = max((match_header(row, section=section) for row in rows), key=_width, default=None)
        if columns and columns.positions and (best[1] is None or _width(columns) > _width(best[1])):
            best = delimiter, columns
    return best


def stream_delimiter(stream: Stream, profile: TableProfile, *, section: str = "columns") -> str:
    """The delimiter of a stream's table."""
    return best_delimiter(head_of(stream), profile, section=section)[0]


def head_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows of a CSV text under a delimiter; those that the CSV parser refuses are left out."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while len(rows) < HEADER_ROWS:
        try:
            row = next(reader, None)
        except csv.Error:
            continue
        if row is None:
            break
        rows.append([clean_cell(cell) for cell in row])
    return rows


def clean_cell(cell: str) -> str:
    """A cell without what spreadsheets wrap around text that looks like a number: `="…"` and a leading apostrophe."""
    cell = cell.strip()
    if cell[:1] not in ("=", "'"):
        return cell
    match = _FORMULA_TEXT.fullmatch(cell)
    if match:
        return match[1].strip()
    return cell[1:] if cell[0] == "'" and cell[1:2].isdigit() else cell


def _width(columns: Columns) -> int:
    return len(columns.positions)


def _html_rows(stream: Stream) -> Iterator[Row]:
    for line, cells in html_rows(stream):
        row = [clean_cell(cell) for cell in cells]
        if any(row):
            yield line, row


class _Replayed:
    """Numbered lines for the CSV parser, which can be given back when a record turns out to be broken."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._again: deque[tuple[int, str]] = deque()
        self.record: list[tuple[int, str]] = []
        self.cut_off = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        numbered = self._again.popleft() if self._again else next(self._lines, None)
        if numbered is None:
            self.cut_off = bool(self.record)
            raise StopIteration
        self.record.append(numbered)
        return numbered[1] + "\n"

    def begin(self) -> None:
        """Forget the lines of the record before; `cut_off` will tell that the file ended inside this one."""
        self.record, self.cut_off = [], False

    def give_back(self) -> None:
        """Read the lines after the record's first one again."""
        self._again.extendleft(reversed(self.record[1:]))


def _csv_rows(stream: Stream, delimiter: str, *, quiet: bool) -> Iterator[Row]:
    """The records of a CSV file; a line whose quote never closes is skipped and logged, the lines below it are read."""
    lines = _Replayed(stream.lines(quiet=quiet))
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin()
        problem = 'has a quotation mark (") that is never closed; correct it in the file'
        try:
            row = next(reader, None)
        except csv.Error as error:
            row, problem = [], f"is no row of a table ({error}); correct it in the file"
            lines.cut_off = True
        if lines.cut_off:
            if not quiet:
                stream.skip(lines.record[0][0], problem)
            lines.give_back()
            reader = csv.reader(lines, delimiter=delimiter)
        elif row is None:
            return
        elif any(cell.strip() for cell in row):
            yield lines.record[0][0], [clean_cell(cell) for cell in row]


def _workbook(stream: Stream, *, quiet: bool) -> Iterator[tuple[str, Iterator[tuple[int, Sequence[object]]]]]:
    import python_calamine

    data = stream.read_bytes()
    _check_can_be_opened(stream, data)
    advice = "export it again, or save it as CSV"
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        message = f"{stream.name} is a workbook that cannot be opened ({problem}); {advice}"
        raise UnreadableFile(message, file=stream.name) from None
    for name in book.sheet_names:
        try:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError, ValueError) as problem:
            if not quiet:
                stream.skip(None, f"has a sheet {name!r} that cannot be read ({problem}); {advice}")
            continue
        yield name, _without_idle_seconds(rows)


def _check_can_be_opened(stream: Stream, data: bytes) -> None:
    """UnreadableFile when the workbook is locked or would unpack to more than the setting read.max_unzipped_mb."""
    if data.startswith(_OLE) and _LOCKED in data:
        message = f"{stream.name} is locked with a password; open it, remove the password, and save it again"
        raise UnreadableFile(message, file=stream.name)
    if not data.startswith(b"PK"):
        return
    limit = stream.options.settings.max_unzipped_mb
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        message = f"{stream.name} is a workbook that is cut off or damaged; export it again, or save it as CSV"
        raise UnreadableFile(message, file=stream.name) from None
    if sum(member.file_size for member in members) > limit * 1024 * 1024:
        message = f"{stream.name} would unpack to more than the setting read.max_unzipped_mb ({limit}); split it"
        raise UnreadableFile(message, file=stream.name)


def _without_idle_seconds(rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    """Rows with their numbers; times whose seconds are 0 all over the sheet become texts precise to the minute."""
    stamps = [cell for row in rows for cell in row if isinstance(cell, datetime | time)]
    idle = bool(stamps) and not any(stamp.second or stamp.microsecond for stamp in stamps)
    for number, row in enumerate(rows, start=1):
        if any(cell != "" for cell in row):
            yield number, [_to_minute(cell) for cell in row] if idle else row


def _to_minute(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat("minutes") if isinstance(cell, time) else cell


def _cell(cell: object) -> str:
    """Text of a workbook's cell; a whole number keeps all its digits, as far as the workbook had them (15)."""
    if isinstance(cell, str):
        return clean_cell(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)
