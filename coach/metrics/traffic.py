"""What a shop's traffic brought, day by day: conversion, and the value of a visit."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from coach.findings import Order, Rate, TrafficDay
from coach.metrics.intervals import wilson


class TrafficResult(Struct, frozen=True):
    """A day: orders placed over visits, and what a visit brought in money.

    `sales` is the shop's own figure, else the paid amounts of the orders placed that day where they have one currency.
    None: no order export, no visit, or several currencies.
    """

    day: date
    visits: int
    conversion: Rate | None
    sales: Decimal | None
    value: Decimal | None


def traffic_days(traffic: Sequence[TrafficDay], orders: Iterable[Order] | None) -> tuple[TrafficResult, ...]:
    """Each day's orders and sales over its visits; `orders` are all of the shop, None without an export."""
    by_day: dict[date, list[Order]] = {}
    for order in orders or ():
        if not order.excluded:
            by_day.setdefault(order.created_at.date(), []).append(order)
    return tuple(_result(one, by_day.get(one.day, []) if orders is not None else None) for one in traffic)


def _result(one: TrafficDay, orders: Sequence[Order] | None) -> TrafficResult:
    conversion = None if orders is None else _conversion(len(orders), one.visits)
    sales = one.sales if one.sales is not None else _paid(orders)
    value = (sales / one.visits).quantize(Decimal("0.01")) if sales is not None and one.visits else None
    return TrafficResult(day=one.day, visits=one.visits, conversion=conversion, sales=sales, value=value)


def _conversion(orders: int, visits: int) -> Rate:
    """Without an interval where a day has more orders than visits, which no share can have."""
    return wilson(orders, visits) if orders <= visits else Rate(hits=orders, n=visits)


def _paid(orders: Sequence[Order] | None) -> Decimal | None:
    paid = [order for order in orders or () if order.paid_at is not None]
    if orders is None or len({order.currency for order in paid}) > 1:
        return None
    return sum((order.amount for order in paid), Decimal(0))
