"""Orders as the chat shows them: cards with an order id, where no export is at hand."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec

from coach.findings import Order
from coach.orders.money import parse_amount
from coach.orders.status import exclusion, says_paid
from coach.readers.times import parse_time
from coach.transcript import Message, Session

_MONEY = r"(?P<money>(?:us\$|[¥￥$€£])?\s?\d[\d,.]*\d|(?:us\$|[¥￥$€£])?\s?\d)"
_SUM = re.compile(
    rf"(?:实付款?|实际支付|应付|合计|总计|总价|总额|金额|价格|total|amount|importe)[^\d\n¥￥$€£]{{0,8}}{_MONEY}\s?(?P<unit>元|€)?"
    r"|(?P<marked>[¥￥$€£]\s?\d[\d,.]*|\d[\d,.]*\s?(?:元|€))",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"(?:订单状态|交易状态|状态|status|estado)\s*[:：]?\s*(?P<status>[^\s,，;；|]{2,30})", re.IGNORECASE
)
_KNOWN_STATUS = re.compile(
    r"等待买家付款|等待付款|待付款|未付款|买家已付款|已付款|已支付|待发货|已发货|交易成功|已完成|交易关闭|已取消|已退款|退款成功"
    r"|\b(?:unpaid|paid|pending payment|shipped|completed|cancell?ed|refunded|pagado|pendiente|enviado|cancelado)\b",
    re.IGNORECASE,
)
_TIME = r"\s*[:：]?\s*(?P<at>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+\d{1,2}:\d{2}(?::\d{2})?)"
_CREATED = re.compile(r"(?:下单时间|创建时间|拍下时间|ordered at|created at|fecha del pedido)" + _TIME, re.IGNORECASE)
_PAID = re.compile(r"(?:付款时间|支付时间|paid at|fecha de pago)" + _TIME, re.IGNORECASE)


def orders_of_cards(sessions: Iterable[Session]) -> tuple[Order, ...]:
    """The orders whose cards stand in one customer's sessions, in the order they appear.

    An order was created when its card says so, else when its first card was sent; it was paid when a card says so,
    else when the first card was sent whose status tells of payment. Amount and status are those of the last card that
    has them. A card without a time gives no order.
    """
    found: dict[str, Order] = {}
    for session in sessions:
        for message in session.messages:
            if message.kind == "card" and message.sent_at is not None:
                for number in message.refs.orders:
                    found[number] = _updated(found.get(number), number, message, message.sent_at, session.customer)
    return tuple(found.values())


def _updated(known: Order | None, number: str, message: Message, sent_at: datetime, customer: str) -> Order:
    text = message.text.replace(number, " ")
    status = _status(text)
    written = _SUM.search(text)
    money = (written["marked"] or written["money"] + (written["unit"] or "")) if written else ""
    amount, currency = parse_amount(money) or (None, None)
    created = _moment(_CREATED, text) or (known.created_at if known else sent_at)
    paid = (known.paid_at if known else None) or _moment(_PAID, text) or (sent_at if says_paid(status) else None)
    order = Order(
        id=number,
        customer=customer,
        created_at=created,
        paid_at=paid,
        amount=amount if amount is not None else known.amount if known else Decimal(0),
        currency=currency or (known.currency if known else "CNY"),
        status=status or (known.status if known else ""),
        item=next(iter(message.refs.items), known.item if known else None),
    )
    excluded = exclusion(order.status, paid=paid is not None, amount=order.amount, refunded=Decimal(0))
    return msgspec.structs.replace(order, excluded=excluded)


def _status(text: str) -> str:
    named, known = _STATUS.search(text), _KNOWN_STATUS.search(text)
    return named["status"] if named else known[0] if known else ""


def _moment(pattern: re.Pattern[str], text: str) -> datetime | None:
    found = pattern.search(text)
    moment = parse_time(found["at"]) if found else None
    return moment[0].replace(tzinfo=None) if moment else None
