"""Which results are stale: those of other messages or orders, and those that a later time may still change."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, func, select

from coach.metrics.presets import load_presets
from coach.pipeline import Plan
from coach.store.keeping import seen_until
from coach.store.result_tables import parts
from coach.store.tables import buckets, orders, pieces

FIXED = timedelta(days=7)
"""Longer than any wait that is no setting: the days until a payment counts as not made, zones of clocks."""

CENTURY_S = 100 * 365 * 86_400.0
_UNITS_S = {"s": 1, "min": 60, "hours": 3600, "days": 86_400}


def stale_buckets(connection: Connection, shop: str, run: str, plan: Plan) -> list[int]:
    """The buckets whose results of this run are missing, or made from other messages, orders or times.

    A later time is another one only to a bucket in which something was still waited for at the earlier one.
    """
    latest, last, wait = seen_until(connection, shop), _last_times(connection, shop), longest_wait(plan)
    judged = {
        row.bucket: (row.version, row.seen_until)
        for row in connection.execute(select(parts).where(parts.c.shop == shop, parts.c.run == run))
    }

    def is_fresh(bucket: int, version: int) -> bool:
        if bucket not in judged or judged[bucket][0] != version:
            return False
        before = judged[bucket][1]
        return before == latest or _is_settled(last.get(bucket), before, latest, wait)

    present = connection.execute(select(buckets).where(buckets.c.shop == shop).order_by(buckets.c.bucket))
    return [row.bucket for row in present if not is_fresh(row.bucket, row.version)]


def longest_wait(plan: Plan) -> timedelta:
    """After how long nothing more is waited for: the longest time in settings, presets and own rules, and `FIXED`.

    Their fields say the unit at the end of the name; a time that is no wait only makes it longer.
    """
    presets = load_presets(plan.settings.metrics.presets).presets
    named = msgspec.to_builtins({"settings": plan.settings, "presets": presets, "own": plan.own_rules})
    return FIXED + timedelta(seconds=min(CENTURY_S, max(_seconds(named, ""))))


def _seconds(value: object, name: str) -> Iterator[float]:
    """All times in plain values, in seconds."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _seconds(inner, key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _seconds(inner, name)
    elif isinstance(value, int | float) and name.rpartition("_")[2] in _UNITS_S:
        yield float(value * _UNITS_S[name.rpartition("_")[2]])


def _last_times(connection: Connection, shop: str) -> dict[int, datetime]:
    """The latest time in the chats and orders of each bucket that has any."""
    found: dict[int, datetime] = {}
    for table, moment in ((pieces, pieces.c.last_at), (orders, orders.c.created_at), (orders, orders.c.paid_at)):
        chosen = select(table.c.bucket, func.max(moment)).where(table.c.shop == shop, table.c.bucket.is_not(None))
        for bucket, at in connection.execute(chosen.group_by(table.c.bucket)):
            if at is not None:
                found[bucket] = max(at, found.get(bucket, at))
    return found


def _is_settled(last: datetime | None, before: datetime | None, latest: datetime | None, wait: timedelta) -> bool:
    """Whether nothing was waited for any more at either of two times; where no times are, nothing ever is."""
    if last is None:
        return True
    return before is not None and latest is not None and min(before, latest) - last >= wait
