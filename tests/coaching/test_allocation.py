"""The allocation: its tables, a suggestion where the data support one, and why not where they do not."""

import random
from collections.abc import Iterable

import pytest

from coach.coaching.allocation import Allocation, allocation
from coach.coaching.load import Load
from coach.coaching.reallocation import Move

DAYS = [f"2024-03-{day:02}" for day in range(1, 29)]


def shop(*agents: tuple[str, int, int], hour: int = 10, asked: str = "size") -> Load:
    """Agents with their consultations and orders: one an hour and day in turn, on duty from 9 to 20."""
    load = Load()
    for agent, n, orders in agents:
        load.consultations[agent, asked, hour] += n
        load.orders[agent, asked, hour] += orders
        for place in range(n):
            load.begun[agent, f"{DAYS[place % 28]}T{hour}"] += 1
        for day in DAYS:
            load.written.update({(agent, f"{day}T09"): 1, (agent, f"{day}T20"): 1})
    return load


@pytest.mark.parametrize(
    ("agents", "known", "reason"),
    [
        ([("a", 80, 9)], True, "one_agent"),
        ([("a", 80, 0), ("b", 80, 0)], False, "orders_unknown"),
        ([("a", 80, 0), ("b", 80, 0)], True, "no_orders"),
        ([("a", 80, 9), ("b", 9, 9)], True, "few"),
        ([("a", 80, 9), ("b", 80, 12)], True, "no_difference"),
        ([("a", 80, 80), ("b", 80, 80)], True, "no_difference"),
        ([("a", 28, 1), ("b", 28, 27)], True, "no_room"),
    ],
)
def test_nothing_is_suggested_where_the_data_cannot_support_it(
    agents: list[tuple[str, int, int]], known: bool, reason: str
) -> None:
    found = allocation(shop(*agents), orders_known=known)
    assert (found.reallocation, found.unsupported) == (None, reason)
    assert [one.consultations for one in found.agents] == [n for _, n, _ in agents]


def busy_and_free() -> Load:
    """The agent b converts far better, once began two in an hour, and usually begins one or none."""
    load = shop(("a", 84, 4), ("b", 30, 15))
    assert max(load.begun[agent, hour] for agent, hour in load.begun if agent == "b") == 2
    return load


def test_who_converts_better_gets_what_the_hours_leave_room_for() -> None:
    found = allocation(busy_and_free(), orders_known=True)
    assert found.reallocation is not None
    assert found.reallocation.moves == (Move("a", "b", 26),)
    assert 0 < found.reallocation.low < found.reallocation.mean < found.reallocation.high < 26
    assert found.reallocation.orders == 19
    shrunken = {one.agent: one.estimate.mean for one in found.agents if one.estimate}
    assert 4 / 84 < shrunken["a"] < 19 / 114 < shrunken["b"] < 15 / 30


def test_nobody_gets_a_consultation_while_off_duty() -> None:
    load = busy_and_free()
    for day in DAYS[14:]:
        del load.written["b", f"{day}T09"], load.written["b", f"{day}T20"]
    found = allocation(load, orders_known=True)
    assert found.reallocation is not None
    assert found.reallocation.moves == (Move("a", "b", 12),)


def test_the_same_data_give_the_same_interval() -> None:
    assert allocation(busy_and_free(), orders_known=True) == allocation(busy_and_free(), orders_known=True)


def test_harder_questions_are_not_held_against_an_agent() -> None:
    load = Load()
    for hard, easy in ((("a", 90), ("a", 10)), (("b", 10), ("b", 90))):
        for (agent, n), asked, rate in ((hard, "after_sale", 0.02), (easy, "size", 0.4)):
            load.add(shop((agent, n, round(n * rate)), asked=asked))
    raw = {one.agent: one.conversion.hits for one in allocation(load, orders_known=True).agents}
    assert raw["b"] > 5 * raw["a"]
    assert allocation(load, orders_known=True).unsupported == "no_difference"


def test_tables_by_type_and_hour() -> None:
    load = shop(("a", 6, 2))
    load.add(shop(("b", 4, 1), hour=21))
    load.add(shop(("a", 3, 0), asked="", hour=-1))
    found = allocation(load, orders_known=True)
    assert [(one.agent, one.consultations, one.conversion.hits) for one in found.agents] == [("a", 9, 2), ("b", 4, 1)]
    counted = {kind: {agent: (one.hits, one.n) for agent, one in row.items()} for kind, row in found.by_type.items()}
    assert counted == {"": {"a": (0, 3)}, "size": {"a": (2, 6), "b": (1, 4)}}
    assert sorted(found.by_hour) == [10, 21]


def test_nobody_was_consulted() -> None:
    assert allocation(Load(), orders_known=True) == Allocation(unsupported="one_agent")


def simulated(rates: Iterable[float], chance: random.Random) -> Load:
    agents = []
    for number, rate in enumerate(rates):
        n = chance.randint(20, 80)
        agents.append((f"agent{number}", n, sum(chance.random() < rate for _ in range(n))))
    return shop(*agents)


def test_the_interval_holds_the_true_effect() -> None:
    """Shops of four agents whose true conversions are drawn around 15 %, as the prior has them."""
    chance = random.Random(7)
    suggested = held = 0
    for _ in range(300):
        true = [chance.betavariate(30 * 0.15, 30 * 0.85) for _ in range(4)]
        found = allocation(simulated(true, chance), orders_known=True).reallocation
        if found is not None:
            rate = {f"agent{number}": one for number, one in enumerate(true)}
            effect = sum(move.n * (rate[move.taker] - rate[move.giver]) for move in found.moves)
            suggested, held = suggested + 1, held + (found.low <= effect <= found.high)
    assert suggested > 30
    assert held / suggested > 0.88
