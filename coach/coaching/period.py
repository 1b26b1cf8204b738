"""The numbers of one period as an analysis leaves them in its folder, and how a later analysis finds them."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from coach.findings import FactorScore, Preset, Rate
from coach.metrics.summary import Durations

FILE = "period.json"
"""The name of the file in the folder of a report."""

OFF = "none"
"""What a user names who wants no comparison."""


class AgentPeriod(Struct, frozen=True):
    """One agent, or under the name "" the shop, in one period; every dict is by name.

    `shares` are rates of service and sales, `rules` acts that were missed over those due, `findings` hits and credits;
    `score` is that of the whole card.
    """

    agent: str
    counts: dict[str, int]
    amount: dict[str, Decimal]
    shares: dict[str, Rate]
    waits: dict[str, Durations]
    scores: dict[str, FactorScore]
    rules: dict[str, Rate]
    findings: dict[str, int]
    score: float | None = None


class Basis(Struct, frozen=True):
    """What numbers rest on: where two periods differ in it, a difference of numbers may come from there.

    `models` has the checksum of each by language and task, `rubric` and `own_rules` are checksums too; a rule that
    became a hint changes that of the rubric.
    """

    version: str
    presets: dict[str, Preset]
    settings: dict[str, Any]
    models: dict[str, str]
    rubric: str
    own_rules: str
    orders: bool


class Period(Struct, frozen=True):
    """All that a later comparison needs of a period, and nothing that was written in a chat."""

    first_at: datetime | None
    last_at: datetime | None
    shops: tuple[str, ...]
    basis: Basis
    shop: AgentPeriod
    agents: tuple[AgentPeriod, ...]
    format: Literal["coach-period-1"] = "coach-period-1"


class Previous(Struct, frozen=True):
    """An earlier period and the folder it was found in."""

    folder: Path
    period: Period


class Search(Struct, frozen=True):
    """What a search for an earlier period gave: the period, or none, and what the user should know about folders."""

    previous: Previous | None = None
    passed_over: tuple[tuple[str, str], ...] = ()


def find_previous(out: Path, current: Period, *, named: str | None = None) -> Search:
    """The period to compare with: that of the folder `named`, else of `out` or a folder beside it.

    Beside it, the latest of the same shop is taken that ends before the current one begins; where no shop is known, it
    must share an agent. A folder that cannot be used is passed over and named with the reason.
    """
    if named == OFF:
        return Search()
    if named is not None:
        folder = Path(named)
        found = _read(folder / FILE)
        return Search(None, ((str(folder), found),)) if isinstance(found, str) else Search(Previous(folder, found))
    usable, passed_over = [], []
    for folder in _beside(out):
        found = _read(folder / FILE)
        if isinstance(found, str):
            passed_over.append((str(folder), found))
        elif _same_shop(found, current) and (ended := before(found, current)) is not None:
            usable.append((ended, str(folder), found))
    latest = max(usable, key=lambda one: one[:2], default=None)
    return Search(Previous(Path(latest[1]), latest[2]) if latest else None, tuple(passed_over))


def before(earlier: Period, current: Period) -> datetime | None:
    """When the earlier period ended, if that was before the current one began; both on the shop's wall clock."""
    if earlier.last_at is None or current.first_at is None:
        return None
    ended = earlier.last_at.replace(tzinfo=None)
    return ended if ended < current.first_at.replace(tzinfo=None) else None


def _beside(out: Path) -> Iterator[Path]:
    """The folders with a period: the one to be written into, and its neighbours."""
    try:
        yield from sorted(file.parent for file in out.resolve().parent.glob(f"*/{FILE}"))
    except OSError:
        return


def _same_shop(one: Period, other: Period) -> bool:
    if one.shops or other.shops:
        return one.shops == other.shops
    return bool({agent.agent for agent in one.agents} & {agent.agent for agent in other.agents})


def _read(file: Path) -> Period | str:
    """The period in a file, or why there is none."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Period)
    except FileNotFoundError:
        return f"has no {FILE}; name a folder that coach analyse wrote, with this version or a later one"
    except OSError as problem:
        return f"{FILE} cannot be read ({problem.strerror}); check who may open it"
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        return f"{FILE} is damaged or of another program ({problem}); analyse that period again"
