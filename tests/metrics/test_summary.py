import statistics
from collections import Counter
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import SettingsError
from coach.findings import Case
from coach.metrics.counts import ClusterSums, Counts, Tally, add_up
from coach.metrics.intervals import clustered, wilson
from coach.metrics.summary import Durations, ShopMetrics, durations, summarise
from coach.metrics.tally import Counting, tally
from coach.outcomes import attribute_cases
from tests.building import case, order


def measure(*cases: Case) -> ShopMetrics:
    return summarise(tally(cases, orders=attribute_cases(cases), counting=Counting(frozenset({"size"}))))


def consultations(agent: str, number: int, *, orders: int) -> list[Case]:
    """So many customers of one agent, the first of whom order 129.00 and pay."""
    built = []
    for position in range(number):
        customer = f"{agent}{position}"
        bought = [order(customer, customer=customer, created="10:10:00", paid="10:11:00")] if position < orders else []
        lines = [("C", "10:00:00", "穿什么码", "size"), ("A", "10:00:12", "M", "passive")]
        built.append(case(lines, agent=agent, customer=customer, orders=bought))
    return built


TEAM = {"slow": (42, 1, "2.38"), "quick": (27, 7, "25.93"), "passive": (34, 2, "5.88"), "few": (12, 2, "16.67")}


def test_the_check_of_the_method() -> None:
    cases = [one for agent, (n, orders, _) in TEAM.items() for one in consultations(agent, n, orders=orders)]
    metrics = measure(*cases)
    for agent in metrics.agents:
        number, orders, percent = TEAM[agent.agent or ""]
        assert (agent.consultations, agent.orders, agent.conversion.n) == (number, orders, number)
        assert f"{100 * (agent.conversion.value or 0):.2f}" == percent
    assert (metrics.shop.consultations, metrics.shop.orders) == (115, 12)
    assert round(metrics.shop.conversion.value or 0, 4) == 0.1043
    assert [agent.agent for agent in metrics.agents] == ["few", "passive", "quick", "slow"]
    assert metrics.shop.amount == {"CNY": Decimal("1548.00")}
    assert metrics.shop.basket == Decimal("129.00")


def test_rates_keep_numerator_denominator_and_wilson_interval() -> None:
    found = wilson(1, 42)
    assert (found.hits, found.n) == (1, 42)
    assert (found.low, found.high) == (pytest.approx(0.00421540, abs=1e-6), pytest.approx(0.12321202, abs=1e-6))
    assert (wilson(0, 0).value, wilson(0, 0).low, wilson(0, 0).high) == (None, None, None)


def test_a_summary_of_one_visit() -> None:
    lines = [
        ("C", "10:00:00", "穿什么码", "size"),
        ("A", "10:00:20", "M", "passive"),
        ("C", "10:01:00", "几天到", "logistics"),
        ("A", "10:05:00", "三天，下午四点前拍今天发", "proactive:commit"),
        ("A", "10:05:05", "需要的话可以领券", "proactive:invite"),
    ]
    shop = measure(case(lines, orders=[order(created="10:06:00")], seen_until="2024-03-05 12:00:00")).shop
    assert shop.agent is None
    assert shop.first_response == Durations(n=1, mean=20, median=20, p90=20)
    assert shop.response == Durations(n=2, mean=130, median=130, p90=240)
    assert shop.handle.mean == 305
    assert {limit: (rate.hits, rate.n) for limit, rate in shop.within.items()} == {30: (1, 2), 180: (1, 2)}
    assert (shop.reply_rate.value, shop.qa_ratio) == (1, 1.5)
    assert (shop.passive_share.hits, shop.passive_share.n) == (1, 2)
    assert {name: rate.value for name, rate in shop.question_types.items()} == {"logistics": 0.5, "size": 0.5}
    assert (shop.order_to_paid.hits, shop.order_to_paid.n) == (0, 1)
    assert (shop.conversion_of_inquirers.hits, shop.conversion_of_inquirers.n) == (1, 1)
    assert (shop.paid_rate_is_final, shop.paid_next_day_is_final) == (False, False)
    assert (shop.amount, shop.basket) == ({}, None)


def test_an_empty_shop_has_no_numbers_rather_than_zeros() -> None:
    shop = summarise(Tally()).shop
    assert (shop.conversion.value, shop.reply_rate.value, shop.passive_share.value, shop.qa_ratio) == (None,) * 4
    assert shop.response == Durations(n=0, mean=None, median=None, p90=None)


def test_two_currencies_have_no_common_basket() -> None:
    bought = [
        order("1", created="10:01:00", paid="10:02:00"),
        order("2", created="10:01:00", paid="10:02:00", amount="20", currency="EUR"),
    ]
    shop = measure(case([("C", "10:00:00", "穿什么码", "size"), ("A", "10:00:20", "M", "passive")], orders=bought)).shop
    assert (shop.amount, shop.basket) == ({"CNY": Decimal("129.00"), "EUR": Decimal(20)}, None)


def test_the_share_of_a_type_counts_sessions_without_it() -> None:
    asked = [("C", "10:00:00", "穿什么码", "size"), ("A", "10:00:20", "M", "passive")]
    other = [("C", "10:00:00", "几天到", "logistics"), ("A", "10:00:20", "三天", "passive")]
    people = [case(asked if number < 3 else other, customer=f"p{number}") for number in range(12)]
    found = measure(*people).shop.question_types["size"]
    assert (found.hits, found.n) == (3, 12)
    assert found.low is not None
    assert found.high is not None
    assert 0.05 < found.low < 0.25 < found.high < 0.6


def test_methods_of_attribution_are_never_mixed() -> None:
    with pytest.raises(SettingsError, match="attributed by order and payment; analyse all files again"):
        summarise(Tally(methods={"order": 1, "payment": 1}))


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_durations_of_a_histogram_are_those_of_the_values(values: list[int]) -> None:
    found = durations(Counter(values), sessions=len(values))
    assert found.n == len(values)
    assert found.mean == pytest.approx(statistics.fmean(values))
    assert found.median == statistics.median(values)
    assert found.p90 == np.percentile(values, 90, method="inverted_cdf")


def test_sessions_that_differ_widen_the_interval() -> None:
    alike = add_up([ClusterSums.of(5, 10)] * 20)
    apart = add_up([ClusterSums.of(10, 10)] * 10 + [ClusterSums.of(0, 10)] * 10)
    plain, narrow, wide = wilson(100, 200), clustered(alike), clustered(apart)
    assert (narrow.hits, narrow.n, wide.hits, wide.n) == (100, 200, 100, 200)
    assert plain.high is not None
    assert narrow.high is not None
    assert wide.high is not None
    assert plain.high <= narrow.high < wide.high
    assert wide.high == pytest.approx(0.7, abs=0.03)


@pytest.mark.parametrize("hits", [0, 10])
def test_all_or_nothing_in_few_sessions_proves_little(hits: int) -> None:
    found = clustered(add_up([ClusterSums.of(hits, 10)] * 4))
    assert found.low is not None
    assert found.high is not None
    assert found.high - found.low > 0.5


def test_one_session_gives_no_interval() -> None:
    found = clustered(ClusterSums.of(3, 10))
    assert (found.hits, found.n, found.low, found.high) == (3, 10, None, None)


def test_clustered_intervals_cover_where_plain_ones_do_not() -> None:
    generator = np.random.default_rng(7)
    covered = {"clustered": 0, "plain": 0}
    for _ in range(400):
        sizes = generator.integers(1, 9, size=40)
        hits = generator.binomial(sizes, generator.beta(0.6, 1.4, size=40))
        sums = add_up([ClusterSums.of(int(h), int(n)) for h, n in zip(hits, sizes, strict=True)])
        for name, found in (("clustered", clustered(sums)), ("plain", wilson(sums.h, sums.n))):
            covered[name] += found.low is not None and found.high is not None and found.low <= 0.3 <= found.high
    assert covered["clustered"] / 400 == pytest.approx(0.95, abs=0.025)
    assert covered["plain"] / 400 < 0.9


def test_counts_default_to_nothing() -> None:
    assert add_up([Counts(), Counts()]) == Counts()
