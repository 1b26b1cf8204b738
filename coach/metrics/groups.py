"""Whose counts a person belongs to: the shop's, the agents', and those by platform, shop, team, day and hour."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from coach.metrics.counts import ClusterSums, Counts
from coach.metrics.person_counts import Counting, Person, counts_of
from coach.metrics.rounds import has_clock
from coach.metrics.visits import Visit

SHOP, AGENT = "", "agent"

Key = tuple[str, str]
"""A kind of counts (SHOP, AGENT, or that of a group) and the name of whom they are about."""


def grouped(person: Person, counting: Counting) -> Iterator[tuple[tuple[Key, ...], Counts]]:
    """What the person adds, and to whose counts; where these are equal they are counted once and shared.

    What is shared has what was asked, though groups go without it: take it out of their sums (`without_asked`).
    """
    shop = counts_of(person, None, counting)
    session = person.case.sessions[0].session
    of_shop = (("shop", session.shop),) if session.shop else ()
    yield ((SHOP, ""), ("platform", session.platform), *of_shop), shop
    agents = sorted(frozenset().union(*(one.agents for one in person.visits)))
    alone = len(agents) == 1 and all(one.agents for one in person.visits)
    teams = _teams(person, agents, counting)
    for agent in agents:
        of_teams = (("team", team) for team, members in teams.items() if members == {agent})
        yield ((AGENT, agent), *of_teams), shop if alone else counts_of(person, frozenset({agent}), counting)
    for team, members in teams.items():
        if len(members) > 1:
            yield (("team", team),), counts_of(person, members, counting)
    slim = without_asked(shop)
    for kind, key in (("day", _day), ("hour", _hour)):
        for name, visits in _by(person.visits, key).items():
            whole = len(visits) == len(person.visits)
            yield ((kind, name),), slim if whole else without_asked(counts_of(_only(person, visits), None, counting))


def without_asked(counts: Counts) -> Counts:
    """The counts as groups have them, without what was asked."""
    return msgspec.structs.replace(
        counts, askers={}, owners={}, types={}, requests={}, requests_by_session=ClusterSums(), by_day={}, by_hour={}
    )


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
