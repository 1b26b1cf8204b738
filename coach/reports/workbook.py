"""The report's tables as one workbook (XLSX), in which everything that was written in a chat stays text."""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from coach.analysis import Analysis
from coach.findings import FaqCandidate, Finding
from coach.reports.quotes import advice
from coach.reports.tables import agent_row
from coach.reports.texts import Texts

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Row = Mapping[str, object]
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
WIDTHS = {"question": 50, "wordings": 60, "answer": 60, "messages": 80, "advice": 60}
"""Columns wider than the others, in characters."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(analysis: Analysis, texts: Texts) -> bytes:
    """The bytes of a workbook with a sheet each for agents, question types, FAQ candidates and findings."""
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        _sheet(book, texts("nav.agents"), (agent_row(one, analysis) for one in analysis.agents))
        _sheet(book, texts("column.type"), _types(analysis, texts))
        _sheet(book, texts("nav.faq"), (_faq(one, texts) for one in analysis.faq))
        _sheet(book, texts("agent.findings"), _findings(analysis, texts))
    return written.getvalue()


def _sheet(book: "Workbook", title: str, rows: Iterable[Row]) -> None:
    """A sheet with a heading that stays in sight; a sheet without rows says so by having none."""
    sheet = book.add_worksheet("".join(one for one in title if one not in "[]:*?/\\")[:LONGEST_TITLE])
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    listed = list(rows)
    columns = list(dict.fromkeys(column for row in listed for column in row))
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 14), wrapped)
        sheet.write_string(0, place, column, bold)
        for number, row in enumerate(listed, start=1):
            value = row.get(column)
            if isinstance(value, int | float):
                sheet.write_number(number, place, value, wrapped)
            elif value is not None:
                sheet.write_string(number, place, str(value)[:LONGEST_CELL], wrapped)
    sheet.freeze_panes(1, 1)


def _types(analysis: Analysis, texts: Texts) -> Iterator[Row]:
    for one in analysis.question_types:
        yield {"question_type": texts.question_type(one.type), "requests": one.n, "share": round(one.share, 4)}


def _faq(one: FaqCandidate, texts: Texts) -> dict[str, Any]:
    return {
        "question": one.question,
        "question_type": texts.question_type(one.question_type),
        "items": ", ".join(one.items),
        "support": one.support,
        "share": round(one.share, 4),
        "answer": one.answers[0].text if one.answers else None,
        "wordings": "\n".join(variant.text for variant in one.variants),
    }


def _findings(analysis: Analysis, texts: Texts) -> Iterator[Row]:
    """The findings that the report shows, agent by agent."""
    for agent in analysis.agents:
        for found in agent.findings:
            yield _finding(found, texts)


def _finding(found: Finding, texts: Texts) -> Row:
    one = found.opportunity
    return {
        "agent": one.agent,
        "rule": texts.rule(one.rule),
        "outcome": one.outcome,
        "customer": found.customer,
        "at": texts.moment(one.at) if one.at else None,
        "messages": "\n".join(f"{quote.sender}: {quote.text}" for quote in found.quotes),
        "advice": advice(found, texts) or None,
    }
