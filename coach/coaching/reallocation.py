"""A better allocation of consultations, with what it would bring as an interval, or why the data support none."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from coach.coaching.load import Load
from coach.metrics.comparison import FEWEST_CONSULTATIONS, strength
from coach.metrics.counts import Share

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Draws = NDArray[np.float64]

Unsupported = Literal["one_agent", "orders_unknown", "no_orders", "few", "no_difference", "no_room"]
"""Why nothing is suggested: the last three are fewer than two agents with ten consultations, agents who cannot be told
apart, and nobody with room at the same hours."""

DRAWS = 20_000
SEED = 0
LIMITS = (0.025, 0.975)


class Served(Struct, frozen=True):
    """Consultations of one agent on one question type in one hour of the day, and how many of them ordered."""

    agent: str
    type: str
    hour: int
    n: int
    orders: int


class Estimate(Struct, frozen=True):
    """An agent's conversion with its 95 % interval; `expected` is the team's on the same questions and hours."""

    agent: str
    expected: float
    mean: float
    low: float
    high: float


class Move(Struct, frozen=True):
    """Consultations of `giver` that `taker`, on duty at the same hours, had room for."""

    giver: str
    taker: str
    n: int


class Reallocation(Struct, frozen=True):
    """What to give to whom, and the orders it would have brought more in the same period: mean and 95 % interval."""

    moves: tuple[Move, ...]
    orders: int
    mean: float
    low: float
    high: float


class _Posterior(Struct, frozen=True):
    """An agent's conversion as draws, over the conversion expected of the agent's questions and hours."""

    n: int
    expected: float
    rate: "Draws"

    @property
    def relative(self) -> "Draws":
        """How many times the team's conversion, other things equal."""
        return self.rate / self.expected


def estimates(served: Sequence[Served]) -> tuple[Estimate, ...]:
    """The conversion of each agent, drawn towards the team's; empty when nobody ordered."""
    import numpy as np

    found = []
    for agent, one in _posteriors(served).items():
        low, high = np.quantile(one.rate, LIMITS)
        found.append(Estimate(agent, one.expected, float(one.rate.mean()), float(low), float(high)))
    return tuple(found)


def reallocate(load: Load, served: Sequence[Served], *, orders_known: bool) -> Reallocation | Unsupported:
    """The moves that bring most orders, or why there are none to suggest.

    In each clock hour consultations go from who converts surely less to who converts surely more (the 95 % interval of
    the difference, standardised for question type and hour, is above 0), never beyond what the taker has once begun
    in one hour, and only while both are on duty: between the first and the last message of that day.
    """
    posteriors = _posteriors(served)
    sizes = Counter[str]()
    for one in served:
        sizes[one.agent] += one.n
    if len(sizes) < 2:
        return "one_agent"
    if not orders_known:
        return "orders_unknown"
    if not posteriors:
        return "no_difference" if any(one.orders for one in served) else "no_orders"
    enough = {agent: one for agent, one in posteriors.items() if one.n >= FEWEST_CONSULTATIONS}
    if len(enough) < 2:
        return "few"
    pairs = _sure_pairs(enough)
    if not pairs:
        return "no_difference"
    moves = _moves(load, pairs)
    return _effect(moves, enough, orders=sum(one.orders for one in served)) if moves else "no_room"


def _effect(moves: Mapping[tuple[str, str], int], of: Mapping[str, _Posterior], *, orders: int) -> Reallocation:
    import numpy as np

    gained = sum(
        n * of[giver].expected * (of[taker].relative - of[giver].relative) for (giver, taker), n in moves.items()
    )
    low, high = np.quantile(gained, LIMITS)
    listed = (Move(giver, taker, n) for (giver, taker), n in sorted(moves.items(), key=lambda one: -one[1]))
    return Reallocation(tuple(listed), orders, float(np.mean(gained)), float(low), float(high))


def _sure_pairs(of: Mapping[str, _Posterior]) -> list[tuple[str, str]]:
    """Who would give to whom: pairs whose difference is surely above 0, those that gain most first."""
    import numpy as np

    found = []
    for giver, taker in product(of, repeat=2):
        gain = of[giver].expected * (of[taker].relative - of[giver].relative)
        if giver != taker and np.quantile(gain, LIMITS[0]) > 0:
            found.append((-float(gain.mean()), giver, taker))
    return [(giver, taker) for _, giver, taker in sorted(found)]


def _moves(load: Load, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many consultations each pair would move, clock hour by clock hour."""
    most: Counter[str] = Counter()
    by_hour: dict[str, Counter[str]] = defaultdict(Counter)
    for (agent, hour), n in load.begun.items():
        most[agent] = max(most[agent], n)
        by_hour[hour][agent] = n
    duty = _duty(load)
    moved: Counter[tuple[str, str]] = Counter()
    for hour, begun in sorted(by_hour.items()):
        day = hour[: len("2024-03-05")]
        left, room = Counter(begun), {agent: most[agent] - begun[agent] for agent in most}
        for giver, taker in pairs:
            first, last = duty.get((taker, day), ("", ""))
            n = min(left[giver], room.get(taker, 0)) if first <= hour <= last else 0
            if n > 0:
                moved[giver, taker] += n
                left[giver] -= n
                room[taker] -= n
    return dict(moved)


def _duty(load: Load) -> dict[tuple[str, str], tuple[str, str]]:
    """By agent and day, the clock hours of the first and the last message."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for agent, hour in load.written:
        key = (agent, hour[: len("2024-03-05")])
        first, last = found.get(key, (hour, hour))
        found[key] = (min(first, hour), max(last, hour))
    return found


def _posteriors(served: Sequence[Served]) -> dict[str, _Posterior]:
    """Draws of each agent's conversion: Beta(w·e + k, w·(1 - e) + n - k), e what the team reached on the same mix.

    Empirical Bayes (Efron and Morris 1975) with the prior's mean standardised for question type and hour, so that an
    agent is not blamed for harder questions. The draws have a fixed seed. Empty when nobody ordered, or everybody.
    """
    import numpy as np

    n, orders = sum(one.n for one in served), sum(one.orders for one in served)
    if not 0 < orders < n:
        return {}
    by_agent: dict[str, list[Served]] = {}
    for one in served:
        by_agent.setdefault(one.agent, []).append(one)
    sums = {agent: (sum(one.orders for one in ones), sum(one.n for one in ones)) for agent, ones in by_agent.items()}
    weight = strength([Share(k, of) for k, of in sums.values()])
    team = _team_rates(served, mean=orders / n, weight=weight)
    drawn = np.random.default_rng(SEED)
    found = {}
    for agent, (k, of) in sorted(sums.items()):
        expected = sum(one.n * team[one.type, one.hour] for one in by_agent[agent]) / of
        rate = drawn.beta(weight * expected + k, weight * (1 - expected) + of - k, DRAWS)
        found[agent] = _Posterior(n=of, expected=expected, rate=rate)
    return found


def _team_rates(served: Sequence[Served], *, mean: float, weight: float) -> dict[tuple[str, int], float]:
    """The team's conversion by question type and hour: each drawn to that of its type, and the type's to the whole."""
    types: dict[str, list[int]] = {}
    cells: dict[tuple[str, int], list[int]] = {}
    for one in served:
        for sums in (types.setdefault(one.type, [0, 0]), cells.setdefault((one.type, one.hour), [0, 0])):
            sums[0] += one.orders
            sums[1] += one.n
    of_type = {name: (k + weight * mean) / (n + weight) for name, (k, n) in types.items()}
    return {key: (k + weight * of_type[key[0]]) / (n + weight) for key, (k, n) in cells.items()}
