"""What a shop publishes: an HTML snippet for the detail page, quick replies for the chat client, a usage manual."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from coach.candidates import FaqCandidate
from coach.faq.writing import literal, one_line
from coach.i18n import translator
from coach.spreadsheet import cell
from coach.taxonomy import question_types

USAGE = "usage"
LANGUAGE_TAGS = {"zh": "zh-CN"}


def published(candidates: Iterable[FaqCandidate], *, only_approved: bool = False) -> tuple[FaqCandidate, ...]:
    """The candidates that have an answer and were not rejected; with `only_approved` those that were approved."""
    return tuple(
        one
        for one in candidates
        if one.answers and one.status != "rejected" and (one.status == "approved" or not only_approved)
    )


def product_files(
    candidates: Sequence[FaqCandidate], *, language: str, item_titles: Mapping[str, str]
) -> Mapping[str, bytes]:
    """What a shop publishes as files, by name; the table with the mark by which spreadsheets know UTF-8."""
    table = quick_replies(candidates, language=language, item_titles=item_titles)
    return {
        "faq.html": faq_html(candidates, language=language, item_titles=item_titles).encode(),
        "manual.md": manual(candidates, language=language, item_titles=item_titles).encode(),
        "quick-replies.csv": f"\ufeff{table}".encode(),
    }


def faq_html(candidates: Sequence[FaqCandidate], *, language: str, item_titles: Mapping[str, str]) -> str:
    """A snippet for the detail page, by item and type; what customers and agents wrote is text in it, never markup."""
    say = translator(language)
    lines = [f'<section class="faq" lang="{LANGUAGE_TAGS.get(language, language)}">']
    for item, of_item in _by_item(candidates).items():
        lines.append(f"<h2>{_escaped(item_titles.get(item, item) if item else say('faq.any_item'))}</h2>")
        for kind, of_type in _by_type(of_item).items():
            lines += [f"<h3>{_escaped(_type_title(kind, language))}</h3>", "<dl>"]
            for one in of_type:
                lines.append(f'<dt id="faq-{_escaped(one.id)}">{_escaped(one.question)}</dt>')
                lines.append(f"<dd>{_escaped(one.answers[0].text)}</dd>")
            lines.append("</dl>")
    return "\n".join([*lines, "</section>"]) + "\n"


def quick_replies(candidates: Sequence[FaqCandidate], *, language: str, item_titles: Mapping[str, str]) -> str:
    """A CSV table for import into a chat client: code, text, group; no code twice, no cell that runs as a formula."""
    say = translator(language)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(say(f"faq.quick.{column}") for column in ("code", "text", "group"))
    codes: set[str] = set()
    for one in candidates:
        titles = [item_titles.get(item, item) for item in one.items[:1]]
        code = _unused(one_line(one.question), titles, codes)
        row = (code, one_line(one.answers[0].text), _type_title(one.question_type, language))
        table.writerow(cell(value) for value in row)
    return written.getvalue()


def manual(candidates: Sequence[FaqCandidate], *, language: str, item_titles: Mapping[str, str]) -> str:
    """A short manual in Markdown: the usage questions with their answers, item by item."""
    say = translator(language)
    usage = [one for one in candidates if one.question_type == USAGE]
    lines = [f"# {say('faq.manual.title')}", "", say("faq.manual.lead" if usage else "faq.manual.none"), ""]
    for item, of_item in _by_item(usage).items():
        lines += [f"## {literal(item_titles.get(item, item) if item else say('faq.any_item'))}", ""]
        for number, one in enumerate(of_item, start=1):
            lines += [f"{number}. **{literal(one.question)}**", "", f"   {literal(one.answers[0].text)}", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _by_item(candidates: Iterable[FaqCandidate]) -> dict[str, list[FaqCandidate]]:
    """The candidates of each item that has its own, most asked about first; those of several items last, under ""."""
    found: dict[str, list[FaqCandidate]] = {}
    for one in candidates:
        found.setdefault(one.items[0] if len(one.items) == 1 else "", []).append(one)
    order = sorted(found, key=lambda item: (not item, -sum(one.support for one in found[item]), item))
    return {item: found[item] for item in order}


def _by_type(candidates: Iterable[FaqCandidate]) -> dict[str, list[FaqCandidate]]:
    found: dict[str, list[FaqCandidate]] = {}
    for one in candidates:
        found.setdefault(one.question_type, []).append(one)
    return found


def _unused(question: str, titles: Sequence[str], codes: set[str]) -> str:
    """The question as a code; where it is taken, with the item's title, else with a number."""
    named = [question, *(f"{question} ({title})" for title in titles)]
    code = next((name for name in named if name not in codes), "")
    number = 2
    while not code or code in codes:
        code = f"{question} {number}"
        number += 1
    codes.add(code)
    return code


def _type_title(kind: str, language: str) -> str:
    return next((one.title[language] for one in question_types() if one.name == kind), kind)


def _escaped(text: str) -> str:
    return escape(one_line(text))
