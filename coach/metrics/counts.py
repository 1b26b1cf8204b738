"""Counts of service and sales that add up over any split of the customers."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeVar, cast

from msgspec import Struct, structs

_FOLD_EVERY = 512
Summand = TypeVar("Summand")


class ClusterSums(Struct, frozen=True):
    """What the interval of a clustered share needs: hits h and trials n by cluster, summed, squared and multiplied."""

    clusters: int = 0
    h: int = 0
    n: int = 0
    hh: int = 0
    nn: int = 0
    hn: int = 0

    @classmethod
    def of(cls, h: int, n: int) -> "ClusterSums":
        """One cluster with `h` hits in `n` trials; a cluster without trials tells nothing."""
        return cls(clusters=1, h=h, n=n, hh=h * h, nn=n * n, hn=h * n) if n else cls()


class Counts(Struct, frozen=True):
    """The counts of one agent, or of the shop.

    An agent's sessions are those in which the agent wrote; their customer messages count for each agent who did.
    Replies, rounds and requests count for the one who gave or owed them. People are counted in `consultations`,
    `inquirers`, `asked`, `never_answered`, `orders`, `inquirers_who_ordered`, `paid`, `paid_next_day` and `pending_*`:
    those whose last consultation is less than 1 or 4 days old, who may yet pay. Histograms (`*_s`) map whole seconds
    to how often they occurred in the preset's hours. `within` has, by limit in seconds, the rounds (or people)
    answered in time; `types` the requests of a type, over those of the sessions that had any of it; `requests` counts
    them by type and status. `amount` is paid money by currency; `by_day` ("2024-03-05") and `by_hour` are sessions
    begun then.
    """

    sessions: int = 0
    unanswered_sessions: int = 0
    exchanges: int = 0
    messages: int = 0
    customer_messages: int = 0
    agent_messages: int = 0
    consultations: int = 0
    inquirers: int = 0
    asked: int = 0
    never_answered: int = 0
    answered_rounds: int = 0
    unanswered_rounds: int = 0
    first_response_s: dict[int, int] = {}
    response_s: dict[int, int] = {}
    handle_s: dict[int, int] = {}
    within: dict[int, ClusterSums] = {}
    stances: dict[str, int] = {}
    passive: ClusterSums = ClusterSums()
    requests: dict[str, dict[str, int]] = {}
    types: dict[str, ClusterSums] = {}
    requests_by_session: ClusterSums = ClusterSums()
    orders: int = 0
    inquirers_who_ordered: int = 0
    paid: int = 0
    paid_next_day: int = 0
    pending_next_day: int = 0
    pending_paid: int = 0
    amount: dict[str, Decimal] = {}
    by_day: dict[str, int] = {}
    by_hour: dict[int, int] = {}


class Tally(Struct, frozen=True):
    """The counts of the shop, in which each person counts once, and of each agent.

    `presets` counts the sessions judged under each preset; `methods` the people by the method that attributed orders.
    """

    shop: Counts = Counts()
    agents: dict[str, Counts] = {}
    presets: dict[str, int] = {}
    methods: dict[str, int] = {}


def merge(first: Tally, second: Tally) -> Tally:
    """The tally of both; neither may have seen a person of the other."""
    return add_up((first, second))


def total(tallies: Iterable[Tally]) -> Tally:
    """The tally of all of them, in memory that does not grow with their number."""
    waiting = [Tally()]
    for tally in tallies:
        waiting.append(tally)
        if len(waiting) == _FOLD_EVERY:
            waiting = [add_up(waiting)]
    return add_up(waiting)


def add_up(values: Sequence[Summand]) -> Summand:
    """The sum of values of one type: numbers; dicts, key by key; structs of these, field by field."""
    first = values[0]
    if isinstance(first, Struct):
        fields = zip(*map(structs.astuple, cast("Sequence[Struct]", values)), strict=True)
        return type(first)(*map(add_up, fields))
    if isinstance(first, dict):
        by_key: dict[Any, list[Any]] = {}
        for found in cast("Sequence[dict[Any, Any]]", values):
            for key, part in found.items():
                by_key.setdefault(key, []).append(part)
        return cast("Summand", {key: add_up(parts) for key, parts in sorted(by_key.items())})
    return cast("Summand", sum(cast("Sequence[Any]", values)))
