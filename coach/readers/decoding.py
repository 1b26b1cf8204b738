"""From bytes to text: which encoding a file is in, and its lines one block at a time.

The trial order is strict: byte order mark, UTF-8, GB18030, Windows-1252; the last two must also give plausible text,
because GB18030 accepts nearly everything.
"""

import codecs
import unicodedata
from collections import Counter

from coach.errors import InputError, UnreadableFile

SAMPLE_BYTES = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TRIALS = ("utf-8", "gb18030", "cp1252")
_UTF8_CLASSES = bytes(0x4C if 0xE3 <= byte <= 0xE9 else 0x74 if 0x80 <= byte <= 0xBF else 0x2E for byte in range(256))
_LETTERS_1252 = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡€ºª°«»·–—‘’“”…àèìòùâêîôûäëïöÀÈÌÒÙÂÊÎÔÛÄËÏÖçÇß£´\u00a0")


def check_encoding(name: str) -> str:
    """The name, if Python knows it as a text encoding; InputError otherwise."""
    try:
        b"ab".decode(name)
    except LookupError:
        raise InputError(f"{name!r} is no text encoding; try utf-8, gb18030, utf-16 or cp1252") from None
    except UnicodeError:
        return name
    return name


def find_encoding(sample: bytes, *, name: str) -> str:
    """The encoding of a file from its first 64 KB; UnreadableFile when nothing fits or the bytes are no text."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\0" in sample:
        return _without_mark(sample, name=name)
    for encoding in _TRIALS:
        text = _strict(sample, encoding, final=False)
        if text is not None and is_plausible(text, encoding):
            return encoding
    votes = {encoding: _share_of_pieces(sample, encoding) for encoding in _TRIALS}
    best = max(_TRIALS, key=votes.__getitem__)
    if votes[best] < 0.5:
        raise UnreadableFile(
            f"{name} is not text in an encoding that can be told (tried UTF-8, GB18030, Windows-1252); "
            "if it is text, name its encoding with --encoding",
            file=name,
        )
    return best


def is_plausible(text: str, encoding: str) -> bool:
    """Whether decoded text looks like what people write: few control characters, and the characters one expects.

    UTF-8 proves itself; for GB18030 seven in ten of the other characters must be common Chinese or its punctuation.
    """
    counts = Counter(text)
    control = sum(n for char, n in counts.items() if char < " " and char not in "\t\n\r\x03")
    if control * 50 > len(text):
        return False
    foreign = {char: n for char, n in counts.items() if char > "\x7f"}
    if encoding.startswith(("utf-8", "utf-32")) or not foreign:
        return True
    if encoding == "cp1252":
        return all(char in _LETTERS_1252 for char in foreign)
    strange = sum(n for char, n in foreign.items() if unicodedata.category(char) in ("Co", "Cn", "Cs", "Cc"))
    if strange * 1000 > len(text):
        return False
    judged = {char: n for char, n in foreign.items() if unicodedata.category(char) not in ("So", "Sk", "Mn", "Cf")}
    common = sum(n for char, n in judged.items() if _is_common(char))
    return common * 10 >= sum(judged.values()) * 7


def decode_lines(block: bytes, encoding: str, *, others: tuple[str, ...]) -> list[str | None]:
    """The lines of a block of whole lines; a line with bad bytes is tried in the other encodings, else it is None."""
    text = _strict(block, encoding)
    if text is not None and not (encoding == "gb18030" and others and _has_utf8(block)):
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        return list(text.split("\n"))
    lines = [line.removesuffix(b"\r") for line in block.split(b"\n")]
    return [_decode_line(line, encoding, others) for line in lines]


def other_encodings(encoding: str) -> tuple[str, ...]:
    """The encodings that single bad lines of a file in this encoding may be in."""
    return tuple(other for other in _TRIALS if other != encoding.removesuffix("-sig"))


def is_wide(encoding: str) -> bool:
    """Whether a line end is more than one byte, so that bytes cannot be split at it."""
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


def _decode_line(line: bytes, encoding: str, others: tuple[str, ...]) -> str | None:
    if encoding == "gb18030" and others and _has_utf8(line):
        text = _strict(line, "utf-8")
        if text is not None:
            return text
    text = _strict(line, encoding)
    if text is not None:
        return text
    for other in others:
        text = _strict(line, other)
        if text is not None and is_plausible(text, other):
            return text
    return None


def _has_utf8(data: bytes) -> bool:
    """Whether two Chinese characters in UTF-8 may stand side by side; GB18030 hardly ever looks like that."""
    return b"LttLtt" in data.translate(_UTF8_CLASSES)


def _strict(data: bytes, encoding: str, *, final: bool = True) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding)() if not final else None
    try:
        return decoder.decode(data) if decoder else data.decode(encoding)
    except UnicodeError:
        return None


def _share_of_pieces(sample: bytes, encoding: str) -> float:
    """The share of lines, or of quoted texts in a line, that are plausible in an encoding."""
    pieces = [piece for piece in sample.replace(b'"', b"\n").split(b"\n") if not piece.isascii()]
    texts = (_strict(piece, encoding) for piece in pieces)
    good = sum(1 for text in texts if text is not None and is_plausible(text, encoding))
    return good / len(pieces) if pieces else 0.0


def _without_mark(sample: bytes, *, name: str) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(sample[: len(sample) // 2 * 2], encoding, final=False)
        if text is not None and "\0" not in text and is_plausible(text, encoding):
            return encoding
    raise UnreadableFile(f"{name} is binary, not text; export the chats as text, CSV or XLSX", file=name)


def _is_common(char: str) -> bool:
    """Chinese punctuation and full-width forms, or a character of the first level of GB 2312 or Big5."""
    if "\u2010" <= char <= "\u2027" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char in "·×￥":
        return True
    gb = _bytes_of(char, "gb2312")
    if len(gb) == 2 and 0xB0 <= gb[0] <= 0xD7:
        return True
    big5 = _bytes_of(char, "big5")
    return len(big5) == 2 and 0xA4 <= big5[0] <= 0xC6


def _bytes_of(char: str, encoding: str) -> bytes:
    return char.encode(encoding, "ignore")
