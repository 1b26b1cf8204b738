"""Order exports as orders: CSV and workbooks with Chinese, English or Spanish headers."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from coach.errors import BadTable, UnreadableFile
from coach.findings import Order
from coach.readers.opening import open_streams
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, normal
from coach.readers.table_rows import Row, head_rows, is_binary_table, sheets
from coach.readers.times import day_order, parse_time

NEEDED = ("id", "created_at")
_DELIMITERS = (",", "\t", ";", "|")
_ROUNDED = re.compile(r"\d(\.\d+)?e\+?\d+|\d{16,}\.0", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d[\d.,' ]*")
_CURRENCIES = {
    **dict.fromkeys(("¥", "￥", "元", "人民币", "rmb"), "CNY"),
    **dict.fromkeys(("us$", "$"), "USD"),
    "€": "EUR",
    "£": "GBP",
}
_PAID_STATUSES = re.compile(
    r"(?<!未)(?<!待)(?:已付款|已支付|已发货|已完成|交易成功|等待出库|等待发货|等待确认收货)"
    r"|\b(?:paid|completed?|shipped|delivered|fulfilled|pagado|completado|enviado|entregado)\b",
    re.IGNORECASE,
)
_NEGATED = (
    r"\b(?:not|no|non|never|awaiting|pending|to be|partially|partly|parcialmente)\b"
    r"(?:[\s-](?:yet|been|fully|se|ha|sido|be)\b){0,3}[\s-]{0,3}"
)
_NOT_DONE = re.compile(
    _NEGATED + r"(?:completed?|shipped|delivered|fulfilled|completado|enviado|entregado)", re.IGNORECASE
)
_NOT_PAID = re.compile(
    _NEGATED
    + r"(?:paid|pagado)|交易关闭|已关闭|已取消|已退款|退款成功|部分(?:付款|支付)|\bcancel|\b(?:refunded|reembolsado)\b",
    re.IGNORECASE,
)


class _Line(Struct, frozen=True):
    """One row of an export; `line_id` numbers an order's items where each has a row and an amount of its own."""

    order: Order
    line_id: str


class _Table(Struct, frozen=True):
    """The header of an export: field → position, and what its cells mean."""

    positions: Mapping[str, int]
    clock: tzinfo
    day_first: bool | None

    def cell(self, row: Sequence[str], field: str) -> str:
        position = self.positions.get(field)
        return row[position].strip() if position is not None and position < len(row) else ""

    def time(self, row: Sequence[str], field: str) -> datetime | None:
        """The cell as the shop's wall clock; None when it is empty or cannot be read for sure."""
        found = parse_time(self.cell(row, field), day_first=self.day_first)
        if found is None:
            return None
        return found[0].astimezone(self.clock).replace(tzinfo=None) if found[0].tzinfo else found[0]


def read_orders(path: Path, *, log: ReadLog, options: ReadOptions | None = None) -> list[Order]:
    """The orders of an export, in its order; ids stay text, times without a zone are the shop's wall clock.

    Rows of one id are one order; the same row again, from an export that overlaps, adds nothing. A row without a
    usable id or creation time is skipped and logged with its number. Without a payment column, a status that says paid
    stands for payment when created, and a notice says so. Raises UnreadableFile or BadTable when the file gives no
    table with an order id and a creation time.
    """
    options = options or ReadOptions()
    found: dict[str, Order] = {}
    seen: set[tuple[str, str]] = set()
    before = len(log.skipped)
    for stream in open_streams([path], options=options, log=log):
        for line in _lines(stream, options):
            if (line.order.id, line.line_id) in seen:
                continue
            seen.add((line.order.id, line.line_id))
            known = found.get(line.order.id)
            found[line.order.id] = line.order if known is None else _joined(known, line)
    for skipped in log.skipped[before:]:
        if not found and skipped.line is None:
            raise UnreadableFile(str(skipped), file=str(path))
    return list(found.values())


def parse_amount(text: str) -> tuple[Decimal, str | None] | None:
    """Money as "¥1,007.00", "129元" or "1.007,00 €" write it, with the currency it names; None when it is none.

    The later of point and comma is the decimal one; a lone one before exactly three digits is so only for a point.
    """
    number = _NUMBER.search(text)
    if number is None:
        return None
    digits = re.sub(r"[' ]", "", number[0]).rstrip(".,")
    decimal_comma = digits.rfind(",") > digits.rfind(".") and not re.fullmatch(r"-?\d{1,3}(,\d{3})+", digits)
    if decimal_comma or digits.count(".") > 1:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    rest = (text[: number.start()] + text[number.end() :]).lower()
    return amount, next((code for mark, code in _CURRENCIES.items() if mark in rest), None)


def _lines(stream: Stream, options: ReadOptions) -> Iterator[_Line]:
    tables = 0
    for sheet in sheets(stream, delimiter=_delimiter(stream)):
        rows = list(sheet.rows)
        header = next((index for index, row in enumerate(rows[:HEADER_ROWS]) if _is_header(row[1])), None)
        if header is None:
            continue
        tables += 1
        yield from _sheet_lines(stream, rows[header][1], rows[header + 1 :], options)
    if not tables:
        raise BadTable(
            f"{stream.name} has no header with an order id and a creation time (订单编号, 订单创建时间; order_id, "
            "created_at); name the columns so and try again",
            file=stream.name,
        )


def _sheet_lines(stream: Stream, header: Sequence[str], rows: Sequence[Row], options: ReadOptions) -> Iterator[_Line]:
    positions = _positions(header)
    times = [
        row[positions[field]] for _, row in rows for field in ("created_at", "paid_at") if _has(row, positions, field)
    ]
    day_first = options.profile.day_first
    table = _Table(
        positions=positions,
        clock=_clock(options.wall_clock),
        day_first=day_order(times) if day_first is None else day_first,
    )
    if "paid_at" not in positions:
        stream.notice("has no payment time; orders whose status says paid count as paid when they were created")
    unpriced = []
    for number, row in rows:
        order = _order(stream, number, row, table)
        if order is None:
            continue
        if order.paid_at is not None and parse_amount(table.cell(row, "amount")) is None:
            unpriced.append(number)
        yield _Line(order=order, line_id=table.cell(row, "line"))
    if unpriced:
        stream.notice(f"paid orders without a readable amount: {len(unpriced)} (first: line {unpriced[0]}); taken as 0")


def _order(stream: Stream, number: int, row: Sequence[str], table: _Table) -> Order | None:
    order_id, created_at = table.cell(row, "id"), table.time(row, "created_at")
    if not order_id:
        stream.skip(number, "has no order id; export it with the id")
        return None
    if _ROUNDED.fullmatch(order_id):
        stream.skip(number, f"has an order id that a spreadsheet rounded ({order_id}); format the column as text")
        return None
    if created_at is None:
        stream.skip(number, "has no creation time that can be read; write it as 2024-03-05 10:23:45")
        return None
    amount, currency = parse_amount(table.cell(row, "amount")) or (Decimal(0), None)
    named = table.cell(row, "currency")
    return Order(
        id=order_id,
        customer=table.cell(row, "customer"),
        created_at=created_at,
        paid_at=_paid_at(row, table, created_at),
        amount=amount,
        currency=_CURRENCIES.get(named.lower(), named.upper()) or currency or "CNY",
        status=table.cell(row, "status"),
        item=table.cell(row, "item") or None,
        agent=table.cell(row, "agent") or None,
    )


def _paid_at(row: Sequence[str], table: _Table, created_at: datetime) -> datetime | None:
    if "paid_at" in table.positions:
        return table.time(row, "paid_at")
    status = table.cell(row, "status")
    paid = _PAID_STATUSES.search(_NOT_DONE.sub(" ", status)) and not _NOT_PAID.search(status)
    return created_at if paid else None


def _joined(known: Order, line: _Line) -> Order:
    """An order with a further row: rows with ids of their own add up, others repeat the order's amount."""
    if not line.line_id or line.order.amount == 0:
        return known
    return msgspec.structs.replace(known, amount=known.amount + line.order.amount)


def _is_header(row: Sequence[str]) -> bool:
    return all(field in _positions(row) for field in NEEDED)


def _positions(row: Sequence[str]) -> dict[str, int]:
    """Field → position of the column that names it most surely."""
    names = [normal(cell) for cell in row]
    found = {}
    for field, known in _columns().items():
        position = next((names.index(name) for name in map(normal, known) if name in names), None)
        if position is not None:
            found[field] = position
    return found


@cache
def _columns() -> dict[str, list[str]]:
    text = Path(__file__).with_name("order_columns.toml").read_text(encoding="utf-8")
    columns: dict[str, list[str]] = tomllib.loads(text)
    return columns


def _has(row: Sequence[str], positions: Mapping[str, int], field: str) -> bool:
    return positions.get(field, len(row)) < len(row)


def _delimiter(stream: Stream) -> str:
    """The delimiter under which one of the first lines names most columns."""
    if is_binary_table(stream.sample):
        return ","
    head = [line for _, (_, line) in zip(range(HEADER_ROWS), stream.lines(), strict=False)]
    text = "\n".join(head)
    return max(_DELIMITERS, key=lambda mark: max((len(_positions(row)) for row in head_rows(text, mark)), default=0))


def _clock(zone: str) -> tzinfo:
    if zone[0] in "+-":
        return datetime.strptime(zone, "%z").tzinfo or ZoneInfo("UTC")
    return ZoneInfo(zone)
