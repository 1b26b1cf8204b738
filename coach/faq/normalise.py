"""One form for questions that are worded alike: what grouping compares, never what is shown."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from coach import languages

REMEMBERED = 50_000
"""How many texts' forms are kept: the same replies and questions are compared again and again."""

AT_ONCE = 10_000
"""How many texts are brought to their form together, as the lines of one long text: ten times faster than singly."""

_STICKER = re.compile(r"#e-[a-z]?\d+|/:[^\s#\u3400-\u9fff]{1,6}|\[[^\[\]\n]{1,16}\]|&(?:nbsp|amp|lt|gt|quot);")
_ADDRESS = re.compile(r"https?://[^\s\u3400-\u9fff]+|www\.[^\s\u3400-\u9fff]+")
_NUMBER_NAME = re.compile(r"(?<![a-z\d])(?=[a-z-]*\d)[a-z\d-]{8,}(?![a-z\d])")
_SEPARATOR = re.compile(r"(?:[^\w.%/\n]|(?<!\d)[./%]|[./](?!\d)|_)+")
_NEEDLESS = re.compile(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])|^ | $", re.MULTILINE)
_REPEATED = re.compile(r"([^\W\d])\1{2,}")

_LEADING = (
    "亲爱的|亲亲|亲(?![戚子人友身自近密情手爱])|掌柜的?|老板娘?|店家|店主|店长|卖家|客服|小二|美女|帅哥|小姐姐|小哥哥|小哥|姐姐|妹子"
    "|你好|您好|哈喽|嗨|在吗|在么|在不在|在的吗|有人吗|请问一?下?|问一?下|想问一?下?|我想问一?下?|咨询一?下|打扰一?下"
    "|麻烦(?:问|请问)?一?下?|不好意思|话说|那个|啊|哦|嗯|呃|额"
    "|(?:hi|hello|hey|dear|sir|madam|good (?:morning|afternoon|evening)|excuse me|sorry|please|pls|may i ask"
    "|can you (?:please )?tell me|could you (?:please )?tell me|i (?:want|would like|d like) to (?:know|ask)"
    "|hola|buen[oa]s (?:dias|tardes|noches)|buenas|por favor|disculp[ae]|perdona|perdon|oye"
    "|queria saber|quisiera saber)\\b"
)
_TRAILING = (
    "亲爱的|亲亲|(?<![父母双相探])亲|谢谢[你您]?|多谢|谢了|感谢|麻烦了|麻烦[你您]了?|[啊阿呀哦噢哈呢嘛啦捏]"
    "|\\b(?:please|pls|thanks|thank you|thx|por favor|gracias)"
)
_COURTESY = re.compile(f"^(?:(?:{_LEADING}) ?)+|(?: ?(?:{_TRAILING}))+$", re.MULTILINE)
_ACCENT = re.compile("[\u0300-\u036f]")
_BODY = {"height_cm": " cm ", "weight_kg": " kg "}
_MEASURED = re.compile(
    r"[\d一二三四五六七八九十百两][来多几]?\s?[a-z'′米斤公千厘]"
    r"|[高重a-z][是有:：约大概最近涨到]*\s?\d|\d\s*[/／,，、\- ]\s*(?:体重)?\d",
    re.IGNORECASE,
)
"""What every body height and weight has about it: most texts with a number in them have not."""

_UNIT_LEFT = re.compile(r"(?<= cm )(?:cm|厘米|公分)", re.IGNORECASE)


@lru_cache(maxsize=REMEMBERED)
def normalise(text: str) -> str:
    """The text as it is compared: simplified, half width, lower case; no courtesy, stickers, marks, links or ids.

    Numbers stay ("160cm"), runs of eight and more letters and digits with a digit in them (order and item numbers)
    go. A text that is nothing but courtesy stays what it is. Empty when nothing was said.
    """
    return normalised([text])[0]


def normalised(texts: Sequence[str]) -> list[str]:
    """What `normalise` makes of each of many texts; equal ones are looked at once."""
    distinct = list(dict.fromkeys(texts))
    forms: list[str] = []
    for start in range(0, len(distinct), AT_ONCE):
        forms += _lines([text.replace("\n", " ") for text in distinct[start : start + AT_ONCE]])
    form_of = dict(zip(distinct, forms, strict=True))
    return [form_of[text] for text in texts]


def folded(text: str) -> str:
    """The normalised text with body heights and weights as "cm" and "kg", since what follows is the same question."""
    return normalise(_without_body(text))


def folded_all(texts: Sequence[str]) -> list[str]:
    """What `folded` makes of each of many texts."""
    return normalised([_without_body(text) for text in texts])


def _without_body(text: str) -> str:
    if not _MEASURED.search(text):
        return text
    speech = languages.get(languages.detect([text]))
    pieces, position = [], 0
    for slot in speech.slots(text):
        if slot.kind in _BODY:
            pieces += [text[position : slot.start], _BODY[slot.kind]]
            position = slot.end
    return _UNIT_LEFT.sub("", "".join([*pieces, text[position:]]))


def _lines(texts: Sequence[str]) -> list[str]:
    sound = "\n".join(texts).encode("utf-8", "replace").decode("utf-8")
    form = unicodedata.normalize("NFKC", sound)
    form = _to_simplified()(form).lower()
    form = _NUMBER_NAME.sub(" ", _ADDRESS.sub(" ", _STICKER.sub(" ", form)))
    plain = _NEEDLESS.sub("", _SEPARATOR.sub(" ", _without_accents(form)))
    plain = _REPEATED.sub(r"\1\1", plain)
    bare = _NEEDLESS.sub("", _COURTESY.sub("", _COURTESY.sub("", plain)))
    return [short or long for short, long in zip(bare.split("\n"), plain.split("\n"), strict=True)]


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))


@cache
def _to_simplified() -> Callable[[str], str]:
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
