"""HTML bodies as the plain text that a reader of the chat saw."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "blockquote", "ul", "ol", "table", "hr"})
_UNSEEN = frozenset({"script", "style", "head", "title", "template"})
_LOOKS_LIKE_HTML = re.compile(r"<[a-zA-Z/!][^<>]{0,2000}>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,6});")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value and value.startswith("http")]

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def plain_text(html: str) -> tuple[str, tuple[str, ...]]:
    """The text of an HTML fragment, a line for each block, and the links in it; text without markup stays as it is."""
    if not _LOOKS_LIKE_HTML.search(html):
        return html, ()
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line), tuple(dict.fromkeys(parser.links))
