"""How often a question comes up: its share of consultations, by month, and before and after a day."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache

import msgspec
from msgspec import Struct

from coach.candidates import FaqCandidate, FaqChange, FaqMonth
from coach.faq.asking import Asked
from coach.findings import Difference, Rate
from coach.metrics.intervals import difference, wilson


class Consultations(Struct, frozen=True):
    """The consultations in which anything was asked: the number of each, of all, by month, and when each began.

    A question of a list is a consultation of its own.
    """

    of_request: tuple[int, ...]
    begun: tuple[datetime | None, ...]

    @property
    def first(self) -> datetime | None:
        """When the first began."""
        return min(filter(None, self.begun), default=None)

    @property
    def last(self) -> datetime | None:
        """When the last began."""
        return max(filter(None, self.begun), default=None)

    def having(self, members: Iterable[int]) -> frozenset[int]:
        """The consultations of these requests."""
        return frozenset(self.of_request[place] for place in members)


def consultations(asked: Sequence[Asked]) -> Consultations:
    """The consultations of all requests, each with the time of its first request (the shop's wall clock)."""
    numbers: dict[tuple[str, ...] | int, int] = {}
    begun: list[datetime | None] = []
    of_request = []
    for place, one in enumerate(asked):
        key = (one.platform, one.shop, one.session) if one.session else place
        number = numbers.setdefault(key, len(numbers))
        at = one.at.replace(tzinfo=None) if one.at else None
        if number == len(begun):
            begun.append(at)
        elif at is not None:
            begun[number] = min(filter(None, (begun[number], at)))
        of_request.append(number)
    return Consultations(of_request=tuple(of_request), begun=tuple(begun))


def with_shares(
    candidates: Sequence[FaqCandidate],
    members: Sequence[Collection[int]],
    *,
    every: Consultations,
    since: date | None = None,
) -> tuple[FaqCandidate, ...]:
    """The candidates with their share of consultations, months, trend, and the change since a day if one is given.

    The trend sets the later half of the time against the earlier one.
    """
    months = Counter(f"{at:%Y-%m}" for at in every.begun if at)
    middle = every.first + (every.last - every.first) / 2 if every.first and every.last else None
    cut = datetime.combine(since, time.min) if since else None
    halves, change = _before(every.begun, middle), _before(every.begun, cut)
    return tuple(
        msgspec.structs.replace(
            one,
            consultations=_rate(len(having), len(every.begun)),
            months=_months(having, every, months),
            trend=_change(having, every.begun, middle, of=halves) if every.first != every.last else None,
            change=FaqChange(since, _change(having, every.begun, cut, of=change)) if since else None,
        )
        for one, having in zip(candidates, map(every.having, members), strict=True)
    )


def direction(found: Difference | None) -> str:
    """Where the interval leaves no doubt "rose" or "fell", else "same"; "unknown" without an interval."""
    if found is None or found.low is None or found.high is None:
        return "unknown"
    return "rose" if found.low > 0 else "fell" if found.high < 0 else "same"


@lru_cache(maxsize=50_000)
def _rate(hits: int, n: int) -> Rate:
    """Remembered: most questions are asked a few times, out of the same number of consultations."""
    return wilson(hits, n)


def _months(having: Iterable[int], every: Consultations, of: Counter[str]) -> tuple[FaqMonth, ...]:
    theirs = Counter(f"{at:%Y-%m}" for at in (every.begun[number] for number in having) if at)
    return tuple(FaqMonth(month, theirs[month], n) for month, n in sorted(of.items()))


def _before(begun: Iterable[datetime | None], cut: datetime | None) -> tuple[int, int]:
    """How many began before the cut, and how many from it on."""
    sides = Counter(at < cut for at in begun if at and cut)
    return sides[True], sides[False]


def _change(
    having: Iterable[int], begun: Sequence[datetime | None], cut: datetime | None, *, of: tuple[int, int]
) -> Difference:
    before, after = _before((begun[number] for number in having), cut)
    return difference(_rate(before, of[0]), _rate(after, of[1]))
