"""What an earlier run left in its folder for the next one: the ids, and the workbook with people's decisions."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from coach.faq.board import Board
from coach.faq.curation import Curation
from coach.faq.curation_book import curation_book, read_curation
from coach.faq.state import KnownGroup, read_state, state_lines

STATE, BOOK = "faq-state.jsonl", "faq.xlsx"
"""The ids of the run before, and the workbook with people's decisions, in the output folder."""


class Earlier(Struct, frozen=True):
    """The groups of the run before, under their ids, and what people decided since."""

    known: tuple[KnownGroup, ...] = ()
    curation: Curation = Curation()


def read_earlier(folder: Path, *, state: Path | None = None, book: Path | None = None) -> Earlier:
    """What lies in the folder, or in files elsewhere; nothing when it is the first run.

    Raises InputError or BadTable naming the row or line that cannot be, and when a `book` that is named does not exist.
    """
    decided = book or folder / BOOK
    return Earlier(
        known=read_state(state or folder / STATE),
        curation=read_curation(decided) if book or decided.exists() else Curation(),
    )


def earlier_files(made: Board, curation: Curation, *, language: str) -> Mapping[str, bytes]:
    """The files for the next run, by name."""
    return {
        BOOK: curation_book(made.mined.candidates, made.shown, curation, language=language),
        STATE: b"".join(state_lines(made.state)),
    }
