"""Lists page by page: a cursor names the last row seen, so that rows that come or go between pages shift nothing."""

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, DateTime, Row, Select, and_, func, or_

from coach.errors import InputError
from coach.store.values import Paging

MOST = 500
"""The largest page."""

_BEGINNING = datetime(1, 1, 1)


class Order(Struct, frozen=True):
    """By what a list can be sorted: columns by name, the key that tells equal rows apart, the usual order."""

    columns: Mapping[str, ColumnElement[Any]]
    key: ColumnElement[Any]
    default: str


def page(
    connection: Connection, select: Select[Any], paging: Paging, order: Order
) -> tuple[list[Row[Any]], str | None]:
    """The rows of one page, and the cursor of the next one.

    Raises InputError for a sort that is not offered and for a cursor that was not given by the same list.
    """
    sort = paging.sort or order.default
    name = sort.removeprefix("-")
    if name not in order.columns:
        raise InputError(f"this list cannot be sorted by {name!r}; choose one of: {', '.join(sorted(order.columns))}")
    column = _never_null(order.columns[name])
    downwards = sort.startswith("-")
    if paging.cursor is not None:
        value, key = _opened(paging.cursor, sort, column, order.key)
        past = (column < value, column == value) if downwards else (column > value, column == value)
        after = order.key < key if downwards else order.key > key
        select = select.where(or_(past[0], and_(past[1], after)))
    by = (column.desc(), order.key.desc()) if downwards else (column.asc(), order.key.asc())
    limit = max(1, min(paging.limit, MOST))
    marked = select.add_columns(column.label("_sort"), order.key.label("_key")).order_by(*by).limit(limit + 1)
    rows = list(connection.execute(marked))
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], _sealed(sort, last) if last is not None else None


def _never_null(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column, with what has no time before all others."""
    return func.coalesce(column, _BEGINNING, type_=column.type) if isinstance(column.type, DateTime) else column


def _sealed(sort: str, row: Row[Any]) -> str:
    value, key = row._mapping["_sort"], row._mapping["_key"]
    plain = value.isoformat() if isinstance(value, date | datetime) else value
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, plain, key])).decode().rstrip("=")


def _opened(cursor: str, sort: str, column: ColumnElement[Any], by: ColumnElement[Any]) -> tuple[Any, Any]:
    try:
        made_for, value, key = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if made_for != sort or not isinstance(key, by.type.python_type):
            raise ValueError
        kind = column.type.python_type
        value = datetime.fromisoformat(value) if issubclass(kind, datetime) else value
        if not isinstance(value, float | int if kind is float else kind):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, msgspec.MsgspecError):
        raise InputError("the cursor does not belong to this list; begin again without one") from None
    return value, key
