"""The shop looked at by platform, shop, team, day and hour: whose counts a person belongs to."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from coach.metrics.counts import ClusterSums, Counts
from coach.metrics.person_counts import Counting, Person, counts_of
from coach.metrics.rounds import has_clock
from coach.metrics.visits import Visit

Grouped = tuple[str, str, list[Counts]]
"""A kind of group, the name of one, and what a person adds to it."""


def grouped(
    person: Person, shop: list[Counts], by_agent: Mapping[str, list[Counts]], counting: Counting
) -> Iterator[Grouped]:
    """What the person adds to each group, from what they add to the shop and to its agents, without what was asked."""
    session = person.case.sessions[0].session
    slim = _slim(shop)
    yield "platform", session.platform, slim
    if session.shop:
        yield "shop", session.shop, slim
    for team, members in _teams(person, by_agent, counting).items():
        alone = len(members) == 1
        yield "team", team, _slim(by_agent[min(members)] if alone else counts_of(person, members, counting))
    for kind, key in (("day", _day), ("hour", _hour)):
        for name, visits in _by(person.visits, key).items():
            whole = len(visits) == len(person.visits)
            yield kind, name, slim if whole else _slim(counts_of(_only(person, visits), None, counting))


def _slim(counted: Sequence[Counts]) -> list[Counts]:
    return [
        msgspec.structs.replace(
            one, askers={}, owners={}, types={}, requests={}, requests_by_session=ClusterSums(), by_day={}, by_hour={}
        )
        for one in counted
    ]


def _teams(person: Person, agents: Iterable[str], counting: Counting) -> dict[str, frozenset[str]]:
    """The teams that served the person, an agent's being that of the first visit with the agent."""
    found: dict[str, frozenset[str]] = {}
    for agent in agents:
        session = next(one.linked.session for one in person.visits if agent in one.agents)
        team = counting.team_of(agent, session.shop, session.started_at)
        if team:
            found[team] = found.get(team, frozenset()) | {agent}
    return found


def _by(visits: Iterable[Visit], key: Callable[[Visit], str]) -> dict[str, list[Visit]]:
    """The visits by day or hour; those of which the file does not tell are left out."""
    found: dict[str, list[Visit]] = {}
    for one in visits:
        value = key(one)
        if value:
            found.setdefault(value, []).append(one)
    return found


def _only(person: Person, visits: Sequence[Visit]) -> Person:
    """The person as if there were only some of the visits, with what was ordered after these."""
    sessions = {one.linked.session.id for one in visits}
    sales = tuple(sale for sale in person.sales if sale.session in sessions)
    return msgspec.structs.replace(person, visits=tuple(visits), sales=sales)


def _day(one: Visit) -> str:
    begun = one.linked.session.started_at
    return begun.date().isoformat() if begun else ""


def _hour(one: Visit) -> str:
    begun = one.linked.session.started_at
    return f"{begun.hour:02}" if begun and has_clock(one.linked.session.messages[0]) else ""
