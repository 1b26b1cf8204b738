"""Order exports as orders: CSV and workbooks of Taobao, JD, Shopify, WooCommerce and others."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from coach.errors import BadTable, UnreadableFile
from coach.findings import Order
from coach.orders.money import CURRENCIES, parse_amount
from coach.orders.status import exclusion, says_paid
from coach.readers.opening import open_streams
from coach.readers.options import ReadLog, ReadOptions, TableProfile
from coach.readers.stream import Stream
from coach.readers.table_columns import HEADER_ROWS, load_profile, normal
from coach.readers.table_rows import Row, head_rows, is_binary_table, sheets
from coach.readers.times import day_order, parse_time

NEEDED = ("id", "created_at")
_DELIMITERS = (",", "\t", ";", "|")
_ROUNDED = re.compile(r"\d(\.\d+)?e\+?\d+|\d{16,}\.0", re.IGNORECASE)


class _Line(Struct, frozen=True):
    """One row of an export; `line_id` numbers an order's items where each has a row and an amount of its own."""

    order: Order
    line_id: str
    refunded: Decimal


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


def read_orders(
    path: Path, *, log: ReadLog, options: ReadOptions | None = None, no_sale: Sequence[str] = ()
) -> list[Order]:
    """The orders of an export, in its order; ids stay text, times without a zone are the shop's wall clock.

    Rows of one id are one order; the same row again, from an export that overlaps, adds nothing. A row without a
    usable id or creation time is skipped and logged with its number. Without a payment column, a status that says paid
    stands for payment when created, and a notice says so. Orders that are no sales (`Order.excluded`; `no_sale` are a
    shop's own words for their status) stay in the list and are counted in a notice. Columns that the options' profile
    names win over the known names. Raises UnreadableFile or BadTable when the file gives no table with an order id and
    a creation time.
    """
    options = options or ReadOptions()
    found: dict[str, Order] = {}
    refunded: dict[str, Decimal] = {}
    seen: set[tuple[str, str]] = set()
    before = len(log.skipped)
    for stream in open_streams([path], options=options, log=log):
        for line in _lines(stream, options):
            if (line.order.id, line.line_id) in seen:
                continue
            seen.add((line.order.id, line.line_id))
            refunded[line.order.id] = refunded.get(line.order.id, Decimal(0)) + line.refunded
            known = found.get(line.order.id)
            found[line.order.id] = line.order if known is None else _joined(known, line)
    for skipped in log.skipped[before:]:
        if not found and skipped.line is None:
            raise UnreadableFile(str(skipped), file=str(path))
    if not found:
        log.notice(path.name, "holds no order; conversion cannot be computed")
    orders = [_judged(order, refunded.get(order.id, Decimal(0)), no_sale) for order in found.values()]
    _tell_excluded(orders, log, path.name)
    return orders


def load_orders_map(path: Path) -> TableProfile:
    """A `--orders-map` file: lines such as `id = "Order No."`, and `day_first = true` if dates are written so.

    Raises InputError for a file that cannot be read, BadTable for a field that does not exist.
    """
    return load_profile(path, fields=sorted(_columns()))


def _judged(order: Order, refunded: Decimal, no_sale: Sequence[str]) -> Order:
    excluded = exclusion(
        order.status, paid=order.paid_at is not None, amount=order.amount, refunded=refunded, words=no_sale
    )
    return msgspec.structs.replace(order, excluded=excluded) if excluded else order


def _tell_excluded(orders: Sequence[Order], log: ReadLog, file: str) -> None:
    counted = Counter(order.excluded for order in orders if order.excluded)
    if counted:
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(counted.items()))
        log.notice(file, f"orders that are no sales and do not count: {counted.total()} ({kinds})")


def _lines(stream: Stream, options: ReadOptions) -> Iterator[_Line]:
    tables = 0
    mapped = options.profile.columns
    for sheet in sheets(stream, delimiter=_delimiter(stream, mapped)):
        rows = list(sheet.rows)
        header = next((index for index, row in enumerate(rows[:HEADER_ROWS]) if _is_header(row[1], mapped)), None)
        if header is None:
            continue
        tables += 1
        yield from _sheet_lines(stream, rows[header][1], rows[header + 1 :], options)
    if not tables:
        raise BadTable(
            f"{stream.name} has no header with an order id and a creation time (订单编号, 订单创建时间; order_id, "
            "created_at); name the columns so, or say what they are called in a --orders-map file",
            file=stream.name,
        )


def _sheet_lines(stream: Stream, header: Sequence[str], rows: Sequence[Row], options: ReadOptions) -> Iterator[_Line]:
    positions = _positions(header, options.profile.columns)
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
    known: set[str] = set()
    for number, row in rows:
        if not table.cell(row, "created_at") and _id(table, row) in known:
            continue
        order = _order(stream, number, row, table)
        if order is None:
            continue
        known.add(order.id)
        if order.paid_at is not None and parse_amount(table.cell(row, "amount")) is None:
            unpriced.append(number)
        refunded = parse_amount(table.cell(row, "refunded"))
        yield _Line(order=order, line_id=table.cell(row, "line"), refunded=refunded[0] if refunded else Decimal(0))
    if unpriced:
        stream.notice(f"paid orders without a readable amount: {len(unpriced)} (first: line {unpriced[0]}); taken as 0")


def _id(table: _Table, row: Sequence[str]) -> str:
    """The order id; Shopify writes #1001 for what chats call order 1001."""
    return table.cell(row, "id").removeprefix("#")


def _order(stream: Stream, number: int, row: Sequence[str], table: _Table) -> Order | None:
    order_id, created_at = _id(table, row), table.time(row, "created_at")
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
        currency=CURRENCIES.get(named.lower(), named.upper()) or currency or "CNY",
        status=table.cell(row, "status"),
        item=table.cell(row, "item") or None,
        agent=table.cell(row, "agent") or None,
    )


def _paid_at(row: Sequence[str], table: _Table, created_at: datetime) -> datetime | None:
    if "paid_at" in table.positions:
        return table.time(row, "paid_at")
    return created_at if says_paid(table.cell(row, "status")) else None


def _joined(known: Order, line: _Line) -> Order:
    """An order with a further row: rows with ids of their own add up, others repeat the order's amount."""
    if not line.line_id or line.order.amount == 0:
        return known
    return msgspec.structs.replace(known, amount=known.amount + line.order.amount)


def _is_header(row: Sequence[str], mapped: Mapping[str, str]) -> bool:
    return all(field in _positions(row, mapped) for field in NEEDED)


def _positions(row: Sequence[str], mapped: Mapping[str, str]) -> dict[str, int]:
    """Field → position of the column that names it most surely; names that a person gave win."""
    names = [normal(cell) for cell in row]
    layout = next((one for one in _layouts() if set(map(normal, one["marks"])) <= set(names)), {})
    found = {}
    for field, known in _columns().items():
        wanted = [mapped[field]] if field in mapped else [*layout.get(field, ()), *known]
        position = next((names.index(name) for name in map(normal, wanted) if name in names), None)
        if position is not None:
            found[field] = position
    return found


def _columns() -> dict[str, list[str]]:
    """Field → the names of its column, the surest first."""
    columns: dict[str, list[str]] = _names()["columns"]
    return columns


def _layouts() -> list[dict[str, list[str]]]:
    """Exports whose column names mean something else than elsewhere, told by the names in `marks`."""
    layouts: list[dict[str, list[str]]] = _names()["layout"]
    return layouts


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


def _has(row: Sequence[str], positions: Mapping[str, int], field: str) -> bool:
    return positions.get(field, len(row)) < len(row)


def _delimiter(stream: Stream, mapped: Mapping[str, str]) -> str:
    """The delimiter under which one of the first lines names most columns."""
    if is_binary_table(stream.sample):
        return ","
    head = [line for _, (_, line) in zip(range(HEADER_ROWS), stream.lines(), strict=False)]
    text = "\n".join(head)

    def named(mark: str) -> int:
        return max((len(_positions(row, mapped)) for row in head_rows(text, mark)), default=0)

    return max(_DELIMITERS, key=named)


def _clock(zone: str) -> tzinfo:
    if zone[0] in "+-":
        return datetime.strptime(zone, "%z").tzinfo or ZoneInfo("UTC")
    return ZoneInfo(zone)
