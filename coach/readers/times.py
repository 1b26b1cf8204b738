"""Time stamps as exports write them, with how precise they are.

Nothing is guessed: a date such as 03/04/2024 is only read when the caller says which part is the day.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone

from coach.transcript import Precision

Stamp = tuple[datetime, Precision]

_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_WEEKDAY = re.compile(r"(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)")
_BEFORE = r"(?P<before>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间)?\s*"
_CLOCK = r"(?P<h>\d{1,2})\s*[:：时点]\s*(?P<m>\d{1,2})\s*分?(?:\s*[:：]?\s*(?P<s>\d{1,2})秒?(?:[.,](?P<f>\d{1,9}))?)?"
_AFTER = r"\s*(?P<after>[ap]\.?\s?m\.?)?\s*(?P<zone>z|[+-]\d{2}:?\d{2}|utc|gmt)?"
_TIME = re.compile(_BEFORE + _CLOCK + _AFTER, re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\+?\d+)?", re.IGNORECASE)
_MORNING = frozenset({"凌晨", "清晨", "早上", "早晨", "上午"})
_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u3000": " ", "\u200e": None, "\u200f": None, "，": " "})
_EXCEL_EPOCH = datetime(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1971, 2200


def parse_time(text: str, *, day_first: bool | None = None) -> Stamp | None:
    """A date, or a date and a time of day, in the ways exports write them; None when it cannot be read for sure.

    `day_first` says what 03/04/2024 means (True: 3 April); without it only dates that can mean one thing are read.
    Also unix seconds and milliseconds (then in UTC) and Excel serial days. Only a stated offset or Z gives an aware
    result. Years out of 1971 to 2200 are what systems write for "never" and are no dates.
    """
    if len(text) >= 19 and text[4] == "-" and text[10] in " T" and text[13] == text[16] == ":":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            precise: Precision = "ms" if text[19:20] in (".", ",") else "s"
            return (moment, precise) if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
    text = _single_spaced(text)
    if _NUMBER.fullmatch(text):
        return parse_number(float(text))
    found = _date(text, day_first)
    if found is None:
        return None
    day, rest = found
    rest = _WEEKDAY.sub("", rest).strip().removeprefix("T").removeprefix(",").strip()
    if not rest:
        return datetime.combine(day, time()), "day"
    clock = parse_clock(rest)
    return (datetime.combine(day, clock[0]), clock[1]) if clock else None


def parse_clock(text: str) -> tuple[time, Precision] | None:
    """A time of day, 12- or 24-hour, Chinese, English or Spanish, with an offset if it states one."""
    match = _TIME.fullmatch(_single_spaced(text))
    if match is None:
        return None
    hour = _hour(int(match["h"]), match["before"], match["after"])
    fraction = match["f"]
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    try:
        clock = time(hour, int(match["m"]), int(match["s"] or 0), microsecond, tzinfo=_zone(match["zone"]))
    except ValueError:
        return None
    if fraction:
        return clock, "ms"
    return clock, "s" if match["s"] else "min"


def parse_number(value: float) -> Stamp | None:
    """Unix seconds or milliseconds by magnitude (in UTC), or an Excel serial day (wall clock); None for others."""
    found = _moment_of_number(value)
    return found if found and is_possible(found[0]) else None


def is_possible(moment: date) -> bool:
    """Whether a date can be one of a shop's events: from 1971 to 2200."""
    return _FIRST_YEAR <= moment.year <= _LAST_YEAR


def _single_spaced(text: str) -> str:
    return " ".join(text.translate(_SPACES).split())


def _moment_of_number(value: float) -> Stamp | None:
    if 20_000 <= value < 80_000:
        seconds = round(value * 86_400)
        return _EXCEL_EPOCH + timedelta(seconds=seconds), "s" if seconds % 86_400 else "day"
    if 1e8 <= value <= 1e11:
        return datetime.fromtimestamp(value, UTC), "s" if value == int(value) else "ms"
    if 1e11 < value <= 1e14:
        return datetime.fromtimestamp(int(value) // 1000, UTC) + timedelta(milliseconds=int(value) % 1000), "ms"
    return None


def day_order(texts: Iterable[str]) -> bool | None:
    """Whether the dates of one column put the day first (True) or the month (False); None when they do not tell."""
    first = second = False
    for text in texts:
        match = _YEAR_LAST.match(text.strip())
        if match:
            first = first or int(match[1]) > 12
            second = second or int(match[3]) > 12
    return first if first != second else None


def _date(text: str, day_first: bool | None) -> tuple[date, str] | None:
    match = _YEAR_FIRST.match(text)
    if match:
        return _checked(int(match[1]), int(match[2]), int(match[3]), text[match.end() :])
    match = _YEAR_LAST.match(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if day_first is None:
        day_first = _means_day_first(first, second, match[2])
    if day_first is None:
        return None
    day, month = (first, second) if day_first else (second, first)
    return _checked(year if year > 99 else 2000 + year, month, day, text[match.end() :])


def _means_day_first(first: int, second: int, separator: str) -> bool | None:
    if separator == "." or first > 12 or first == second:
        return True
    return False if second > 12 else None


def _checked(year: int, month: int, day: int, rest: str) -> tuple[date, str] | None:
    try:
        day_found = date(year, month, day)
    except ValueError:
        return None
    return (day_found, rest) if is_possible(day_found) else None


def _hour(hour: int, before: str | None, after: str | None) -> int:
    if not before and not after:
        return hour
    if hour > 12:
        return hour
    morning = before in _MORNING if before else (after or "").lower().startswith("a")
    if before == "中午":
        return hour if hour in (11, 12) else hour + 12
    if before in ("晚上", "晚间") and hour == 12:
        return 0
    return hour % 12 + (0 if morning else 12)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
