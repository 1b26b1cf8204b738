"""Tables in HTML, as many back offices write them under the name of a workbook, `.xls`."""

import codecs
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from coach.errors import UnreadableFile
from coach.readers.stream import BROKEN, Stream

_CHUNK = 1 << 16
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"script", "style", "title"})
_MOST_SPANNED = 64

HtmlRow = tuple[int, list[str]]


def is_html_table(text: str) -> bool:
    """Whether text that starts so is HTML with a table."""
    return text.lstrip()[:1] == "<" and "<table" in text.lower()


def html_rows(stream: Stream) -> Iterator[HtmlRow]:
    """The rows of all tables of a file, with the lines they begin in; a cell that spans several stands in the first."""
    with stream.open_utf8() as file:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            yield from rows_in(decoder.decode(chunk) for chunk in iter(lambda: file.read(_CHUNK), b""))
        except BROKEN as problem:
            message = f"{stream.name} cannot be read ({problem}); name its encoding with --encoding, or export it again"
            raise UnreadableFile(message, file=stream.name) from None


def rows_in(chunks: Iterable[str]) -> Iterator[HtmlRow]:
    """The rows in a text that comes piece by piece."""
    parser = _Rows()
    for chunk in chunks:
        parser.feed(chunk)
        yield from parser.taken()
    parser.close()
    parser.end_row()
    yield from parser.taken()


class _Rows(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[HtmlRow] = []
        self._cells: list[str] | None = None
        self._line = 0
        self._parts: list[str] | None = None
        self._span = 1
        self._spanned: dict[int, int] = {}
        self._unseen = 0

    def taken(self) -> list[HtmlRow]:
        """The rows that are whole, once."""
        rows, self._rows = self._rows, []
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "tr":
            self.end_row()
            self._cells, self._line = [], self.getpos()[0]
            self._skip_spanned()
        elif tag in _CELLS and self._cells is not None:
            self._end_cell()
            self._begin_cell(dict(attrs))
        elif tag == "br" and self._parts is not None:
            self._parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag in ("tr", "table"):
            self.end_row()
            if tag == "table":
                self._spanned = {}

    def handle_data(self, data: str) -> None:
        if self._parts is not None and not self._unseen:
            self._parts.append(data)

    def end_row(self) -> None:
        """Take the row that was begun, if there is one."""
        self._end_cell()
        if self._cells:
            self._rows.append((self._line, self._cells))
        self._cells = None

    def _begin_cell(self, attrs: dict[str, str | None]) -> None:
        self._parts, self._span = [], _span(attrs.get("colspan"))
        below = _span(attrs.get("rowspan")) - 1
        if below and self._cells is not None:
            start = len(self._cells)
            self._spanned |= dict.fromkeys(range(start, start + self._span), below)

    def _end_cell(self) -> None:
        if self._parts is None or self._cells is None:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        self._cells += [text.strip(), *[""] * (self._span - 1)]
        self._parts = None
        self._skip_spanned()

    def _skip_spanned(self) -> None:
        """Blank cells where a cell of a row above reaches into this row."""
        while self._cells is not None and self._spanned.get(len(self._cells), 0) > 0:
            self._spanned[len(self._cells)] -= 1
            self._cells.append("")


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPANNED) if text and text.isdecimal() and int(text[:6]) > 0 else 1
