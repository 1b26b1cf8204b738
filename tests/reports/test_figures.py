from decimal import Decimal

import pytest

from coach.findings import FactorScore, Rate
from coach.metrics.summary import Durations
from coach.reports import figures
from coach.reports.figures import Figure
from coach.reports.texts import Texts
from tests.reports.example import example, metrics, rate

EN = Texts("en")


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (Rate(hits=1, n=42, low=0.0042, high=0.1232), Figure("2.38%", ("1/42", "0.4–12.3%"))),
        (Rate(hits=3, n=4), Figure("75.00%", ("3/4",))),
        (Rate(hits=0, n=0), Figure("nothing to count", missing=True)),
        (Rate(hits=0, n=5, low=0.0, high=0.434), Figure("0.00%", ("0/5", "0.0–43.4%"))),
    ],
)
def test_rate(found: Rate, shown: Figure) -> None:
    assert figures.rate(EN, found, places=2) == shown


def test_mean_stands_with_median_p90_and_n() -> None:
    found = Durations(n=40, mean=244.0, median=181.5, p90=610)
    shown = figures.mean(EN, found, metrics("slow"))
    assert shown == Figure("244\u00a0s", ("median 182\u00a0s", "90% ≤ 10.2\u00a0min", "n = 40"))


@pytest.mark.parametrize(
    ("by_day", "why"), [({}, "no times in the files"), ({"2024-05-06": 3}, "no reply in the hours counted")]
)
def test_missing_wait_says_why(by_day: dict[str, int], why: str) -> None:
    found = metrics("few", by_day=by_day, first_response=Durations(n=0), within={180: rate(0, 0)})
    assert figures.mean(EN, found.first_response, found) == Figure(why, missing=True)
    assert figures.within(EN, found, 180) == Figure(why, missing=True)


def test_limit_of_another_preset_is_not_zero() -> None:
    shown = figures.within(EN, metrics("few", within={180: rate(1, 2)}), 30)
    assert shown == Figure("not counted by the preset in use", missing=True)


def test_without_orders_there_is_no_conversion() -> None:
    found = metrics("slow", orders=0, paid=0, amount={}, conversion=rate(0, 42))
    shown = [
        figures.bought(EN, found, found.orders, orders_read=False),
        figures.amount(EN, found, orders_read=False),
        figures.conversion(EN, found, orders_read=False),
    ]
    assert shown == [Figure("no orders to go by", missing=True)] * 3


def test_with_orders_none_is_a_number() -> None:
    found = metrics("slow", orders=0, paid=0, amount={}, conversion=rate(0, 42))
    assert figures.bought(EN, found, found.orders, orders_read=True) == Figure("0")
    assert figures.amount(EN, found, orders_read=True) == Figure("nobody paid")
    assert figures.conversion(EN, found, orders_read=True).text == "0.00%"
    paid = metrics("quick", amount={"CNY": Decimal("1007.00")})
    assert figures.amount(EN, paid, orders_read=True) == Figure("¥1,007.00")


@pytest.mark.parametrize(("joined", "unmatched", "known"), [(0, 0, False), (2, 0, True), (0, 3, True)])
def test_orders_are_known_when_any_was_read(joined: int, unmatched: int, known: bool) -> None:
    assert figures.orders_read(example(orders=joined, unmatched_orders=unmatched)) is known


def test_factor_below_the_minimum_has_no_score() -> None:
    few = FactorScore(factor="attitude", score=None, n=3, low=None, high=None)
    assert figures.factor(EN, few) == Figure("too little to judge", ("n = 3",), missing=True)
    enough = FactorScore(factor="attitude", score=72.4, n=40, low=60.2, high=81.0)
    assert figures.factor(EN, enough) == Figure("72", ("n = 40", "60–81"))
