"""Redaction: personal data in texts becomes its kind, such as [phone], and a keyed hash for joining."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from functools import lru_cache, partial

import msgspec

from coach.memory import Memory
from coach.transcript import Conversation, Message

_WORTH_A_LOOK = re.compile(
    r"\d(?:[ ()./-]{0,2}\d){5}|@|[省市区县路街道镇村]|收件|收货|姓名|微信|wechat|薇|[vw]x"
    r"|calle|street|road|avenue|avenida",
    re.IGNORECASE,
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")),
    (
        "id_number",
        re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"),
    ),
    ("phone", re.compile(r"(?<!\d)(?:(?:\+|00)?86[-. ]?)?1[-. ]?[3-9][-. ]?\d(?:[-. ]?\d){8}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")),
    (
        "messenger",
        re.compile(
            r"(?:(?<=微信号)|(?<=微信)|(?<=薇信)|(?<=同号)|(?<=wechat)|(?<=vx)|(?<=wx))[\s:：]{0,3}[A-Za-z][A-Za-z0-9_-]{5,19}",
            re.IGNORECASE,
        ),
    ),
    ("name", re.compile(r"(?:(?<=收件人)|(?<=收货人)|(?<=姓名))[\s:：]{1,3}[一-龥·]{2,6}")),
    (
        "address",
        re.compile(
            r"(?:[一-龥]{2,8}(?:省|自治区))?\s?(?:[一-龥]{2,8}(?:市|自治州|盟))?\s?(?:[一-龥]{1,8}(?:区|县|市|旗))\s?"
            r"[一-龥\w]{1,20}?(?:路|街道|街|大道|镇|乡|村|小区|花园|大厦|巷|弄)[一-龥\w-]{0,24}?(?:\d+(?:号楼|号|栋|幢|单元|室|楼|弄)?)+(?:[一-龥]{0,4}\d+(?:号|栋|幢|单元|室|楼)?)*"
        ),
    ),
    (
        "address",
        re.compile(
            r"\b\d{1,5}\s(?:[A-Z][\w'.-]{1,20}\s){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd)\b"
            r"|\b(?:[Cc]alle|[Aa]venida|[Aa]v\.)\s(?:[\wáéíóúñÁÉÍÓÚÑ.]{1,20}\s){1,5}(?:n[ºo°]?\.?\s?)?\d{1,5}\b"
        ),
    ),
)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９＋－＠", "0123456789+-@")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)")
_ORDER_BEFORE = re.compile(r"(?:订单|单号|编号|order|pedido|tracking|运单)[^\d]{0,6}$", re.IGNORECASE)


def redact(conversation: Conversation, *, key: bytes) -> Conversation:
    """The conversation with personal data in texts and customers' names replaced by its kind; hashes go to the refs.

    `key` keys the hashes: the same number has the same hash under the same key, and nobody without it can try numbers.
    """
    return msgspec.structs.replace(
        conversation, messages=tuple(_redact_message(message, key) for message in conversation.messages)
    )


def _redact_message(message: Message, key: bytes) -> Message:
    text, hashes = redact_text(message.text, key=key)
    sender, named = redact_text(message.sender, key=key) if message.role == "customer" else (message.sender, ())
    if not hashes and not named:
        return message
    refs = msgspec.structs.replace(message.refs, personal=message.refs.personal + hashes)
    return msgspec.structs.replace(message, text=text, sender=sender, refs=refs)


def redact_text(text: str, *, key: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with personal data replaced by `[kind]`, and one "kind:hash" for each replacement, in order."""
    return _known(key)[text]


@lru_cache(maxsize=1)
def _known(key: bytes) -> Memory[tuple[str, tuple[str, ...]]]:
    return Memory(partial(_redacted, key=key))


def _redacted(text: str, key: bytes) -> tuple[str, tuple[str, ...]]:
    wide = text.translate(_HALF_WIDTH)
    if not _WORTH_A_LOOK.search(wide):
        return text, ()
    found: list[tuple[int, int, str]] = []
    for kind, start, end in _personal_data(wide):
        if all(end <= taken[0] or start >= taken[1] for taken in found):
            found.append((start, end, kind))
    pieces, hashes, position = [], [], 0
    for start, end, kind in sorted(found):
        pieces += [text[position:start], f"[{kind}]"]
        hashes.append(f"{kind}:{_hash(wide[start:end], key)}")
        position = end
    return "".join([*pieces, text[position:]]), tuple(hashes)


def _personal_data(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()
    for match in _CARD.finditer(text):
        if _is_card_number(match.group()) and not _ORDER_BEFORE.search(text[: match.start()]):
            yield "card_number", match.start(), match.end()
    if "+" in text or "(" in text or re.search(r"\d[ -.]\d", text):
        yield from _international_phones(text)


def _international_phones(text: str) -> Iterator[tuple[str, int, int]]:
    import phonenumbers

    for region in ("US", "ES"):
        for match in phonenumbers.PhoneNumberMatcher(text[:4000], region, leniency=phonenumbers.Leniency.VALID):
            if re.search(r"[+() .-]", match.raw_string):
                yield "phone", match.start, match.end


def _is_card_number(written: str) -> bool:
    """Whether the digits pass the Luhn check (ISO/IEC 7812-1) and begin as bank cards do."""
    digits = [int(character) for character in written if character.isdigit()]
    if len(digits) not in (15, 16, 19) or digits[0] not in (3, 4, 5, 6):
        return False
    doubled = [
        digit if index % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
        for index, digit in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


def _hash(value: str, key: bytes) -> str:
    normal = re.sub(r"[\s:：.-]", "", value).removeprefix("+86").removeprefix("0086").lower()
    return hmac.new(key, normal.encode(), hashlib.sha256).hexdigest()[:16]
