"""JD 咚咚: the workbook of sessions that is exported next to the `.log`; it has no messages.

    咨询时间, 客服, 顾客, 咨询类型, 转接后客服, 技能组, 商品编号, 商品名称, 首次响应时间, …, 满意度, 是否解决, cid

The log is joined to it by when a session begins and by the customer's name, which the log masks (j****01).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from coach.errors import InputError
from coach.readers.accounts import Roster, split_account
from coach.readers.options import TableProfile
from coach.readers.reader import Head, companion, head_of
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, canonical, normal
from coach.readers.table_rows import Row, is_binary_table, sheets, stream_delimiter
from coach.readers.times import parse_time
from coach.transcript import Outcome, Refs

_NEEDED = frozenset({"咨询时间", "客服", "顾客"})
_TELLING = frozenset({"满意度", "是否解决", "首次响应时间", "转接后客服"})
_MESSAGES = frozenset({"消息内容", "聊天内容", "发送内容", "内容", "消息"})
_TABLES = (".xlsx", ".xls", ".csv", ".ods")
_SLACK = timedelta(seconds=120)
_UNRATED = frozenset({"", "-", "--", "无", "未评价", "未邀评", "暂无"})


class SessionRow(Struct, frozen=True):
    """One session as the workbook lists it."""

    began_at: datetime
    customer: str
    agents: tuple[str, ...]
    item: str
    outcome: Outcome

    @property
    def refs(self) -> Refs:
        """The item that the session was about."""
        return Refs(items=(self.item,) if self.item else ())


class SessionList:
    """The rows of the workbooks beside a log, to be matched with its sessions; each row goes to one session."""

    def __init__(self, rows: Iterable[SessionRow]) -> None:
        self._rows = sorted(rows, key=lambda row: row.began_at)
        self._times = [row.began_at for row in self._rows]
        self._taken: set[int] = set()

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def roster(self) -> Roster:
        """Everybody whom the workbooks name as an agent."""
        return Roster.of_names(agent for row in self._rows for agent in row.agents)

    def match(self, customer: str, began_at: datetime, present: Iterable[str]) -> SessionRow | None:
        """The row of a session: the customer's name fits the mask, and it began within 120 s; the nearest one.

        Among equally near ones, the row whose agent is present; None when the rows of two customers fit alike.
        """
        names = {split_account(name)[1] for name in present}
        near = range(bisect_left(self._times, began_at - _SLACK), bisect_right(self._times, began_at + _SLACK))
        ranked = sorted(
            (abs(self._times[index] - began_at), not _is_there(self._rows[index], names), index)
            for index in near
            if index not in self._taken and fits_mask(self._rows[index].customer, customer)
        )
        best = [index for *rank, index in ranked if tuple(rank) == ranked[0][:2]]
        if len({self._rows[index].customer for index in best}) != 1:
            return None
        self._taken.update(best)
        rows = [self._rows[index] for index in best]
        return next((row for row in rows if row.outcome != Outcome()), rows[0])


def fits_mask(name: str, masked: str) -> bool:
    """Whether a name, itself masked or not, can be the one behind a mask such as j****01."""
    if name == masked:
        return True
    if "*" not in masked:
        return "*" in name and fits_mask(masked, name)
    prefix, suffix = masked.split("*", 1)[0], masked.rsplit("*", 1)[1]
    return "*" not in name and name.startswith(prefix) and name.endswith(suffix)


def sniff(head: Head) -> float:
    """The columns of the session list, and none with messages."""
    words = head.cells or frozenset(cell.strip(' "') for line in _first_lines(head) for cell in _cells(line))
    return 1.0 if words >= _NEEDED and words & _TELLING and not words & _MESSAGES else 0.0


companion(
    "jd_sessions",
    title="JD Dongdong session list beside a chat log, .xlsx",
    sniff=sniff,
    notice="lists JD sessions without their messages; ratings and items in it are joined to the chat logs beside it",
)


def sessions_beside(stream: Stream) -> SessionList:
    """The session lists in the same folder or archive as a log, and among the files that the user named."""
    rows: list[SessionRow] = []
    for other in stream.beside():
        if not other.name.lower().endswith(_TABLES):
            continue
        try:
            if other.sample and sniff(head_of(other)):
                rows += _rows(other)
        except InputError:
            continue  # it is read, and then logged, as a file of its own
    return SessionList(rows)


def _rows(stream: Stream) -> Iterator[SessionRow]:
    binary = is_binary_table(stream.sample)
    delimiter = "," if binary else stream_delimiter(stream, TableProfile())
    for sheet in sheets(stream, delimiter=delimiter):
        columns: dict[str, int] = {}
        for index, (number, row) in enumerate(sheet.rows):
            if columns:
                yield from _row((number, row), columns, stream)
            elif set(row) >= _NEEDED:
                columns = {name: position for position, name in reversed(list(enumerate(row)))}
            elif index >= HEADER_ROWS:
                break


def _row(numbered: Row, columns: dict[str, int], stream: Stream) -> Iterator[SessionRow]:
    number, row = numbered

    def cell(name: str) -> str:
        position = columns.get(name, len(row))
        return row[position] if position < len(row) else ""

    began = parse_time(cell("咨询时间"))
    if began is None:
        stream.notice(f"line {number} has no 咨询时间 that can be read; write it as 2024-03-05 10:23:45")
        return
    told = canonical("resolved", cell("是否解决"))
    rating = cell("满意度")
    yield SessionRow(
        began_at=began[0].replace(tzinfo=None),
        customer=cell("顾客"),
        agents=tuple(name for name in (cell("客服"), cell("转接后客服")) if name and normal(name)),
        item=cell("商品编号"),
        outcome=Outcome(
            rating=None if rating in _UNRATED else rating, resolved=None if told is None else told == "yes"
        ),
    )


def _is_there(row: SessionRow, names: set[str]) -> bool:
    return any(split_account(agent)[1] in names for agent in row.agents)


def _first_lines(head: Head) -> list[str]:
    return head.text.split("\n", HEADER_ROWS)[:HEADER_ROWS]


def _cells(line: str) -> list[str]:
    return line.replace("\t", ",").replace(";", ",").split(",")
