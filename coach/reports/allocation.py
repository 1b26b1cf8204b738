"""The part of the team's section that says who gets the consultations, who converts, and what to change."""

from collections.abc import Mapping

from msgspec import Struct

from coach.coaching.allocation import AgentLoad
from coach.coaching.reallocation import Reallocation
from coach.findings import Rate
from coach.metrics.summary import AgentMetrics
from coach.reports import figures
from coach.reports.figures import Figure
from coach.reports.texts import Texts, visible
from coach.result import Analysis


class Grid(Struct, frozen=True):
    """Orders over consultations by agent (`columns`), a row a question type or an hour."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


class AllocationPart(Struct, frozen=True):
    """The table of agents, the finer tables, and the suggestion: what to move, or in `conclusion` why nothing."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure, ...]], ...]
    grids: tuple[Grid, ...]
    conclusion: str
    moves: tuple[str, ...]
    method: str


def allocation_part(analysis: Analysis, texts: Texts) -> AllocationPart | None:
    """The allocation in words and figures; None when no agent was consulted."""
    found = analysis.allocation
    if not found.agents:
        return None
    metrics = {one.agent: one.metrics for one in analysis.agents}
    keys = ("consultations", "conversion", "estimate", "peak", "response")
    moved = found.reallocation
    return AllocationPart(
        columns=tuple(texts(f"allocation.column.{key}") for key in keys),
        rows=tuple((visible(one.agent), _cells(one, metrics.get(one.agent), texts)) for one in found.agents),
        grids=(
            _grid("by_type", {_type(name, texts): row for name, row in found.by_type.items()}, texts),
            _grid("by_hour", {f"{hour:02}:00": row for hour, row in found.by_hour.items()}, texts),
        ),
        conclusion=_gain(moved, texts) if moved else texts(f"allocation.unsupported.{found.unsupported}"),
        moves=_moves(moved, texts) if moved else (),
        method=texts("allocation.method"),
    )


def _cells(one: AgentLoad, metrics: AgentMetrics | None, texts: Texts) -> tuple[Figure, ...]:
    part = texts("allocation.share", share=texts.percent(one.share))
    peak = figures.missing(texts, "times")
    if one.peak:
        busiest = texts("allocation.busiest", n=texts.number(one.busiest))
        peak = Figure(texts.number(one.peak), (busiest,))
    return (
        Figure(texts.number(one.consultations), (part,)),
        figures.rate(texts, one.conversion, why="orders"),
        _estimate(one, texts),
        peak,
        figures.mean(texts, metrics.response, metrics) if metrics else figures.missing(texts, "times"),
    )


def _estimate(one: AgentLoad, texts: Texts) -> Figure:
    if one.estimate is None:
        return figures.missing(texts, "none_ordered" if one.conversion.n else "orders")
    expected = texts("allocation.expected", share=texts.percent(one.estimate.expected))
    interval = texts.percents(one.estimate.low, one.estimate.high)
    return Figure(texts.percent(one.estimate.mean), (interval, expected))


def _grid(key: str, table: Mapping[str, Mapping[str, Rate]], texts: Texts) -> Grid:
    agents = sorted({agent for row in table.values() for agent in row})
    rows = tuple((title, tuple(_counted(row.get(agent), texts) for agent in agents)) for title, row in table.items())
    return Grid(texts(f"allocation.{key}"), tuple(map(visible, agents)), rows)


def _counted(found: Rate | None, texts: Texts) -> str:
    return "–" if found is None else f"{texts.number(found.hits)}/{texts.number(found.n)}"


def _type(name: str, texts: Texts) -> str:
    return texts.question_type(name) if name else texts("allocation.nothing_asked")


def _gain(moved: Reallocation, texts: Texts) -> str:
    return texts(
        "allocation.gain",
        n=texts.number(sum(move.n for move in moved.moves)),
        mean=texts.number(moved.mean, places=1),
        low=texts.number(moved.low, places=1),
        high=texts.number(moved.high, places=1),
        orders=texts.number(moved.orders),
    )


def _moves(moved: Reallocation, texts: Texts) -> tuple[str, ...]:
    return tuple(
        texts("allocation.move", n=texts.number(move.n), giver=visible(move.giver), taker=visible(move.taker))
        for move in moved.moves
    )
