"""What a text points at: order ids, item ids, links."""

import re
from urllib.parse import urlsplit

from coach.transcript import Refs

NO_REFS = Refs()

_NamedId = tuple[tuple[str, ...], re.Pattern[str]]
"""Words of which a text must have one, and the pattern that then finds an id behind it."""

_DIGITS = re.compile(r"[0-9]{4}")
_URL = re.compile(
    r"(?:https?://|(?<![\w./@])(?:[\w-]{1,63}\.){1,3}(?:com|cn|hk)/)[^\s<>\"'`|{}\\^\u3000-\u9fff\uff00-\uffef“”‘’…]*",
    re.ASCII,
)
_URL_TAIL = ".,;:!?)]"
_ITEM_HOST = re.compile(r"(?:^|\.)(?:taobao|tmall|1688|jd|yangkeduo|pinduoduo)\.(?:com|hk)$")
_ITEM_QUERY = re.compile(r"(?:^|&)(?:id|itemid|item_id|goods_id|wareid)=(\d{4,20})(?!\d)", re.IGNORECASE)
_ITEM_PATH = re.compile(r"/(?:product/|offer/|item/|i)?(\d{4,20})\.html?$")
_ID = r"\s{0,3}(?:(?:是|为|is|es)\s{0,3})?(?:[:：#＃]\s{0,3})?"
_ORDER: tuple[_NamedId, ...] = (
    (
        ("订单",),
        re.compile(r"订单(?i:(?:编号|号码|号|\s?id)?" + _ID + r")(?P<id>\d{6}-\d{12,18}|\d{8,24})(?!\d)"),
    ),
    (
        ("order", "orden", "pedido"),
        re.compile(
            r"\b(?:order|pedido|orden)\b(?:\s{0,3}(?:no\.?|number|num\.?|id|nr\.?|n\.?\s?[ºo°]\.?|n[uú]m(?:ero|\.)?))?"
            + _ID
            + r"(?P<id>(?=[A-Z0-9-]{0,20}\d{4})[A-Z0-9][A-Z0-9-]{4,23})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
)
_ITEM: tuple[_NamedId, ...] = (
    (
        ("商品", "货品", "宝贝"),
        re.compile(r"(?:商品|货品|宝贝)(?i:\s?(?:id|编号|编码|号)?" + _ID + r")(?P<id>\d{5,20})(?!\d)"),
    ),
    (
        ("sku",),
        re.compile(
            r"\bsku\s?(?:id|编号|no\.?)?\s{0,3}[:：#]\s{0,3}(?P<id>[A-Z0-9][A-Z0-9-]{2,23})(?![\w-])", re.IGNORECASE
        ),
    ),
    (
        ("item", "product", "art"),
        re.compile(
            r"\b(?:item|product|producto|art[ií]culo)\s{0,3}(?:no\.?|number|id|code|n\.?\s?[ºo°]\.?|n[uú]mero|c[oó]digo)"
            + _ID
            + r"(?P<id>(?=[A-Z0-9-]{0,21}\d{3})[A-Z0-9][A-Z0-9-]{3,23})(?![\w-])",
            re.IGNORECASE,
        ),
    ),
)


def references(text: str) -> Refs:
    """Order ids, item ids and links in a text, each once, in the order they stand; ids are taken from links as well.

    A number alone is never an order id: only what is named as one counts.
    """
    linked = "/" in text and ("://" in text or ".com/" in text or ".cn/" in text or ".hk/" in text)
    urls, rest = _split_urls(text) if linked else ((), text)
    numbered = _DIGITS.search(rest)
    if not urls and not numbered:
        return NO_REFS
    items = [item for item in map(item_of_url, urls) if item]
    orders: list[str] = []
    if numbered:
        folded = rest.casefold()
        orders = _named(rest, folded, _ORDER)
        items += _named(rest, folded, _ITEM)
    if not (urls or orders or items):
        return NO_REFS
    return Refs(orders=_distinct(orders), items=_distinct(items), urls=urls)


def _split_urls(text: str) -> tuple[tuple[str, ...], str]:
    """The links in a text, each once, and the text with a space in the place of each."""
    whole = _URL.fullmatch(text)
    if whole:
        return (text.rstrip(_URL_TAIL),), " "
    found = list(_URL.finditer(text))
    starts = [0, *(match.end() for match in found)]
    ends = [*(match.start() for match in found), len(text)]
    urls = _distinct([match[0].rstrip(_URL_TAIL) for match in found])
    return urls, " ".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _distinct(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values)) if len(values) > 1 else tuple(values)


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


def _named(text: str, folded: str, patterns: tuple[_NamedId, ...]) -> list[str]:
    found: list[tuple[int, str]] = []
    for words, pattern in patterns:
        for word in words:
            if word in folded:
                found += [(match.start("id"), match["id"]) for match in pattern.finditer(text)]
                break
    return [name for _, name in sorted(found)] if len(found) > 1 else [name for _, name in found]
