"""The workbook in which the page's owner edits the FAQ; a later run reads it back and keeps every decision."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from coach.candidates import FaqCandidate
from coach.errors import BadTable, InputError
from coach.faq.curation import Curation, Decision, Move, Status, looks_like_id, own_id
from coach.faq.normalise import normalise
from coach.faq.writing import one_line
from coach.i18n import LANGUAGES, Translator, translator
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.stream import Stream
from coach.readers.table_rows import Row, is_binary_table, sheets
from coach.taxonomy import question_types

if TYPE_CHECKING:
    from xlsxwriter import Workbook

DECIDED = ("decision", "new_question", "new_answer", "merge_into")
"""The columns that people fill in; those of the first sheet."""

MOVED = ("id", "wording", "move_to")
CANDIDATE_COLUMNS = (
    "id", "question", "answer", "question_type", "items", "support", "share", "saved", "lost", "coverage", "passage",
    *DECIDED,
)  # fmt: skip
WORDING_COLUMNS = ("id", "question", "wording", "support", "move_to")
WIDTHS = {"question": 30, "answer": 50, "wording": 40, "passage": 40, "new_question": 30, "new_answer": 50}
SHOWN_WORDINGS = 30
MOST_ROWS = 100_000
"""Wordings of a candidate, and in all, that the workbook lists; those that were moved it lists in any case."""

LONGEST_CELL = 32_767
STATUSES: tuple[Status, ...] = ("approved", "rejected")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Cells(Struct, frozen=True):
    """One row of a sheet: where it stands, and its cells by column."""

    file: str
    sheet: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, what: str) -> BadTable:
        return BadTable(f"row {self.row} of sheet {self.sheet!r} in {self.file} {what}", file=self.file, line=self.row)


def read_curation(path: Path) -> Curation:
    """The decisions in a workbook that `curation_book` wrote and people filled in.

    Raises InputError when there is no such file or it cannot be opened, BadTable naming the row that cannot be.
    """
    if not path.is_file():
        raise InputError(f"{path} is no file; name the workbook with the decisions (faq.xlsx)", file=str(path))
    stream = Stream(name=path.name, open_file=lambda: path.open("rb"), options=ReadOptions(), log=ReadLog())
    if not is_binary_table(stream.sample):
        raise InputError(f"{path} is no workbook; edit faq.xlsx and save it as XLSX", file=str(path))
    found = {sheet.name: list(sheet.rows) for sheet in sheets(stream)}
    decisions = _decisions(_rows(path.name, found, needed=("id", *DECIDED)))
    moves = _moves(_rows(path.name, found, needed=MOVED), decisions)
    return Curation(decisions=_checked(decisions, moves), moves=moves)


def curation_book(
    mined: Sequence[FaqCandidate], shown: Sequence[FaqCandidate], curation: Curation, *, language: str
) -> bytes:
    """The workbook: a sheet of candidates as they are `shown`, and one of the wordings as they were `mined`."""
    import xlsxwriter

    say = translator(language)
    as_mined = {one.id: one for one in mined}
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        rows = [*_candidate_rows(as_mined, shown, curation, say, language)]
        sheet = _sheet(book, say("faq.sheet.candidates"), CANDIDATE_COLUMNS, rows, say)
        choice = CANDIDATE_COLUMNS.index("decision")
        known = {"validate": "list", "source": [say(f"faq.status.{one}") for one in STATUSES]}
        sheet.data_validation(1, choice, max(1, len(rows)), choice, known)
        _sheet(book, say("faq.sheet.wordings"), WORDING_COLUMNS, _wording_rows(mined, curation), say)
    return written.getvalue()


def _rows(file: str, found: Mapping[str, Sequence[Row]], *, needed: Sequence[str]) -> list[_Cells]:
    """The rows of the sheet whose first row names all `needed` columns, in any of the languages."""
    for sheet, rows in found.items():
        columns = [_column(cell) for cell in rows[0][1]] if rows else []
        if set(needed) <= set(columns):
            return [_Cells(file, sheet, number, _by_column(columns, cells)) for number, cells in rows[1:]]
    titles = ", ".join(translator("en")(f"faq.column.{column}") for column in needed)
    message = f"{file} has no sheet with the columns {titles}; put them back, or move it away and start anew"
    raise BadTable(message, file=file)


def _by_column(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: cell for column, cell in zip(columns, cells, strict=False) if column}


@cache
def _titles() -> dict[str, str]:
    columns = {*CANDIDATE_COLUMNS, *WORDING_COLUMNS}
    says = [translator(language) for language in LANGUAGES]
    return {say(f"faq.column.{column}").casefold(): column for say in says for column in columns}


def _column(cell: str) -> str:
    return _titles().get(cell.strip().casefold(), "")


@cache
def _statuses() -> dict[str, Status]:
    return {
        **{translator(language)(f"faq.status.{one}").casefold(): one for language in LANGUAGES for one in STATUSES},
        "": "proposed",
    }


def _decisions(rows: Iterable[_Cells]) -> dict[str, tuple[_Cells, Decision]]:
    found: dict[str, tuple[_Cells, Decision]] = {}
    for row in rows:
        one, status = row["id"], _statuses().get(row["decision"].strip().casefold())
        if status is None:
            known = ", ".join(name for name in _statuses() if name)
            raise row.wrong(f"decides {row['decision']!r}; write one of: {known}")
        decision = Decision(status, row["new_question"], row["new_answer"], row["merge_into"], row["question"])
        if not one and decision.decides:
            raise row.wrong("decides something, but has no id; copy it back from the question's row")
        if one in found:
            raise row.wrong(f"has the id {one}, as row {found[one][0].row} has; delete one of them")
        if one:
            found[one] = (row, decision)
    return found


def _moves(rows: Iterable[_Cells], decisions: Mapping[str, object]) -> dict[str, tuple[Move, ...]]:
    found: dict[str, dict[str, Move]] = {}
    for row in rows:
        target = row["move_to"]
        if not target:
            continue
        if not row["id"] or not normalise(row["wording"]):
            raise row.wrong("moves a wording, but lacks its id or the wording; copy them back")
        if target not in decisions and (looks_like_id(target) or not normalise(target)):
            raise row.wrong(f"moves to {target!r}, no id of the first sheet; copy one, or write a new question")
        found.setdefault(row["id"], {})[normalise(row["wording"])] = Move(row["wording"], target)
    return {one: tuple(moves.values()) for one, moves in found.items()}


def _checked(
    decisions: Mapping[str, tuple[_Cells, Decision]], moves: Mapping[str, Sequence[Move]]
) -> dict[str, Decision]:
    """The decisions, when every merge leads to a candidate and none in a circle."""
    own = {own_id(move.target) for those in moves.values() for move in those}
    plain = {one: decision for one, (_, decision) in decisions.items()}
    for one, (row, decision) in decisions.items():
        if decision.merge_into and decision.merge_into not in plain.keys() | own:
            raise row.wrong(f"merges into {decision.merge_into!r}, which is no id of this sheet; copy one")
        step, seen = one, set[str]()
        while into := plain.get(step, Decision()).merge_into:
            seen.add(step)
            if into in seen:
                raise row.wrong(f"merges in a circle ({one} … {into}); clear one of the cells")
            step = into
    return plain


def _candidate_rows(
    mined: Mapping[str, FaqCandidate],
    shown: Sequence[FaqCandidate],
    curation: Curation,
    say: Translator,
    language: str,
) -> Iterator[dict[str, Any]]:
    """A row for each candidate that is shown, then those merged away, then decisions on what is not asked now."""
    types = {kind.name: kind.title[language] for kind in question_types()}
    present = {one.id for one in shown}
    for one in [*shown, *(one for name, one in mined.items() if name not in present)]:
        source = mined.get(one.id, one)
        decision = curation.decision(one.id)
        yield {
            **_figures(one, say),
            "id": one.id,
            "question": source.question if one.id in mined else decision.asked or one.question,
            "answer": _answer(one, decision),
            "question_type": types.get(one.question_type, one.question_type),
            "items": ", ".join(one.items),
            **_filled(decision, say),
        }
    for name, decision in curation.decisions.items():
        if name not in mined and name not in present and decision.decides:
            yield {"id": name, "question": decision.asked, "support": 0, **_filled(decision, say)}


def _answer(one: FaqCandidate, decision: Decision) -> str:
    """The best mined answer, or the two that contradict each other."""
    if one.contradiction:
        return " ≠ ".join(answer.text for answer in one.contradiction)
    return next((answer.text for answer in one.answers if answer.text != decision.answer), "")


def _figures(one: FaqCandidate, say: Translator) -> dict[str, Any]:
    value, coverage = one.value, one.coverage
    return {
        "support": one.support,
        "share": round(one.share, 4),
        "saved": round(value.saved, 1) if value and value.saved is not None else None,
        "lost": round(float(value.lost_amount), 2) if value and value.lost_amount is not None else None,
        "coverage": say(f"faq.coverage.{coverage.status}") if coverage else None,
        "passage": coverage.passage.text if coverage and coverage.passage else None,
    }


def _filled(decision: Decision, say: Translator) -> dict[str, str]:
    return {
        "decision": "" if decision.status == "proposed" else say(f"faq.status.{decision.status}"),
        "new_question": decision.question,
        "new_answer": decision.answer,
        "merge_into": decision.merge_into,
    }


def _wording_rows(mined: Sequence[FaqCandidate], curation: Curation) -> list[dict[str, Any]]:
    """The wordings of each candidate as mined; those that were moved are all there, also if not asked now."""
    rows: list[dict[str, Any]] = []
    waiting = {name: {normalise(move.wording): move for move in moves} for name, moves in curation.moves.items()}
    for one in mined:
        moves = waiting.get(one.id, {})
        for place, variant in enumerate(one.variants):
            move = moves.pop(normalise(variant.text), None)
            if move or (place < SHOWN_WORDINGS and len(rows) < MOST_ROWS):
                target = move.target if move else ""
                named = {"id": one.id, "question": one.question}
                rows.append({**named, "wording": variant.text, "support": variant.n, "move_to": target})
    for name, moves in waiting.items():
        rows += [{"id": name, "wording": move.wording, "support": 0, "move_to": move.target} for move in moves.values()]
    return rows


def _sheet(
    book: "Workbook", title: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], say: Translator
) -> Any:  # noqa: ANN401
    """A sheet whose text is text: no cell of it is a formula, a link or a number in disguise."""
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    number = book.add_format({"valign": "top"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 14), plain)
        sheet.write_string(0, place, say(f"faq.column.{column}"), bold)
        for row, cells in enumerate(rows, start=1):
            value = cells.get(column)
            if isinstance(value, int | float):
                sheet.write_number(row, place, value, number)
            elif value:
                text = value if column in DECIDED else one_line(value)
                sheet.write_string(row, place, text[:LONGEST_CELL], plain)
    sheet.freeze_panes(1, 2)
    return sheet
