"""A reply in parts: several messages or sentences sent in one turn, each judged in the turn's context."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coach.classifiers.features import Situation
from coach.taxonomy import plain

MOST_PARTS = 12
"""Parts of a turn that are looked at; no hand-written reply has more."""
_END = re.compile(r"(?<=[。！？!?；;~～\n])|(?<= / )")
"""Where a part ends; " / " is how exports that know no line breaks keep messages of one turn apart."""
_WORD = re.compile(r"\w\W*\w")


class Sheet(NamedTuple):
    """Features of turns and, below them, of their parts; `owners` has the turn of each part."""

    features: csr_matrix
    turns: int
    owners: NDArray[np.int64]

    def pick(self, chosen: NDArray[np.bool_]) -> "Sheet":
        """The sheet of the chosen turns alone, with their parts."""
        kept = chosen[self.owners]
        numbers = np.cumsum(chosen) - 1
        rows = np.concatenate([np.flatnonzero(chosen), self.turns + np.flatnonzero(kept)])
        return Sheet(self.features[rows], int(chosen.sum()), numbers[self.owners[kept]])


def parts_of(row: Situation, language: str) -> list[Situation]:
    """The parts of a turn as situations of their own; none for a turn that is one piece."""
    texts: list[str] = []
    for text in _END.split(row.wording):
        if texts and not _WORD.search(text):
            texts[-1] += text
        elif text.strip():
            texts.append(text.strip())
    if len(texts) < 2:
        return []
    forms = ((plain(text, language), text) for text in texts[:MOST_PARTS])
    return [row._replace(text=form, written="" if form == text else text) for form, text in forms if form]


def all_parts(rows: Sequence[Situation], language: str) -> tuple[list[Situation], NDArray[np.int64]]:
    """The parts of all turns, and the number of the turn that each belongs to."""
    found = [(part, number) for number, row in enumerate(rows) for part in parts_of(row, language)]
    return [part for part, _ in found], np.asarray([number for _, number in found], dtype=np.int64)


def with_parts(rows: Iterable[Situation], language: str) -> list[Situation]:
    """Turns and their parts, for what has to be read of them beforehand."""
    rows = list(rows)
    return [*rows, *all_parts(rows, language)[0]]


def pooled(margins: NDArray[np.float64], turns: int, owners: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each turn its own margins, the highest and lowest of its parts, and whether it has several or many.

    A turn in one piece is its own part.
    """
    own, counts = margins[:turns], np.bincount(owners, minlength=turns)
    whole = (counts == 0)[:, None]
    highest, lowest = np.where(whole, own, -np.inf), np.where(whole, own, np.inf)
    np.maximum.at(highest, owners, margins[turns:])
    np.minimum.at(lowest, owners, margins[turns:])
    return np.hstack([own, highest, lowest, np.column_stack([counts > 1, counts > 3])])


def highest_of_parts(scores: NDArray[np.float64], turns: int, owners: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each turn the highest scores of itself and its parts."""
    highest = scores[:turns].copy()
    np.maximum.at(highest, owners, scores[turns:])
    return highest
