"""Losses, leaks and fair comparison: the formulas against their sources, and by simulation."""

from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import kendalltau
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from coach.coaching.reallocation import Served, estimates
from coach.findings import TrafficDay
from coach.metrics.comparison import compare, standardised, strength
from coach.metrics.counts import Share
from coach.metrics.funnel import leak, most_lost
from coach.metrics.intervals import difference, wilson, wilson_at
from coach.metrics.loss import is_decisive, losses, paid_loss
from coach.metrics.traffic import traffic_days
from tests.building import moment, order
from tests.reports.example import metrics


@pytest.mark.parametrize("counts", [(56, 70, 48, 80), (0, 5, 3, 9), (7, 7, 7, 7), (1, 200, 30, 31)])
def test_a_difference_is_newcombes(counts: tuple[int, int, int, int]) -> None:
    hits, n, hits_before, n_before = counts
    found = difference(wilson(hits_before, n_before), wilson(hits, n))
    expected = confint_proportions_2indep(hits, n, hits_before, n_before, method="newcomb", compare="diff")
    assert (found.low, found.high) == (pytest.approx(expected[0]), pytest.approx(expected[1]))


@pytest.mark.parametrize(("share", "n"), [(0.0, 3), (1.0, 3), (0.25, 40), (0.3, 17.6), (0.999, 12345.6)])
def test_an_interval_is_wilsons(share: float, n: float) -> None:
    assert wilson_at(share, n) == pytest.approx(proportion_confint(share * n, n, method="wilson"), rel=1e-12)


def test_the_loss_sets_those_who_asked_against_the_others() -> None:
    found = paid_loss(Share(hits=2, n=40), Share(hits=302, n=1040))
    assert (found.first.hits, found.first.n, found.second.hits, found.second.n) == (2, 40, 300, 1000)
    assert found.low is not None
    assert 0 < found.low < 0.25


@pytest.mark.parametrize(
    ("asked", "everyone", "decisive"),
    [
        (Share(0, 40), Share(400, 1000), True),
        (Share(0, 29), Share(400, 1000), False),
        (Share(0, 40), Share(400, 799), False),
        (Share(15, 40), Share(400, 1000), False),
    ],
    ids=["rare and costly", "too few", "not rare", "not surely costly"],
)
def test_decisive_but_rare(asked: Share, everyone: Share, decisive: bool) -> None:
    assert losses({"size": asked}, everyone)["size"].decisive is decisive


def test_nothing_is_decisive_when_all_asked_or_nobody_did() -> None:
    everyone = Share(hits=3, n=10)
    found = losses({"size": everyone, "price": Share()}, everyone)
    assert [(one.value, one.decisive, one.is_sure) for one in found.values()] == [(None, False, False)] * 2
    assert is_decisive(None, None) is False


def test_losses_come_surest_first() -> None:
    found = losses({"a": Share(40, 100), "b": Share(5, 100), "c": Share(0, 3)}, Share(200, 500))
    assert list(found) == ["b", "a", "c"]
    assert (found["b"].left, found["b"].is_sure) == (95, True)


def steps(agent: str, inquirers: int, orders: int, paid: int):
    return metrics(
        agent,
        consultations=100,
        inquirers=inquirers,
        inquiry=wilson(inquirers, 100),
        conversion_of_inquirers=wilson(orders, inquirers),
        inquirers_paid=wilson(paid, orders),
    )


def test_a_leak_is_surely_below_the_colleagues() -> None:
    team = [steps("ann", 90, 4, 4), steps("bo", 90, 30, 27), steps("cy", 90, 27, 26)]
    found = leak(team[0], team)
    assert found is not None
    assert (found.step, found.shares.first.hits, found.shares.second.n) == ("order", 4, 180)
    assert found.lost == pytest.approx((57 / 180 - 4 / 90) * 90)
    assert [leak(one, team) for one in team[1:]] == [None, None]


def test_four_people_prove_no_leak() -> None:
    team = [steps("ann", 90, 4, 0), steps("bo", 90, 30, 30), steps("cy", 90, 3, 3)]
    found = leak(team[0], team)
    assert found is not None
    assert found.step == "order"
    assert leak(team[1], [team[1]]) is None


def test_where_the_shop_loses_most() -> None:
    assert most_lost(steps("", 90, 20, 5)) == ("order", 70)
    assert most_lost(steps("", 20, 20, 20)) == ("inquiry", 80)
    assert most_lost(steps("", 100, 100, 100)) is None


def test_the_strength_of_the_prior_stays_in_its_limits() -> None:
    generator = np.random.default_rng(3)
    alike = [Share(int(generator.binomial(400, 0.2)), 400) for _ in range(12)]
    apart = [Share(int(generator.binomial(400, share)), 400) for share in np.linspace(0.02, 0.7, 12)]
    assert strength(alike) == pytest.approx(200, rel=0.02)
    assert strength(apart) == pytest.approx(10, rel=0.05)
    assert strength(apart[:5]) == 30
    assert strength([Share(0, 40)] * 8) == 30


def test_the_strength_is_the_one_the_shares_were_drawn_with() -> None:
    generator = np.random.default_rng(11)
    rates = generator.beta(0.2 * 50, 0.8 * 50, size=300)
    drawn = [Share(int(generator.binomial(120, rate)), 120) for rate in rates]
    assert strength(drawn) == pytest.approx(50, rel=0.3)


def test_shrunken_rates_rank_better_than_raw_ones() -> None:
    """Agents with few and many consultations: Kendall's tau with their true rates, over 40 invented teams."""
    generator = np.random.default_rng(5)
    raw, drawn = [], []
    for _ in range(40):
        rates = generator.beta(0.15 * 40, 0.85 * 40, size=12)
        sizes = generator.choice([8, 15, 40, 150, 400], size=12)
        hits = generator.binomial(sizes, rates)
        served = [
            Served(agent=f"{place:02}", type="size", hour=10, n=int(n), orders=int(k))
            for place, (k, n) in enumerate(zip(hits, sizes, strict=True))
        ]
        raw.append(kendalltau(hits / sizes, rates).statistic)
        drawn.append(kendalltau([one.mean for one in estimates(served)], rates).statistic)
    assert np.mean(drawn) > np.mean(raw) + 0.02


def test_direct_standardisation_weighs_as_the_shop_does() -> None:
    shop = {("size", 10): Share(40, 100), ("price", 20): Share(10, 100)}
    hard = {("size", 10): Share(5, 10), ("price", 20): Share(9, 90)}
    found = standardised(hard, shop)
    assert found is not None
    assert (found.value, found.team, found.coverage) == (pytest.approx(0.5 * 0.5 + 0.1 * 0.5), 0.25, 1.0)
    assert found.low < found.value < found.high


def test_what_has_too_little_in_common_is_not_compared() -> None:
    shop = {("size", 10): Share(40, 100), ("price", 20): Share(10, 150)}
    assert standardised({("size", 10): Share(5, 20)}, shop) is None
    assert standardised({("price", 20): Share(1, 9)}, shop) is None
    assert standardised({}, shop) is None


def test_the_interval_of_a_standardised_share_covers() -> None:
    generator = np.random.default_rng(17)
    rates = {("size", 10): 0.35, ("price", 20): 0.1, ("stock", 15): 0.2}
    shop = {cell: Share(int(rate * 1000), 1000) for cell, rate in rates.items()}
    truth = sum(rates.values()) / 3
    covered = 0
    for _ in range(400):
        agent = {cell: Share(int(generator.binomial(40, rate)), 40) for cell, rate in rates.items()}
        found = standardised(agent, shop)
        covered += found is not None and found.low <= truth <= found.high
    assert 0.93 <= covered / 400 <= 1.0


def test_comparing_adds_up_the_shop() -> None:
    given = {("ann", "size", 10): 20, ("bo", "size", 10): 30, ("cy", "", 11): 2}
    found = compare(given, {("ann", "size", 10): 10, ("bo", "size", 10): 3})
    assert found.keys() == {"ann", "bo"}
    assert (found["ann"].value, found["ann"].team) == (0.5, 13 / 50)


def test_traffic() -> None:
    orders = [
        order("1", created="10:00:00", paid="10:01:00", amount="129.00"),
        order("2", created="11:00:00"),
        order("3", created="12:00:00", paid="12:00:00", excluded="test"),
        order("4", created="2024-03-06 10:00:00", paid="2024-03-06 10:00:00", currency="EUR"),
    ]
    day = moment("00:00:00").date()
    (found,) = traffic_days([TrafficDay(day, 200)], orders)
    assert found.conversion is not None
    assert (found.conversion.hits, found.conversion.n, found.sales, found.value) == (
        2,
        200,
        Decimal("129.00"),
        Decimal("0.64"),
    )
    (own,) = traffic_days([TrafficDay(day, 200, Decimal(300))], orders)
    assert (own.sales, own.value) == (Decimal(300), Decimal("1.50"))


def test_traffic_without_an_export_or_a_visit() -> None:
    day = moment("00:00:00").date()
    (found,) = traffic_days([TrafficDay(day, 200)], None)
    assert (found.conversion, found.sales, found.value) == (None, None, None)
    (empty,) = traffic_days([TrafficDay(day, 0)], [])
    assert empty.conversion is not None
    assert (empty.conversion.value, empty.value) == (None, None)
    (odd,) = traffic_days([TrafficDay(day, 1)], [order(str(n), created="10:00:00") for n in range(3)])
    assert odd.conversion is not None
    assert (odd.conversion.hits, odd.conversion.low) == (3, None)
