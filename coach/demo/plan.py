"""Who writes what and when: the composed chats, once or many times over, each with its customer, times and orders."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec import Struct

from coach.demo.calendar import Calendar
from coach.demo.composed import Script
from coach.demo.customers import Customers
from coach.demo.facts import Facts, Platform
from coach.demo.orders import Order, created_in, from_before
from coach.demo.texts import texts
from coach.demo.timing import play
from coach.errors import SettingsError

_NAMESAKES = (4, 9)
"""Which two of JD's customers look the same once masked: neither has an order, so nothing joins them."""


class Played(Struct, frozen=True):
    """One script as one customer lived it: a text and a time for each of its lines, and the order it made.

    `offsets` are the seconds of the lines from the first; `earlier` is the order from before that it is about.
    """

    script: Script
    copy: int
    customer: str
    started: datetime
    offsets: tuple[int, ...]
    texts: tuple[str, ...]
    order: Order | None
    earlier: Order | None

    def at(self, place: int) -> datetime:
        """When the line is written."""
        return self.started + timedelta(seconds=self.offsets[place])


def plan(facts: Facts, scripts: Sequence[Script], *, sessions: int | None, seed: int) -> list[Played]:
    """All that happens in the shop, by copies, agents and scripts; `sessions` None is one copy of every script.

    Raises SettingsError for fewer sessions than one copy has.
    """
    customers = Customers(_random(seed, "customers"))
    calendar = Calendar(facts, _random(seed, "calendar"))
    played = []
    for copy, cast in enumerate(_casts(scripts, sessions, seed)):
        random = _random(seed, f"copy {copy}")
        for name, agent in facts.agents.items():
            own = [script for script in cast if script.agent == name]
            who = _names(len(own), agent.platform, customers)
            offsets = play(own, agent, random)
            for script, customer, seconds in zip(own, who, offsets, strict=True):
                started = calendar.start(script, seconds, fortnight=(copy + 3) // 4)
                played.append(_live(script, copy, customer, started, seconds, facts, customers, random))
    return played


def _random(seed: int, what: str) -> Random:
    return Random(f"{seed} {what}")  # noqa: S311


def _casts(scripts: Sequence[Script], sessions: int | None, seed: int) -> Iterator[Sequence[Script]]:
    """The scripts of each copy; the sessions that fill no whole copy come from scripts without orders."""
    whole = sum(script.visits for script in scripts)
    copies, rest = divmod(whole if sessions is None else sessions, whole)
    if copies < 1:
        raise SettingsError(f"the demo shop has at least {whole} sessions, not {sessions}; ask for {whole} or more")
    yield from (scripts for _ in range(copies))
    plain = [script for script in scripts if script.visits == 1 and not script.orders]
    _random(seed, "rest").shuffle(plain)
    for begin in range(0, rest, len(plain)):
        yield plain[: min(rest - begin, len(plain))]


def _names(count: int, platform: Platform, customers: Customers) -> list[str]:
    if platform == "taobao":
        return [customers.nick() for _ in range(count)]
    names = [customers.mask() for _ in range(count)]
    first, second = _NAMESAKES
    if count > second:
        names[second] = names[first]
    return names


def _live(
    script: Script,
    copy: int,
    customer: str,
    started: datetime,
    offsets: tuple[int, ...],
    facts: Facts,
    customers: Customers,
    random: Random,
) -> Played:
    platform = facts.agents[script.agent].platform
    buyer = customer if platform == "taobao" or random.random() < 0.5 else ""
    times = [started + timedelta(seconds=offset) for offset in offsets]
    order = created_in(script, times, buyer=buyer, facts=facts, customers=customers)
    earlier = from_before(script, started, buyer=buyer, facts=facts, customers=customers, random=random)
    number = next((one.number for one in (order, earlier) if one), "")
    written = texts(
        script,
        facts.items[script.item],
        platform,
        number=number,
        fresh=order is not None,
        random=random if copy else None,
    )
    return Played(script, copy, customer, started, offsets, written, order, earlier)
