"""What an order's status says: whether it was paid, and whether it is a sale at all."""

import re
from collections.abc import Sequence
from decimal import Decimal

from coach.findings import Exclusion

_PAID = re.compile(
    r"(?<!未)(?<!待)(?:已付款|已支付|已发货|已完成|交易成功|等待出库|等待发货|等待确认收货)|^完成$"
    r"|\b(?:paid|completed?|shipped|delivered|fulfilled|pagado|completado|enviado|entregado)\b"
    r"|^(?:wc-)?(?:processing|procesando)$",
    re.IGNORECASE,
)
_NEGATED = (
    r"\b(?:not|no|non|never|awaiting|pending|to be|partially|partly|parcialmente)\b"
    r"(?:[\s-](?:yet|been|fully|se|ha|sido|be)\b){0,3}[\s-]{0,3}"
)
_NOT_DONE = re.compile(
    _NEGATED + r"(?:completed?|shipped|delivered|fulfilled|completado|enviado|entregado)", re.IGNORECASE
)
_CLOSED = re.compile(
    r"交易关闭|已关闭|已取消|\bcancel|\bvoid(?:ed)?\b|\bexpired\b|\bfailed\b|\bfallido\b", re.IGNORECASE
)
_REFUNDED = re.compile(
    r"(?<!部分)已退款|(?<!部分)退款成功|全额退款"
    r"|(?<!partially )(?<!partially-)(?<!partly )(?<!parcialmente )\b(?:refunded|reembolsado)\b",
    re.IGNORECASE,
)
_NOT_PAID = re.compile(_NEGATED + r"(?:paid|pagado)|部分(?:付款|支付)", re.IGNORECASE)
_TEST = re.compile(
    r"测试|刷单|\b(?:test|draft|checkout-draft|trash|prueba|borrador|papelera)\b",
    re.IGNORECASE,
)


def says_paid(status: str) -> bool:
    """Whether the status says that the order was paid, and the money not given back."""
    undone = _NOT_PAID.search(status) or _CLOSED.search(status) or _REFUNDED.search(status)
    return bool(_PAID.search(_NOT_DONE.sub(" ", status))) and not undone


def exclusion(status: str, *, paid: bool, amount: Decimal, refunded: Decimal, words: Sequence[str] = ()) -> Exclusion:
    """Why the order is no sale, if it is none.

    `words` are a shop's own. An order that was closed before anybody paid stays one that was placed and not paid: the
    follow-up it lacked is what coaching is about.
    """
    folded = status.casefold()
    if any(word.casefold() in folded for word in words):
        return "setting"
    if _TEST.search(status):
        return "test"
    money_back = refunded > 0 and refunded >= amount
    return "refunded" if money_back or _REFUNDED.search(status) or (paid and _CLOSED.search(status)) else ""
