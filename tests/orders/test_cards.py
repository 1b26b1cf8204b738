"""Orders from the cards in a chat."""

from decimal import Decimal

from coach.findings import Order
from coach.orders import orders_of_cards
from tests.building import Line, moment, session

CARD = {"kind": "card", "orders": ("287654321098",)}


def found(*lines: Line) -> tuple[Order, ...]:
    return orders_of_cards([session(lines).session])


def test_a_card_that_says_all() -> None:
    times = "下单时间：2024-03-05 09:50:00 付款时间：2024-03-05 09:51:30"
    text = f"订单号：287654321098 {times} 实付款：¥1,129.50 订单状态：已付款"
    (order,) = found(("C", "10:00:00", text, None, CARD))
    assert (order.id, order.customer, order.amount, order.currency) == (
        "287654321098",
        "mei",
        Decimal("1129.50"),
        "CNY",
    )
    assert (order.created_at, order.paid_at, order.status) == (moment("09:50:00"), moment("09:51:30"), "已付款")


def test_without_words_the_time_of_the_card_is_all_there_is() -> None:
    (order,) = found(("C", "10:00:00", "", None, CARD))
    assert (order.created_at, order.paid_at, order.amount, order.status) == (moment("10:00:00"), None, 0, "")


def test_a_later_card_tells_of_the_payment() -> None:
    (order,) = found(
        ("C", "10:00:00", "订单 287654321098 合计129元 等待买家付款", None, CARD),
        ("S", "10:05:00", "订单 287654321098 买家已付款", None, CARD),
    )
    assert (order.created_at, order.paid_at) == (moment("10:00:00"), moment("10:05:00"))
    assert (order.amount, order.status) == (Decimal(129), "买家已付款")


def test_other_languages() -> None:
    (english,) = found(("C", "10:00:00", "Order 287654321098, total: $45.00, status: paid", None, CARD))
    assert (english.amount, english.currency, english.paid_at) == (Decimal("45.00"), "USD", moment("10:00:00"))
    (spanish,) = found(("C", "10:00:00", "Pedido 287654321098 importe 45,50 € estado: pendiente", None, CARD))
    assert (spanish.amount, spanish.currency, spanish.paid_at) == (Decimal("45.50"), "EUR", None)


def test_a_refunded_one_is_no_sale() -> None:
    (order,) = found(("C", "10:00:00", "订单 287654321098 状态：已退款 ¥129", None, CARD))
    assert order.excluded == "refunded"


def test_what_is_no_order_card() -> None:
    assert found(("C", "10:00:00", "我的订单287654321098到哪了", "logistics", {"orders": ("287654321098",)})) == ()
    assert found(("C", "10:00:00", "", None, {"kind": "card", "items": ("7",)})) == ()
    assert found(("C", None, "", None, CARD)) == ()
