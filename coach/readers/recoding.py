"""A file as UTF-8 bytes whatever it is written in, for parsers that read bytes; a broken place costs only itself."""

import codecs
import io
from collections.abc import Callable

from coach.readers.decoding import decode_lines, is_wide, other_encodings

_CHUNK = 1 << 18
_LONGEST = 1 << 23
_QUOTE = b'"'


class Utf8File(io.RawIOBase):
    """What `read(size)` gives, as UTF-8 without a byte order mark.

    Bytes that are not in the file's encoding are read up to the next quotation mark in another one that fits, else as
    U+FFFD, and a text of more than 8 MB is cut; `notice` tells. In UTF-16 and UTF-32 they are a UnicodeError.
    """

    def __init__(self, read: Callable[[int], bytes], encoding: str, *, notice: Callable[[str], None]) -> None:
        super().__init__()
        self._read = read
        self._encoding = encoding.removesuffix("-sig")
        self._notice = notice
        self._wide = codecs.getincrementaldecoder(encoding)() if is_wide(encoding) else None
        self._left = b""
        self._ready = memoryview(b"")
        self._begun = False

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what is ready, reading on when nothing is."""
        while not self._ready:
            chunk = self._read(_CHUNK)
            self._ready = memoryview(self._recoded(chunk))
            if not chunk:
                break
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _recoded(self, chunk: bytes) -> bytes:
        text = self._wide.decode(chunk, not chunk) if self._wide else self._decoded(self._left + chunk, last=not chunk)
        if text and not self._begun:
            self._begun, text = True, text.removeprefix("\ufeff")
        return text.encode("utf-8")

    def _decoded(self, data: bytes, *, last: bool) -> str:
        """The text of the data up to its last quotation mark; the rest is kept for the next call."""
        cut = len(data) if last else data.rfind(_QUOTE) + 1
        self._left = data[cut : cut + _LONGEST]
        if len(data) - cut > _LONGEST:
            self._notice(f"has a text of more than {_LONGEST >> 20} MB, which is cut")
        whole, at = memoryview(data)[:cut], 0
        parts: list[str] = []
        while True:
            try:
                return "".join((*parts, str(whole[at:], self._encoding)))
            except UnicodeDecodeError as problem:
                wrong = at + problem.start
            begin, end = max(at, data.rfind(_QUOTE, at, wrong) + 1), data.find(_QUOTE, wrong + 1, cut)
            end = end if end > 0 else cut
            parts += str(whole[at:begin], self._encoding), self._mended(data[begin:end])
            at = end

    def _mended(self, run: bytes) -> str:
        self._notice(f"has places that are not {self._encoding}; the right --encoding may help")
        (text,) = decode_lines(run.replace(b"\n", b" "), self._encoding, others=other_encodings(self._encoding))
        return run.decode(self._encoding, "replace") if text is None else text
