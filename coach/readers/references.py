"""What a text points at: order ids, item ids, links."""

import re
from urllib.parse import urlsplit

from coach.transcript import Refs

NO_REFS = Refs()

_DIGITS = re.compile(r"[0-9]{4}")
_URL = re.compile(
    r"(?:https?://|(?<![\w./@])(?:[\w-]{1,63}\.){1,3}(?:com|cn|hk)/)[^\s<>\"'`|{}\\^\u3000-\u9fff\uff00-\uffef“”‘’…]*",
    re.ASCII,
)
_ITEM_HOST = re.compile(r"(?:^|\.)(?:taobao|tmall|1688|jd|yangkeduo|pinduoduo)\.(?:com|hk)$")
_ITEM_QUERY = re.compile(r"(?:^|&)(?:id|itemid|item_id|goods_id|wareid)=(\d{4,20})(?!\d)", re.IGNORECASE)
_ITEM_PATH = re.compile(r"/(?:product/|offer/|item/|i)?(\d{4,20})\.html?$")
_ID = r"\s{0,3}(?:(?:是|为|is|es)\s{0,3})?(?:[:：#＃]\s{0,3})?"
_ORDER = (
    re.compile(r"订单(?:编号|号码|号|\s?id)?" + _ID + r"(?P<id>\d{8,24})(?!\d)", re.IGNORECASE),
    re.compile(
        r"\b(?:order|pedido|orden)\b(?:\s{0,3}(?:no\.?|number|num\.?|id|nr\.?|n\.?\s?[ºo°]\.?|n[uú]m(?:ero|\.)?))?"
        + _ID
        + r"(?P<id>(?=[A-Z0-9-]{0,20}\d{4})[A-Z0-9][A-Z0-9-]{4,23})(?![\w-])",
        re.IGNORECASE,
    ),
)
_ITEM = (
    re.compile(r"(?:商品|货品|宝贝)\s?(?:id|编号|编码|号)?" + _ID + r"(?P<id>\d{5,20})(?!\d)", re.IGNORECASE),
    re.compile(
        r"\bsku\s?(?:id|编号|no\.?)?\s{0,3}[:：#]\s{0,3}(?P<id>[A-Z0-9][A-Z0-9-]{2,23})(?![\w-])", re.IGNORECASE
    ),
    re.compile(
        r"\b(?:item|product|producto|art[ií]culo)\s{0,3}(?:no\.?|number|id|code|n\.?\s?[ºo°]\.?|n[uú]mero|c[oó]digo)"
        + _ID
        + r"(?P<id>(?=[A-Z0-9-]{0,21}\d{3})[A-Z0-9][A-Z0-9-]{3,23})(?![\w-])",
        re.IGNORECASE,
    ),
)


def references(text: str) -> Refs:
    """Order ids, item ids and links in a text, each once, in the order they stand; ids are taken from links as well.

    A number alone is never an order id: only what is named as one counts.
    """
    linked = "://" in text or ".com/" in text or ".cn/" in text or ".hk/" in text
    if not linked and not _DIGITS.search(text):
        return NO_REFS
    urls = tuple(dict.fromkeys(match[0].rstrip(".,;:!?)]") for match in _URL.finditer(text))) if linked else ()
    rest = _URL.sub(" ", text) if urls else text
    items = [item for item in map(item_of_url, urls) if item]
    orders: list[str] = []
    if _DIGITS.search(rest):
        orders = _named(rest, _ORDER)
        items += _named(rest, _ITEM)
    if not (urls or orders or items):
        return NO_REFS
    return Refs(orders=tuple(dict.fromkeys(orders)), items=tuple(dict.fromkeys(items)), urls=urls)


def item_of_url(url: str) -> str | None:
    """The item that a shop's link shows, or None."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = parts.hostname or ""
    except ValueError:
        return None
    if not _ITEM_HOST.search(host):
        return None
    match = _ITEM_QUERY.search(parts.query) or _ITEM_PATH.search(parts.path)
    return match[1] if match else None


def _named(text: str, patterns: tuple[re.Pattern[str], ...]) -> list[str]:
    found = [(match.start("id"), match["id"]) for pattern in patterns for match in pattern.finditer(text)]
    return [name for _, name in sorted(found)]
