"""Tables with one conversation a row: customer, agent, day, and the whole chat in one cell, as crawlers write them.

    buyer, staff, chat_date, filter_range, chat_text

`chat_text` is the text of Qianniu's chat query page.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from coach.errors import BadTable, UnknownRoles
from coach.readers.query_page import STRAY, pages
from coach.readers.reader import Head, head_of, reader
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, normal
from coach.readers.table_rows import Sheet, head_rows, is_binary_table, sheets
from coach.readers.taobao import conversations, own_name
from coach.readers.times import parse_time
from coach.transcript import Conversation

_NAMES = {
    "buyer": ("buyer", "买家", "买家昵称", "客户", "顾客"),
    "staff": ("staff", "客服", "客服账号", "子账号"),
    "day": ("chat_date", "聊天日期", "日期"),
    "range": ("filter_range", "筛选范围", "查询范围"),
    "text": ("chat_text", "聊天记录", "会话内容"),
}
_FIELD = {normal(name): field for field, names in _NAMES.items() for name in names}
_DELIMITERS = (",", ";", "\t", "|")
_CELL_LIMIT = 32_767


class Cells(Struct, frozen=True):
    """One row: what its cells say, as text; a line of the chat is `step` lines of the file."""

    line: int
    step: int
    buyer: str
    staff: str
    day: str
    range: str
    text: str

    @property
    def lines(self) -> Iterator[tuple[int, str]]:
        """The chat's lines, numbered as in the file."""
        return ((self.line + index * self.step, text) for index, text in enumerate(self.text.split("\n")))


def sniff(head: Head) -> float:
    """A column chat_text, and one with the customer or the agent."""
    rows = [list(head.cells)] if head.cells else [row for mark in _DELIMITERS for row in head_rows(head.text, mark)]
    return 1.0 if any(_columns(row) for row in rows) else 0.0


@reader("session_blob", title="table with a whole conversation in one cell, .csv .xlsx", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each row, as it is read; a row in which nobody can tell the agent is skipped and logged."""
    found = False
    binary = is_binary_table(stream.sample)
    for sheet in sheets(stream, delimiter=_delimiter(stream)):
        for cells in _rows(sheet, step=0 if binary else 1):
            found = True
            yield from _conversations(cells, stream)
    if not found:
        raise BadTable(
            f"{stream.name} has no row below a header with chat_text and buyer or staff; export it again, "
            "or name another --format",
            file=stream.name,
        )


def _delimiter(stream: Stream) -> str:
    text = head_of(stream).text
    return next((mark for mark in _DELIMITERS if any(_columns(row) for row in head_rows(text, mark))), ",")


def _columns(row: Sequence[str]) -> dict[str, int]:
    found = {field: place for place, cell in reversed(list(enumerate(row))) if (field := _FIELD.get(normal(cell)))}
    return found if "text" in found and found.keys() & {"buyer", "staff"} else {}


def _rows(sheet: Sheet, *, step: int) -> Iterator[Cells]:
    columns: dict[str, int] = {}
    for index, (line, row) in enumerate(sheet.rows):
        if columns:
            values = {name: row[at] if (at := columns.get(name, len(row))) < len(row) else "" for name in _NAMES}
            yield Cells(line=line, step=step, **values)
        elif index < HEADER_ROWS:
            columns = _columns(row)


def _conversations(cells: Cells, stream: Stream) -> Iterator[Conversation]:
    if not cells.text.strip():
        stream.skip(cells.line, "has no chat in its text column; crawl it again")
        return
    if len(cells.text) >= _CELL_LIMIT:
        stream.notice(f"has a chat that fills its cell (line {cells.line}); a workbook cuts it off there")
    known = [own_name(name) for name in (cells.buyer, cells.staff) if name]
    for page in pages(cells.lines, known=known, day=_day(cells.day)):
        for line in page.stray:
            stream.skip(line, STRAY)
        if not page.spoken:
            continue
        if any(said.stamp and not _within(said.stamp[0].date(), cells.range) for said in page.spoken):
            stream.notice("has messages outside the range that its rows name; they are kept")
        try:
            yield from conversations(page.spoken, stream, account=own_name(cells.staff), customer=own_name(cells.buyer))
        except UnknownRoles as problem:
            stream.skip(cells.line, f"has a conversation that is skipped: {problem.message}")


def _day(text: str) -> date | None:
    found = parse_time(text)
    return found[0].date() if found else None


def _within(day: date, span: str) -> bool:
    """Whether a day lies in a range such as "2024-03-05 to 2024-03-06"; in any that cannot be read."""
    first, _, last = span.partition(" to ")
    begin, end = _day(first), _day(last or first)
    return begin is None or end is None or begin <= day <= end
