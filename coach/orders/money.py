"""Amounts of money as exports and cards write them."""

import re
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"-?\d[\d.,' ]*")
CURRENCIES = {
    **dict.fromkeys(("¥", "￥", "元", "人民币", "rmb"), "CNY"),
    **dict.fromkeys(("us$", "$"), "USD"),
    "€": "EUR",
    "£": "GBP",
}
"""The currency of each sign and word, in small letters."""


def parse_amount(text: str) -> tuple[Decimal, str | None] | None:
    """Money as "¥1,007.00", "129元" or "1.007,00 €" write it, with the currency it names; None when it is none.

    The later of point and comma is the decimal one; a lone one before exactly three digits is so only for a point.
    """
    number = _NUMBER.search(text)
    if number is None:
        return None
    digits = re.sub(r"[' ]", "", number[0]).rstrip(".,")
    decimal_comma = digits.rfind(",") > digits.rfind(".") and not re.fullmatch(r"-?\d{1,3}(,\d{3})+", digits)
    if decimal_comma or digits.count(".") > 1:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None
    rest = (text[: number.start()] + text[number.end() :]).lower()
    return amount, next((code for mark, code in CURRENCIES.items() if mark in rest), None)
