"""Tallies: what cases add to the counts of the shop, of each agent and of each group, by person and by session."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from coach.findings import Case
from coach.metrics.attributed import AttributedOrders
from coach.metrics.counts import Counts, Tally, add_up
from coach.metrics.groups import AGENT, SHOP, Key, grouped, without_asked
from coach.metrics.person_counts import Counting, Person
from coach.metrics.visits import visit

__all__ = ["Counting", "tally"]

_FOLD_EVERY = 4096


def tally(cases: Iterable[Case], *, orders: AttributedOrders, counting: Counting) -> Tally:
    """What the cases add up to, in memory that does not grow with their number.

    Each person must be in one case only. Formulas: the two tables of service metrics and of outcomes, as `Counts`,
    `summarise` and the presets spell them out.
    """
    sums: dict[tuple[Key, ...], list[Counts]] = {}
    presets: Counter[str] = Counter()
    people = 0
    for people, case in enumerate(cases, start=1):
        presets[case.preset.name] += len(case.sessions)
        for keys, counted in grouped(_person(case, orders), counting):
            sums.setdefault(keys, []).append(counted)
        if people % _FOLD_EVERY == 0:
            sums = {keys: [add_up(counted)] for keys, counted in sums.items()}
    groups: dict[str, dict[str, Counts]] = {}
    for (kind, name), counts in _by_key(sums).items():
        groups.setdefault(kind, {})[name] = counts
    return Tally(
        shop=groups.pop(SHOP, {}).get("", Counts()),
        agents=groups.pop(AGENT, {}),
        groups={kind: {name: without_asked(one) for name, one in found.items()} for kind, found in groups.items()},
        presets=dict(sorted(presets.items())),
        methods={orders.method: people} if people else {},
    )


def _person(case: Case, orders: AttributedOrders) -> Person:
    shift = timedelta(minutes=case.windows.shift_min)
    visits = tuple(visit(linked, case.preset, shift=shift) for linked in case.sessions)
    return Person(case, visits, orders.by_person.get(case.person, ()))


def _by_key(sums: Mapping[tuple[Key, ...], Sequence[Counts]]) -> dict[Key, Counts]:
    """The sums of those who share counts, added up for each of them."""
    parts: dict[Key, list[Counts]] = {}
    for keys, counted in sums.items():
        shared = add_up(counted)
        for key in keys:
            parts.setdefault(key, []).append(shared)
    return {key: add_up(counted) for key, counted in sorted(parts.items())}
