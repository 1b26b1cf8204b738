from collections.abc import Sequence

import pytest

from coach.findings import Order
from coach.metrics.attributed import AttributionMethod
from coach.outcomes import attribute, attribute_cases, join_orders
from tests.building import Line, case, order, session

FIRST_DAY = [
    ("C", "10:00:00", "穿什么码", "size"),
    ("A wang", "10:01:00", "M", "passive"),
    ("C", "10:05:00", "几天到", "logistics"),
    ("A li", "10:06:00", "三天", "passive"),
]
NEXT_DAY = [
    ("C", "2024-03-06 09:00:00", "怎么付款", "order"),
    ("A zhao", "2024-03-06 09:01:00", "点付款就行", "passive"),
]


def agents(
    orders: Sequence[Order], *days: Sequence[Line], method: AttributionMethod = "order"
) -> list[tuple[str, str]]:
    found = attribute([session(lines) for lines in days], orders, method=method)
    return [(one.order.id, one.agent) for one in found]


@pytest.mark.parametrize(
    ("created", "agent"),
    [
        ("09:59:00", None),
        ("10:00:30", None),
        ("10:01:00", "wang"),
        ("10:05:59", "wang"),
        ("10:07:00", "li"),
        ("2024-03-06 23:59:59", "li"),
        ("2024-03-07 00:00:00", None),
    ],
    ids=["before contact", "before a reply", "at once", "to the first", "to the last", "next day", "too late"],
)
def test_an_order_is_the_last_agents_who_wrote_before_it(created: str, agent: str | None) -> None:
    assert agents([order("1", created=created)], FIRST_DAY) == ([("1", agent)] if agent else [])


@pytest.mark.parametrize(
    ("method", "named", "paid", "agent"),
    [
        ("order", None, "2024-03-06 09:05:00", "li"),
        ("payment", None, "2024-03-06 09:05:00", "zhao"),
        ("payment", None, "2024-03-05 12:00:00", "li"),
        ("payment", None, None, "li"),
        ("order_first", "wang", "2024-03-06 09:05:00", "wang"),
        ("order_first", None, "2024-03-06 09:05:00", "zhao"),
        ("order", "wang", "2024-03-06 09:05:00", "li"),
    ],
)
def test_the_methods_of_attribution(method: AttributionMethod, named: str | None, paid: str | None, agent: str) -> None:
    bought = order("1", created="11:00:00", paid=paid, agent=named)
    assert agents([bought], FIRST_DAY, NEXT_DAY, method=method) == [("1", agent)]


def test_an_agent_who_never_talked_to_the_customer_gets_no_order() -> None:
    assert agents([order("1", created="11:00:00", agent="sun")], FIRST_DAY, method="order_first") == []


def test_a_message_nobody_answered_is_no_consultation() -> None:
    reminder = [("A", "10:00:00", "上新啦", "proactive:invite")]
    assert agents([order("1", created="11:00:00")], reminder) == []
    assert agents(
        [order("1", created="2024-03-06 08:00:00")], FIRST_DAY, [("A sun", "20:00:00", "在吗", "neutral")]
    ) == [("1", "li")]


def test_without_times_nothing_is_attributed() -> None:
    assert (
        agents([order("1", created="11:00:00")], [("C", None, "有货吗", "stock"), ("A", None, "有", "passive")]) == []
    )


def test_the_consultation_is_the_last_one_begun_before_the_order() -> None:
    first, second = (
        session(FIRST_DAY),
        session([("C", "18:00:00", "在吗", "none"), ("A li", "18:01:00", "在", "neutral")]),
    )
    (found,) = attribute([first, second], [order("1", created="2024-03-06 08:00:00", paid="2024-03-07 00:00:00")])
    assert (found.session, found.consulted_at.hour, found.paid_next_day) == (second.session.id, 18, False)


def test_all_cases_are_attributed_by_one_method() -> None:
    buyer = case(FIRST_DAY, orders=[order("1", created="11:00:00")])
    other = case(FIRST_DAY, customer="lan")
    found = attribute_cases([buyer, other], method="payment")
    assert found.method == "payment"
    assert [(person, [one.agent for one in orders]) for person, orders in found.by_person.items()] == [("mei", ["li"])]


def joined(orders: Sequence[Order], *people: tuple[str, str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Order ids by person; a person is (person, customer name, order ids mentioned)."""
    sessions = [
        session(
            [("C", f"1{hour}:00:00", "我的订单", "none", {"orders": ids})], person=person, customer=customer
        ).session
        for hour, (person, customer, ids) in enumerate(people)
    ]
    return {person: [one.id for one in found] for person, found in join_orders(orders, sessions).items()}


@pytest.mark.parametrize(
    ("people", "owner"),
    [
        ([("a", "mei", ())], "a"),
        ([("a", "Mei ", ())], "a"),
        ([("a", "lan", ())], None),
        ([("a", "mei", ()), ("b", "j****1", ("1001",))], "b"),
        ([("a", "mei", ("1001",)), ("b", "lan", ("1001",))], "a"),
        ([("b", "m****1", ("1001",)), ("a", "m****1", ("1001",))], "a"),
        ([("a", "mei", ()), ("b", "mei", ())], "b"),
    ],
    ids=["by name", "case and spaces", "stranger", "by id first", "namesake", "who came last", "who came last by name"],
)
def test_an_order_goes_to_one_person(people: list[tuple[str, str, tuple[str, ...]]], owner: str | None) -> None:
    assert joined([order("1001", created="18:00:00")], *people) == ({owner: ["1001"]} if owner else {})


def test_masked_and_missing_names_join_nobody() -> None:
    assert joined([order("1", created="18:00:00", customer="m****1")], ("a", "m****1", ())) == {}
    assert joined([order("1", created="18:00:00", customer="")], ("a", "", ())) == {}


def test_a_persons_orders_stand_in_the_order_they_were_created() -> None:
    bought = [order("2", created="19:00:00"), order("1", created="18:00:00")]
    assert joined(bought, ("a", "mei", ())) == {"a": ["1", "2"]}
