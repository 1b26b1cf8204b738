"""Counts of people and sessions: handed over, written to first, settled at once; and the shop looked at by groups."""

from datetime import datetime

import pytest

from coach.findings import Case
from coach.metrics.counts import ClusterSums, Share, Tally
from coach.metrics.tally import Counting, tally
from coach.outcomes import attribute_cases
from tests.building import Line, case, order, session

PRESALE = frozenset({"size", "stock"})
ASKS = ("C", "10:00:00", "穿什么码", "size")


def team(agent: str, shop: str, at: datetime | None) -> str:
    return {"wang": "one", "li": "one", "zhao": "two"}.get(agent, "")


def count(*cases: Case, days: float = 7) -> Tally:
    return tally(cases, orders=attribute_cases(cases), counting=Counting(PRESALE, resolved_days=days, team_of=team))


def handed(*lines: Line) -> dict[str, tuple[int, int]]:
    counted = count(case(lines))
    by_name = {"shop": counted.shop, **counted.agents, **counted.groups["team"]}
    return {name: (one.transferred_in, one.transferred_out) for name, one in by_name.items()}


def test_a_customer_who_is_handed_over() -> None:
    assert handed(ASKS, ("A wang", "10:00:10", "转给同事", "neutral"), ("A zhao", "10:01:00", "M", "passive")) == {
        "shop": (1, 1),
        "wang": (0, 1),
        "zhao": (1, 0),
        "one": (0, 1),
        "two": (1, 0),
    }


def test_within_a_team_nobody_leaves_it() -> None:
    found = handed(ASKS, ("A wang", "10:00:10", "转给同事", "neutral"), ("A li", "10:01:00", "M", "passive"))
    assert (found["wang"], found["li"], found["one"]) == ((0, 1), (1, 0), (0, 0))


def test_a_colleague_of_the_next_shift_was_handed_nobody() -> None:
    late = handed(ASKS, ("A wang", "10:00:10", "M", "passive"), ("A zhao", "10:40:11", "还在吗", "neutral"))
    assert set(late.values()) == {(0, 0)}


@pytest.mark.parametrize(
    ("lines", "people"),
    [
        ([("A", "10:00:00", "上新啦", "proactive:invite"), ("C", "10:01:00", "好", "none")], 1),
        ([("B", "10:00:00", "欢迎"), ("A", "10:00:05", "在的", "neutral"), ("C", "10:01:00", "好", "none")], 1),
        ([ASKS, ("A", "10:00:05", "M", "passive")], 0),
        ([("B", "10:00:00", "欢迎"), ASKS, ("A", "10:01:05", "M", "passive")], 0),
    ],
)
def test_who_was_written_to_first(lines: list[Line], people: int) -> None:
    assert count(case(lines)).agents["wang"].followed_up == people


def settled(*days: int, kinds: str = "size", items: tuple[str, ...] = (), window: float = 7) -> tuple[int, int]:
    """Sessions that settled the matter over those with a request, of one who asks on these days of March."""
    visits = [
        session(
            [
                ("C", "10:00:00", "请问", kinds, {"items": items[number : number + 1]}),
                ("A", "10:01:00", "好", "passive"),
            ],
            day=f"2024-03-{day:02}",
        )
        for number, day in enumerate(days)
    ]
    found = count(case(*visits, seen_until="2024-04-01 00:00:00"), days=window).shop
    assert found.pending_resolved == 0
    return found.resolved.h, found.resolved.n


def test_a_question_that_comes_again_was_not_settled() -> None:
    assert settled(5) == (1, 1)
    assert settled(5, 6) == (1, 2)
    assert settled(5, 12) == (1, 2)
    assert settled(5, 13) == (2, 2)
    assert settled(5, 6, window=0.5) == (2, 2)
    assert settled(5, 6, items=("7", "8")) == (2, 2)
    assert settled(5, 6, items=("7", "7")) == (1, 2)
    assert settled(5, 6, kinds="none") == (0, 0)


def test_what_may_still_be_asked_again_is_pending() -> None:
    found = count(case([ASKS, ("A", "10:01:00", "M", "passive")], seen_until="2024-03-08 00:00:00")).shop
    assert (found.resolved, found.pending_resolved) == (ClusterSums.of(1, 1), 1)


def test_groups_count_each_person_once() -> None:
    first = session([ASKS, ("A wang", "10:00:10", "M", "passive")], day="2024-03-05", person="p", shop="红店")
    second = session([ASKS, ("A zhao", "10:00:10", "M", "passive")], day="2024-03-06", person="p", shop="红店")
    bought = order(created="2024-03-06 11:00:00", paid="2024-03-06 11:01:00")
    groups = count(case(first, second, orders=[bought])).groups
    people = {
        kind: {name: (one.sessions, one.consultations, one.orders) for name, one in of_kind.items()}
        for kind, of_kind in groups.items()
    }
    assert people == {
        "platform": {"taobao": (2, 1, 1)},
        "shop": {"红店": (2, 1, 1)},
        "team": {"one": (1, 1, 0), "two": (1, 1, 1)},
        "day": {"2024-03-05": (1, 1, 0), "2024-03-06": (1, 1, 1)},
        "hour": {"10": (2, 1, 1)},
    }


def test_without_times_there_is_no_day_and_no_hour() -> None:
    groups = count(case([("C", None, "穿什么码", "size"), ("A sun", None, "M", "passive")])).groups
    assert groups.keys() == {"platform", "shop"}


ANSWERED = [ASKS, ("A", "10:00:10", "M", "proactive:recommend")]


def test_a_prospect_who_paid() -> None:
    shop = count(case(ANSWERED, orders=[order(created="10:20:00", paid="10:21:00")])).shop
    assert (shop.prospects, shop.askers, shop.owners) == (Share(1, 1), {"size": Share(1, 1)}, {"page": Share(1, 1)})
    assert (shop.inquirers_who_ordered, shop.inquirers_who_paid) == (1, 1)


def test_a_prospect_who_left_with_the_likely_causes() -> None:
    lines = [
        ("C", "10:00:00", "有货吗", "stock"),
        ("A", "10:05:00", "有", "passive"),
        ("C", "10:06:00", "贵了点", "price"),
        ("A", "10:06:10", "看页面", "passive:deflection"),
    ]
    shop = count(case(lines)).shop
    causes = {"stock", "price", "service_slow", "service_passive", "service_unanswered"}
    assert shop.owners == dict.fromkeys(sorted(causes), Share(0, 1))
    assert shop.askers == {"price": Share(0, 1), "stock": Share(0, 1)}


def test_who_had_bought_before_is_no_prospect() -> None:
    shop = count(case(ANSWERED, orders=[order(created="2024-03-01 10:00:00")])).shop
    assert (shop.consultations, shop.prospects, shop.askers, shop.intent) == (1, Share(), {}, Share())


def test_a_question_about_the_order_just_placed_is_not_one_before_it() -> None:
    lines = [*ANSWERED, ("C", "10:30:00", "几天到", "logistics"), ("A", "10:30:10", "三天", "passive")]
    shop = count(case(lines, orders=[order(created="10:20:00")])).shop
    assert (shop.askers.keys(), shop.intent) == ({"size"}, Share())


def test_intent_and_evaded_answers() -> None:
    lines = [
        ("C", "10:00:00", "能退吗", "after_sale"),
        ("A", "10:00:10", "看页面", "passive:deflection"),
        ("C", "10:01:00", "几天到", "logistics"),
        ("A", "10:01:10", "三天", "passive"),
    ]
    put_off = session(lines, statuses={"能退吗": "deflected"})
    shop = count(case(put_off, orders=[order(created="10:20:00")])).shop
    assert shop.intent == Share(1, 1)
    assert (shop.evaded.h, shop.evaded.n) == (1, 2)
