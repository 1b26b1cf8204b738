"""Allocation: who gets how many consultations against who converts, and whether giving them otherwise would pay."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from coach.coaching.load import UNKNOWN_HOUR, Load, peaks
from coach.coaching.reallocation import Estimate, Reallocation, Served, Unsupported, estimates, reallocate
from coach.findings import Rate
from coach.metrics.intervals import wilson

Key = TypeVar("Key", str, int)


class AgentLoad(Struct, frozen=True):
    """One agent's part of the work and what came of it.

    `conversion` is orders over consultations. `estimate` is the rate drawn towards what the team would have reached
    with the same questions at the same hours; None when no order is known. `peak` is the most customers served at the
    same time, `busiest` the most consultations begun in one clock hour; both 0 where the files have no times.
    """

    agent: str
    consultations: int
    share: float
    conversion: Rate
    estimate: Estimate | None
    peak: int
    busiest: int


class Allocation(Struct, frozen=True):
    """Who was given what, and a better way if the data support one.

    `by_type` and `by_hour` have orders over consultations by agent; the type is the first one asked ("" where nothing
    was asked). Exactly one of `reallocation` and `unsupported` (why nothing is suggested) is set.
    """

    agents: tuple[AgentLoad, ...] = ()
    by_type: dict[str, dict[str, Rate]] = {}
    by_hour: dict[int, dict[str, Rate]] = {}
    reallocation: Reallocation | None = None
    unsupported: Unsupported | None = None


def allocation(load: Load, *, orders_known: bool) -> Allocation:
    """The allocation that the counts show; without any known order, conversions and a suggestion are left out."""
    served = _served(load)
    given: Counter[str] = Counter()
    ordered: Counter[str] = Counter()
    for (agent, _, _), n in load.consultations.items():
        given[agent] += n
    for (agent, _, _), n in load.orders.items():
        ordered[agent] += n
    most, busiest = peaks(load), busiest_hours(load)
    found = {one.agent: one for one in estimates(served)} if orders_known else {}
    moved = reallocate(load, served, orders_known=orders_known)
    return Allocation(
        agents=tuple(
            AgentLoad(
                agent=agent,
                consultations=n,
                share=n / given.total(),
                conversion=wilson(ordered[agent], n) if orders_known else Rate(hits=0, n=0),
                estimate=found.get(agent),
                peak=most.get(agent, 0),
                busiest=busiest.get(agent, 0),
            )
            for agent, n in sorted(given.items())
        ),
        by_type=_table((one.type, one) for one in served),
        by_hour=_table((one.hour, one) for one in served if one.hour != UNKNOWN_HOUR),
        reallocation=moved if isinstance(moved, Reallocation) else None,
        unsupported=None if isinstance(moved, Reallocation) else moved,
    )


def busiest_hours(load: Load) -> dict[str, int]:
    """By agent, the most consultations begun in one clock hour."""
    most: dict[str, int] = {}
    for (agent, _), n in load.begun.items():
        most[agent] = max(most.get(agent, 0), n)
    return most


def _served(load: Load) -> tuple[Served, ...]:
    return tuple(
        Served(agent=agent, type=asked, hour=hour, n=n, orders=load.orders.get((agent, asked, hour), 0))
        for (agent, asked, hour), n in sorted(load.consultations.items())
    )


def _table(cells: Iterable[tuple[Key, Served]]) -> dict[Key, dict[str, Rate]]:
    sums: dict[Key, dict[str, tuple[int, int]]] = {}
    for key, one in cells:
        row = sums.setdefault(key, {})
        orders, n = row.get(one.agent, (0, 0))
        row[one.agent] = (orders + one.orders, n + one.n)
    return {key: {agent: wilson(*pair) for agent, pair in sorted(row.items())} for key, row in sorted(sums.items())}
