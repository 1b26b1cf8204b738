"""What a question is worth, and how its share moved."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from coach.candidates import FaqCandidate
from coach.faq import Asked
from coach.faq.board import Beside, board
from coach.faq.shares import direction
from coach.faq.value import Payment, answerable
from coach.metrics.intervals import difference, wilson
from coach.settings import FaqSettings
from tests.faq.building import request

SETTINGS = FaqSettings()
START = datetime(2024, 3, 1, 10)


def asked(text: str, n: int, *, kind: str = "quality", first: int = 0, day: float = 0, step: float = 0) -> list[Asked]:
    return [
        request(
            text,
            kind=kind,
            session=f"{kind}{number}",
            person=f"p{number}",
            at=START + timedelta(days=day + step * number),
        )
        for number in range(first, first + n)
    ]


def worth(requests: list[Asked], **beside: object) -> dict[str, FaqCandidate]:
    found = board(requests, settings=SETTINGS, beside=Beside(**beside)).shown
    return {one.question: one for one in found}


def test_requests_of_thirty_days_times_what_a_page_can_answer() -> None:
    value = worth(asked("会掉色吗", 4) + asked("会掉色吗", 4, first=4, day=59))["会掉色吗"].value
    assert (value.requests, value.answerable, value.saved) == (4.0, 0.6, pytest.approx(2.4))


def test_without_times_there_is_no_month() -> None:
    value = worth([request("会掉色吗", session=str(n)) for n in range(3)])["会掉色吗"].value
    assert (value.requests, value.saved, value.lost_amount) == (None, None, None)


def test_the_loss_is_the_lower_bound_times_the_mean_amount() -> None:
    requests = asked("会掉色吗", 40, day=29) + asked("多久发货", 100, kind="logistics", first=40)
    paid = {f"p{number}": [Payment(Decimal("120"))] for number in range(40, 90)}
    value = worth(requests, paid=paid)["会掉色吗"].value
    assert (value.loss.first.hits, value.loss.first.n, value.loss.second.value) == (0, 40, 0.5)
    assert value.paid_amount == Decimal("120.00")
    assert value.lost_amount == pytest.approx(Decimal(40 * value.loss.low * 120), abs=Decimal("0.01"))
    assert worth(requests, paid=paid)["多久发货"].value.lost_amount == 0


@pytest.mark.parametrize(("others", "decisive"), [(900, True), (100, False)])
def test_decisive_but_rare(others: int, decisive: bool) -> None:
    requests = asked("会掉色吗", 40) + asked("多久发货", others, kind="logistics", first=40)
    paid = {f"p{number}": [Payment(Decimal("99"))] for number in range(40, 40 + others // 2)}
    assert worth(requests, paid=paid)["会掉色吗"].value.decisive is decisive


def test_nobody_paid() -> None:
    value = worth(asked("会掉色吗", 3), paid={})["会掉色吗"].value
    assert (value.paid_amount, value.lost_amount) == (None, None)


def test_what_is_worth_more_comes_first() -> None:
    requests = asked("多久发货", 9, kind="stock") + asked("会掉色吗", 5, first=20)
    assert list(worth(requests)) == ["会掉色吗", "多久发货"]


def test_a_shop_knows_its_own_share() -> None:
    assert answerable("size", FaqSettings(answerable={"size": 0.9})) == 0.9
    assert answerable("a_new_type", SETTINGS) == answerable("other", SETTINGS)


def test_since_publishing() -> None:
    requests = asked("会掉色吗", 40) + asked("多久发货", 60, kind="logistics", first=40)
    requests += asked("会掉色吗", 5, first=100, day=31) + asked("多久发货", 95, kind="logistics", first=105, day=31)
    found = worth(requests, since=date(2024, 4, 1))
    change = found["会掉色吗"].change
    assert (change.shares.first.value, change.shares.second.value) == (0.4, 0.05)
    assert direction(change.shares) == "fell"
    assert direction(found["多久发货"].change.shares) == "rose"
    assert [(one.month, one.n, one.of) for one in found["会掉色吗"].months] == [
        ("2024-03", 40, 100),
        ("2024-04", 5, 100),
    ]
    assert direction(found["会掉色吗"].trend) == "fell"


def test_nothing_after_the_day() -> None:
    change = worth(asked("会掉色吗", 5), since=date(2025, 1, 1))["会掉色吗"].change
    assert (direction(change.shares), change.shares.second.n) == ("unknown", 0)


def test_a_consultation_counts_once() -> None:
    requests = [request("会掉色吗", session="s", person="p", at=START) for _ in range(3)]
    share = worth([*requests, *asked("多久发货", 3, kind="logistics")])["会掉色吗"].consultations
    assert (share.hits, share.n) == (1, 4)


def test_newcombe() -> None:
    """The worked example (a) of Newcombe 1998: 56/70 against 48/80, method 10."""
    found = difference(wilson(48, 80), wilson(56, 70))
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
