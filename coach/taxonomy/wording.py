"""The plain form of a text: what cues and models look at, so that punctuation, width and case make no difference."""

import re
import unicodedata
from functools import cache, partial

from coach.memory import Memory

_URL = re.compile(r"https?://\S+|www\.\S+")
_MASK = re.compile(r"<(?:(num|number)|url|link)>", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    "|".join(
        (
            r"\[[^\[\]\n]{1,12}\]",
            r"/:[^\s\u4e00-\u9fff]{1,6}",
            r"&(?:nbsp|amp|lt|gt);",
            r"#e-[a-z]\d+",
            r"用户发起转人工|您选择了一个订单进行咨询[^\n]*|【[^】\n]*暂不支持展示】",
        )
    )
)
_LONG_NUMBER = re.compile(r"\d{7,}")
_APART = re.compile(r"(?:[^\w@#.]|(?<!\d)\.|\.(?!\d)|_)+")
_APART_KEEP_QUESTION = re.compile(r"(?:[^\w@#.?]|(?<!\d)\.|\.(?!\d)|_)+")
_BESIDE_WIDE = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")


def unmasked(text: str) -> str:
    """The text with a number for each "<num>" and "@" for each "<url>", which some exports write instead."""
    return _MASK.sub(lambda mask: "1" if mask[1] else " @ ", text) if "<" in text else text


def plain(text: str, language: str) -> str:
    """The text in lower case and half width, without punctuation, emoji, stickers and bracketed placeholders.

    A web address becomes "@", a number of seven digits and more (an item, an order) "#". Chinese loses the spaces
    between its characters and its question marks, which chat exports often drop; other languages keep "?". Spanish
    loses its accents, which people often leave out.
    Empty when nothing but placeholders was sent; "?" when nothing but question marks was.
    """
    return _known(language)[text]


@cache
def _known(language: str) -> Memory[str]:
    return Memory(partial(_plain, language=language))


def _plain(text: str, language: str) -> str:
    form = unicodedata.normalize("NFKC", unmasked(text)).lower()
    form = _PLACEHOLDER.sub(" ", _LONG_NUMBER.sub(" # ", _URL.sub(" @ ", form)))
    if language == "zh":
        bare = _BESIDE_WIDE.sub("", _APART.sub(" ", form)).strip()
        return bare or ("?" if "?" in form else "")
    if language == "es":
        form = "".join(char for char in unicodedata.normalize("NFD", form) if not unicodedata.combining(char))
    return " ".join(_APART_KEEP_QUESTION.sub(" ", form).replace("?", " ? ").split())
