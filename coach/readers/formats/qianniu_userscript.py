"""Workbooks that browser scripts make of Qianniu's chat query page: one sheet a customer, and a summary.

    客户名, 消息序号, 发送时间, 发送内容, 发送账号, 账号类型

The times have no date: the script drops it.
"""

from collections.abc import Iterator

from msgspec import Struct

from coach.errors import BadTable
from coach.readers.build import clean_text
from coach.readers.names import Names, RoleWithEvidence, count_names
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, canonical
from coach.readers.table_rows import Sheet, head_rows, sheets
from coach.readers.taobao import own_name, shop_of
from coach.readers.threads import Said, Threads
from coach.readers.times import parse_clock, parse_time
from coach.transcript import Conversation, Role

_COLUMNS = ("客户名", "消息序号", "发送时间", "发送内容", "发送账号", "账号类型")
_NEEDED = frozenset({"客户名", "发送内容", "发送账号", "账号类型"})
_SUMMARY = frozenset({"客户名", "状态"})


class Line(Struct, frozen=True):
    """One row: whose chat, which message of it, when, what, by which account, and what the script takes it for."""

    line: int
    customer: str
    number: str
    time: str
    text: str
    account: str
    kind: str


def sniff(head: Head) -> float:
    """The script's columns."""
    rows = [head.cells] if head.cells else [frozenset(row) for row in head_rows(head.text, ",")]
    return 1.0 if any(row >= _NEEDED | {"消息序号"} for row in rows) else 0.0


@reader("qianniu_userscript", title="Qianniu chat query page, exported by a browser script, .xlsx", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer, sheet by sheet, in the order of 消息序号."""
    found = False
    for sheet in sheets(stream):
        columns = _columns(sheet)
        if columns is None:
            continue
        if "发送内容" not in columns:
            _notice_failures(sheet, columns, stream)
            continue
        found = True
        yield from _conversations(list(_lines(sheet, columns)), stream)
    if not found:
        raise BadTable(
            f"{stream.name} has no sheet with the columns {', '.join(_COLUMNS)}; export it again", file=stream.name
        )


def _columns(sheet: Sheet) -> dict[str, int] | None:
    """The columns by name, when one of the first rows is the header of a chat or of the summary."""
    for index, (_, row) in enumerate(sheet.rows):
        if set(row) >= _NEEDED or set(row) >= _SUMMARY:
            return {name: place for place, name in reversed(list(enumerate(row)))}
        if index + 1 >= HEADER_ROWS:
            break
    return None


def _notice_failures(sheet: Sheet, columns: dict[str, int], stream: Stream) -> None:
    failed = [_cell(row, columns, "客户名") for _, row in sheet.rows if _cell(row, columns, "状态") == "失败"]
    if failed:
        stream.notice(f"lacks chats: the script failed on {len(failed):,} of its customers; export them again")


def _lines(sheet: Sheet, columns: dict[str, int]) -> Iterator[Line]:
    for number, row in sheet.rows:
        customer, index, time, text, account, kind = (_cell(row, columns, name) for name in _COLUMNS)
        yield Line(
            line=number,
            customer=own_name(customer or sheet.name),
            number=index.removesuffix(".0"),
            time=time,
            text=text,
            account=own_name(account),
            kind=kind,
        )


def _cell(row: list[str], columns: dict[str, int], name: str) -> str:
    place = columns.get(name)
    return clean_text(row[place]) if place is not None and place < len(row) else ""


def _conversations(lines: list[Line], stream: Stream) -> Iterator[Conversation]:
    if all(line.number.isdigit() for line in lines):
        lines = sorted(lines, key=lambda line: int(line.number))
    accounts = {line.account for line in lines if line.account}
    names = count_names([accounts], stream.options.roster)
    shop = names.shop or shop_of(accounts)
    threads = Threads(stream, "taobao")
    for line in lines:
        account, text = line.account, line.text
        if not account and text in accounts:
            account, text = text, ""
        if not account and not text:
            stream.skip(line.line, "has neither a text nor an account; export it again")
            continue
        stamp = parse_time(line.time)
        if stamp is None and parse_clock(line.time):
            stream.notice("has times without a date; its messages keep the order of the sheet and have no time")
        said = Said(
            line=line.line,
            sender=account,
            role=_role(account, line, names),
            stamp=stamp,
            body=text,
            kind=None if text else "card",
        )
        threads.add(said, customer=line.customer, shop=shop)
    yield from threads.conversations()


def _role(account: str, line: Line, names: Names) -> RoleWithEvidence:
    """The role of an account that gives itself away; else what the script's column says, which goes by the name."""
    if not account:
        return "unknown", "no account"
    sure = names.sure_role(account)
    if sure and sure[0] != "customer":
        return sure
    told = canonical("roles", line.kind)
    if account == names.shop or told == "agent":
        return "agent", "the shop's own account" if account == names.shop else "column"
    if told or account == line.customer:
        role: Role = "customer"
        return role, "column" if told else "the chat is named after it"
    return sure or ("unknown", "neither its name nor a column tells")
