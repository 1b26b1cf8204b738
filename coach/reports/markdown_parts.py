"""Pieces of Markdown: tables, figures and quoted messages, in which nothing from a chat takes effect."""

from collections.abc import Iterable, Sequence

from coach.faq.writing import inline, literal
from coach.reports.figures import Figure
from coach.reports.overview import Named
from coach.reports.quotes import QuotedMessage
from coach.reports.texts import Texts

Lines = list[str]


def heading(level: int, text: str) -> Lines:
    """A heading with the empty line after it."""
    return [f"{'#' * level} {literal(text)}", ""]


def paragraph(*texts: str) -> Lines:
    """A paragraph of the texts that are not empty; nothing when all are."""
    written = " ".join(literal(text) for text in texts if text)
    return [written, ""] if written else []


def listed(texts: Iterable[str]) -> Lines:
    """A list, an item a text; nothing when there is none."""
    items = [f"- {literal(text)}" for text in texts]
    return [*items, ""] if items else []


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """A table; the first column stands left, the others right."""
    marks = ["---", *("--:" for _ in head[1:])]
    body = [_row(map(inline, row)) for row in rows]
    return [_row(map(inline, head)), _row(marks), *body, ""] if body else []


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figure(found: Figure) -> str:
    """A figure with what it rests on in brackets."""
    return f"{found.text} ({', '.join(found.basis)})" if found.basis else found.text


def facts(found: Iterable[Named]) -> Lines:
    """Figures with their names, one a line."""
    return listed(f"{one.title}: {figure(one.figure)}" for one in found)


def talk(messages: Iterable[QuotedMessage]) -> Lines:
    """Messages as a quotation; the words that matter are bold."""
    lines: Lines = []
    for one in messages:
        lines += [f"> {inline(f'{one.role} {one.sender} {one.time}')}: {_said(one)}", ">"]
    return [*lines[:-1], ""] if lines else []


def _said(one: QuotedMessage) -> str:
    if one.placeholder:
        return inline(one.placeholder)
    marked = inline(one.marked)
    parts = (inline(one.before), f"**{marked}**" if marked else "", inline(one.after))
    return " ".join(part for part in parts if part)


def quotation(text: str, source: str) -> Lines:
    """A text in the words of somebody, and where it stands."""
    return [f"> {literal(text)}", ">", f"> — {inline(source)}", ""]


def advised(text: str, texts: Texts) -> Lines:
    """The advice under a finding."""
    return [f"**{inline(texts('finding.advice'))}** {inline(text)}", ""] if text else []
