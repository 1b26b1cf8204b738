"""Detail pages as passages: HTML, Markdown and plain text, item by item."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import pairwise, zip_longest
from pathlib import Path

from msgspec import Struct

from coach.errors import InputError, UnreadableFile
from coach.readers.decoding import SAMPLE_BYTES, find_encoding

HTML = frozenset({".html", ".htm"})
MARKDOWN = frozenset({".md", ".markdown"})
ENDINGS = HTML | MARKDOWN | {".txt"}
MOST_BYTES = 20_000_000
LONGEST = 120
"""Characters from which a passage is cut at the ends of sentences."""

_CELLS = frozenset({"td", "th"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary", "caption"})
_BLOCKS = _HEADINGS | {
    *("address", "article", "aside", "blockquote", "br", "dd", "details", "div", "dl", "figcaption", "figure"),
    *("footer", "form", "header", "hr", "img", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
}
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|(?<=[.])(?=\s)")
_MARKS = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,3}[.)]\s+)+|[*_`]{1,3}|!?\[([^\]]*)\]\([^)]*\)")
_RULE = re.compile(r"[\s|:=-]*")


class Page(Struct, frozen=True):
    """One page: its file, whose name may hold an item's id, and its passages in order."""

    name: str
    passages: tuple[str, ...]


def read_pages(path: Path) -> tuple[Page, ...]:
    """The page in a file, or all pages (.html, .md, .txt) in a folder, by name.

    Raises InputError when there is none, UnreadableFile when one is no text.
    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in ENDINGS)
        if not files:
            raise InputError(f"{path} holds no page; put .html, .md or .txt files there", file=str(path))
        return tuple(_page(file, name=file.relative_to(path).as_posix()) for file in files)
    if not path.is_file():
        raise InputError(f"there is no page {path}; check the path", file=str(path))
    return (_page(path, name=path.name),)


def page(data: bytes, *, name: str) -> Page:
    """The page with these bytes; its name tells HTML, Markdown and text apart. UnreadableFile if it is no text."""
    encoding = find_encoding(data[:SAMPLE_BYTES], name=name)
    text = data.decode(encoding, errors="replace")
    if _is_binary(text):
        raise UnreadableFile(f"{name} is no text; save the page as HTML, Markdown or text", file=name)
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS and re.search(r"<(?:html|body|p|div|table)\b", text[:5000], re.IGNORECASE):
        ending = ".html"
    return Page(name=name, passages=passages(text, ending=ending))


def passages(text: str, *, ending: str = ".txt") -> tuple[str, ...]:
    """The passages of a page's text: its blocks, table rows with their headings, and what stands below a heading."""
    blocks = _html_blocks(text) if ending in HTML else _text_blocks(text, markdown=ending in MARKDOWN)
    return tuple(dict.fromkeys(piece for block in _below_headings(blocks) for piece in _cut(block)))


def _page(file: Path, *, name: str) -> Page:
    return page(_bytes(file), name=name)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnreadableFile(f"{file} has more than 20 MB; save the page without its images", file=str(file))
        return file.read_bytes()
    except OSError as problem:
        raise UnreadableFile(f"{file} cannot be read: {problem.strerror}; check the path", file=str(file)) from None


def _is_binary(text: str) -> bool:
    strange = sum(char == "\ufffd" or (char < " " and char not in "\t\n\r\f") for char in text[:5000])
    return strange > 0.02 * max(1, min(len(text), 5000))


class _Blocks(HTMLParser):
    """Gathers blocks of text; a table row is one block, each cell behind the heading of its column."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, bool]] = []
        self._text: list[str] = []
        self._row: list[str] = []
        self._columns: list[str] = []
        self._heads = 0
        self._heading = False
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _CELLS:
            self._text.clear()
            self._heads += tag == "th"
        elif tag in _BLOCKS and not self._row:
            self._end_block()
            self._heading = tag in _HEADINGS
        if tag == "table":
            self._columns = []
        elif tag == "img":
            self._text.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS:
            self._row.append(self._flat())
        elif tag == "tr":
            self._end_row()
        elif tag in _BLOCKS and not self._row:
            self._end_block()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text.append(data)

    def _end_row(self) -> None:
        if not self._columns and self._heads == len(self._row) > 1:
            self._columns = self._row
        elif self._row:
            self.blocks.append((_row(self._row, self._columns), False))
        self._row, self._heads = [], 0

    def _end_block(self) -> None:
        if text := self._flat():
            self.blocks.append((text, self._heading))
        self._heading = False

    def _flat(self) -> str:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        return text

    def close(self) -> None:
        super().close()
        self._end_row()
        self._end_block()


def _row(cells: Sequence[str], columns: Sequence[str]) -> str:
    """A table row as text: "尺码 M；身高 160-165"."""
    named = (" ".join(filter(None, pair)) for pair in zip_longest(columns, cells, fillvalue=""))
    return "；".join(one for one in named if one)


def _html_blocks(text: str) -> list[tuple[str, bool]]:
    parser = _Blocks()
    parser.feed(text)
    parser.close()
    return parser.blocks


def _text_blocks(text: str, *, markdown: bool) -> Iterator[tuple[str, bool]]:
    """Lines as blocks; in Markdown without its marks, headings told apart, table rows with their columns."""
    columns: list[str] = []
    lines = text.splitlines()
    for line, following in pairwise([*lines, ""]):
        is_row = markdown and line.strip().startswith("|")
        columns = columns if is_row else []
        if _RULE.fullmatch(line):
            continue
        if is_row:
            cells = [_MARKS.sub(r"\1", cell).strip() for cell in line.strip().strip("|").split("|")]
            if not columns and _RULE.fullmatch(following) and "-" in following:
                columns = cells
            else:
                yield _row(cells, columns), False
        else:
            heading = line.lstrip().startswith("#") if markdown else line.rstrip().endswith(("?", "？", ":", "："))
            yield " ".join((_MARKS.sub(r"\1", line) if markdown else line).split()), heading


def _below_headings(blocks: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Each block behind the heading above it; a heading without anything below it stands for itself."""
    heading = ""
    for text, is_heading in blocks:
        if is_heading:
            if heading:
                yield heading
            heading = text
        elif text:
            yield f"{heading} {text}" if heading else text
            heading = ""
    if heading:
        yield heading


def _cut(text: str) -> Iterator[str]:
    """The text, or its sentences in pieces of up to about 120 characters."""
    piece = ""
    for sentence in _SENTENCE_END.split(text):
        if piece and len(piece) + len(sentence) > LONGEST:
            yield piece.strip()
            piece = ""
        piece += sentence
    if piece.strip():
        yield piece.strip()[: 4 * LONGEST]
