"""The section on outcomes, from a small shop counted for real."""

from msgspec.structs import replace

from coach.analysis import Analysis
from coach.findings import Case, TrafficDay
from coach.metrics.counts import Share
from coach.metrics.loss import losses
from coach.metrics.summary import summarise
from coach.metrics.tally import Counting, tally
from coach.metrics.traffic import traffic_days
from coach.outcomes import attribute_cases
from coach.reports.html import render
from coach.reports.outcomes import Table, outcome_tables
from coach.reports.texts import Texts
from tests.building import case, moment, order
from tests.reports.example import example

TEXTS = Texts("en")
HOSTILE = "<img src=x onerror=alert(1)>"


def person(number: int, agent: str, *, buys: bool, kind: str = "size") -> Case:
    customer = f"{agent}{number}"
    bought = [order(customer, customer=customer, created="10:20:00", paid="10:21:00")] if buys else []
    lines = [("C", "10:00:00", "请问", kind), ("A", "10:00:20", "好", "passive")]
    return case(lines, agent=agent, customer=customer, orders=bought, seen_until="2024-03-20 00:00:00")


def shop(*cases: Case) -> Analysis:
    summary = summarise(tally(cases, orders=attribute_cases(cases), counting=Counting(frozenset({"size", "price"}))))
    known = example()
    agents = tuple(replace(known.agents[0], agent=metrics.agent or "", metrics=metrics) for metrics in summary.agents)
    return replace(known, shop=summary.shop, agents=agents, groups=summary.groups, orders=12)


def tables(analysis: Analysis) -> dict[str, Table]:
    return {one.key: one for one in outcome_tables(analysis, TEXTS)}


TEAM = (
    *(person(number, "ann", buys=number < 20) for number in range(40)),
    *(person(number, "bo", buys=number < 2) for number in range(40)),
)


def test_the_leak_stands_with_the_one_who_has_it() -> None:
    funnel = tables(shop(*TEAM))["funnel"]
    named = {name: cells[4] for name, cells in funnel.rows}
    assert named["bo"].text == "At the order"
    assert named["bo"].basis == ("5.0%, colleagues 50.0%", "18.0 people fewer")
    assert named["ann"].text == "no clear leak"
    assert funnel.notes == ("The shop loses most between inquiry and order: 58 customers.",)


def test_what_a_question_costs() -> None:
    asked_price = (person(100 + number, "ann", buys=False, kind="price") for number in range(40))
    found = tables(shop(*TEAM, *asked_price))["losses"]
    assert [name for name, _ in found.rows] == ["Price and offers", "Size and dimensions"]
    customers, paid, others, loss = found.rows[0][1]
    assert (customers.text, paid.text, others.text, loss.text) == ("40", "0.0%", "27.5%", "+27.5")
    assert loss.basis[1] == "surely fewer pay"


def test_of_a_few_nothing_is_concluded() -> None:
    asked_price = (person(100 + number, "ann", buys=False, kind="price") for number in range(9))
    loss = dict(tables(shop(*TEAM, *asked_price))["losses"].rows)["Price and offers"][3]
    assert loss.basis[1] == "too few to tell"


def test_a_rare_question_that_decides_is_marked() -> None:
    analysis = shop(*TEAM)
    rare = losses({"shelf_life": Share(0, 40)}, Share(400, 1000))
    found = tables(replace(analysis, shop=replace(analysis.shop, losses=rare)))["losses"]
    assert found.rows[0][1][3].basis[1] == "rare but decisive"


def test_without_orders_nothing_is_said_of_losses() -> None:
    found = tables(replace(shop(*TEAM), orders=0, unmatched_orders=0))
    assert not {"losses", "owners"} & found.keys()
    assert all(cells[2].missing and cells[3].missing for _, cells in found["funnel"].rows)


def test_rates_of_the_last_days_are_not_final() -> None:
    young = case(
        [("C", "10:00:00", "请问", "size"), ("A", "10:00:20", "好", "passive")], seen_until="2024-03-05 12:00:00"
    )
    assert "these numbers can change" in tables(shop(*TEAM, young))["funnel"].notes[-1]


def test_traffic_by_day() -> None:
    days = (TrafficDay(moment("00:00:00").date(), 400), TrafficDay(moment("2024-03-06 00:00:00").date(), 0))
    found = traffic_days(days, [order(str(n), created="10:00:00", paid="10:01:00") for n in range(4)])
    rows = tables(replace(shop(*TEAM), traffic=found))["traffic"].rows
    assert [cell.text for cell in rows[0][1]] == ["400", "1.00%", "516.00", "1.29"]
    assert [cell.text for cell in rows[1][1]] == ["0", "no visits", "0.00", "cannot be computed"]


def test_names_are_escaped_on_the_page() -> None:
    analysis = shop(*(replace(one, customer="c") for one in TEAM))
    groups = {"team": {HOSTILE: analysis.shop, "b": analysis.shop}}
    page = render(replace(analysis, groups=groups), TEXTS)
    assert "By team" in page
    assert HOSTILE not in page
