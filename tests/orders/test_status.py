"""Which orders are no sales."""

from decimal import Decimal

import pytest

from coach.orders.status import exclusion


def judged(status: str, *, paid: bool = True, refunded: str = "0", words: tuple[str, ...] = ()) -> str:
    return exclusion(status, paid=paid, amount=Decimal(100), refunded=Decimal(refunded), words=words)


@pytest.mark.parametrize(
    ("status", "paid", "excluded"),
    [
        ("交易成功", True, ""),
        ("等待买家付款", False, ""),
        ("交易关闭", False, ""),
        ("交易关闭", True, "refunded"),
        ("退款成功", True, "refunded"),
        ("部分退款成功", True, ""),
        ("已取消", False, ""),
        ("refunded", True, "refunded"),
        ("Partially refunded", True, ""),
        ("partially_refunded", True, ""),
        ("voided", True, "refunded"),
        ("cancelled", False, ""),
        ("reembolsado", True, "refunded"),
        ("parcialmente reembolsado", True, ""),
        ("测试订单", False, "test"),
        ("draft", False, "test"),
        ("latest shipment sent", True, ""),
        ("", True, ""),
    ],
)
def test_statuses(status: str, paid: bool, excluded: str) -> None:
    assert judged(status, paid=paid) == excluded


@pytest.mark.parametrize(("refunded", "excluded"), [("0", ""), ("99.99", ""), ("100", "refunded")])
def test_money_that_went_back(refunded: str, excluded: str) -> None:
    assert judged("交易成功", refunded=refunded) == excluded


def test_a_shops_own_words() -> None:
    assert judged("补差价", words=("补差价",)) == "setting"
    assert judged("Sample Order", words=("sample",)) == "setting"
    assert judged("交易成功", words=("sample",)) == ""
