"""How many visitors a shop had, day by day."""

from datetime import date
from pathlib import Path

from coach.errors import BadTable
from coach.findings import TrafficDay
from coach.orders.money import parse_amount
from coach.readers.listing import Listed, listed_rows
from coach.readers.options import ReadLog
from coach.readers.times import parse_time
from coach.settings import ReadSettings

_DEFAULTS = ReadSettings()


def read_traffic(
    path: Path, *, log: ReadLog, encoding: str | None = None, settings: ReadSettings = _DEFAULTS
) -> tuple[TrafficDay, ...]:
    """The days of a CSV or workbook with the columns date and visits (or visitors), and perhaps sales, by date.

    The header is in Chinese, English or Spanish. A row without a date or a number of visits is skipped and logged; of
    two rows of one day the first counts. Raises BadTable when no row is left.
    """
    found: dict[date, TrafficDay] = {}
    for row in listed_rows(path, section="traffic", needed=frozenset({"day"}), encoding=encoding, settings=settings):
        day, visits = _day(row), _count(row.value("visits") or row.value("visitors"))
        if day is None or visits is None:
            log.skip(path.name, row.line, "has no date or no number of visits; write them as 2024-03-05 and 1200")
        elif day in found:
            log.skip(path.name, row.line, f"repeats {day}; keep one line a day")
        else:
            sales = parse_amount(row.value("sales"))
            found[day] = TrafficDay(day, visits, sales[0] if sales else None)
    if not found:
        message = f"{path.name} names no day with its visits; it needs the columns date (日期) and visits (访客数)"
        raise BadTable(message, file=path.name)
    return tuple(found[day] for day in sorted(found))


def _day(row: Listed) -> date | None:
    found = parse_time(row.value("day"))
    return found[0].date() if found else None


def _count(text: str) -> int | None:
    """A whole number that is not below 0, with or without its thousands parted."""
    found = parse_amount(text)
    return int(found[0]) if found and found[0] >= 0 and found[0] == int(found[0]) else None
