"""Tallies: what cases add to the counts of the shop, of each agent and of each group, by person and by session."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from coach.findings import Case
from coach.metrics.attributed import AttributedOrders
from coach.metrics.counts import Counts, Tally, add_up
from coach.metrics.groups import grouped
from coach.metrics.person_counts import Counting, Person, counts_of
from coach.metrics.visits import visit

__all__ = ["Counting", "tally"]

_FOLD_EVERY = 4096
_SHOP, _AGENT = "", "agent"

Key = tuple[str, str]
"""A kind of counts ("": the shop's; "agent", or that of a group) and the name of whom they are about."""


def tally(cases: Iterable[Case], *, orders: AttributedOrders, counting: Counting) -> Tally:
    """What the cases add up to, in memory that does not grow with their number.

    Each person must be in one case only. Formulas: the two tables of service metrics and of outcomes, as `Counts`,
    `summarise` and the presets spell them out.
    """
    sums: dict[Key, list[Counts]] = {}
    presets: Counter[str] = Counter()
    people = 0
    for people, case in enumerate(cases, start=1):
        presets[case.preset.name] += len(case.sessions)
        for key, counted in _counted(case, orders, counting):
            sums.setdefault(key, []).extend(counted)
        if people % _FOLD_EVERY == 0:
            sums = {key: [add_up(counted)] for key, counted in sums.items()}
    whole = {key: add_up(counted) for key, counted in sorted(sums.items())}
    groups: dict[str, dict[str, Counts]] = {}
    for (kind, name), counts in whole.items():
        groups.setdefault(kind, {})[name] = counts
    return Tally(
        shop=groups.pop(_SHOP, {}).get("", Counts()),
        agents=groups.pop(_AGENT, {}),
        groups=groups,
        presets=dict(sorted(presets.items())),
        methods={orders.method: people} if people else {},
    )


def _counted(case: Case, orders: AttributedOrders, counting: Counting) -> Iterator[tuple[Key, list[Counts]]]:
    """What one person adds, and to whose counts; where these are equal they are counted once and shared."""
    shift = timedelta(minutes=case.windows.shift_min)
    visits = tuple(visit(linked, case.preset, shift=shift) for linked in case.sessions)
    person = Person(case, visits, orders.by_person.get(case.person, ()))
    agents: frozenset[str] = frozenset().union(*(one.agents for one in visits))
    shop = counts_of(person, None, counting)
    alone = len(agents) == 1 and all(one.agents for one in visits)
    by_agent = {agent: shop if alone else counts_of(person, frozenset({agent}), counting) for agent in sorted(agents)}
    yield (_SHOP, ""), shop
    for agent, counted in by_agent.items():
        yield (_AGENT, agent), counted
    for kind, name, counted in grouped(person, shop, by_agent, counting):
        yield (kind, name), counted
