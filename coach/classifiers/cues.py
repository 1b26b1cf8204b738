"""Cues: rules that speak where their words stand, and abstain elsewhere."""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from coach import taxonomy
from coach.labels import Label
from coach.taxonomy import Matcher


@cache
def question_cues(language: str) -> Matcher:
    """The cues of question types, for customer turns."""
    return taxonomy.matcher(taxonomy.question_types(), language)


@cache
def reply_cues(language: str) -> Matcher:
    """The cues of stances, moves and flags, for agent turns."""
    return taxonomy.matcher((*taxonomy.stances(), *taxonomy.moves(), *taxonomy.flags()), language)


class CueReading:
    """Which cues fire in each of some distinct plain texts; every text is read once.

    `table` has a row a text and a column a cue, 1 where it fires; `shares` tells by label whether its cues fire, then
    its part of all cues that fire. `rows` gives the row of each text.
    """

    def __init__(self, matcher: Matcher, texts: Iterable[str]) -> None:
        self.matcher = matcher
        self.rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
        self.table = _table(matcher, list(self.rows))
        counts = np.asarray(self.table @ _owners(matcher))
        total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        self.shares = np.hstack([(counts > 0).astype(np.float32), counts / total])

    def places(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """The row of each text."""
        return np.fromiter((self.rows[text] for text in texts), dtype=np.int64, count=len(texts))

    def evidence(self, text: str, label: str) -> tuple[str, ...]:
        """The words of one text at which the label's cues fire."""
        start, end = self.table.indptr[self.rows[text] : self.rows[text] + 2]
        owner = self.matcher.labels.index(label)
        cues = [int(cue) for cue in self.table.indices[start:end] if self.matcher.owners[cue] == owner]
        return self.matcher.wordings(cues, text)


def cue_label(matcher: Matcher, plain_text: str, *, labels: Sequence[str]) -> Label | None:
    """What the cues alone say among `labels`, or None: nobody fires, or two labels have equally many that do.

    The score is the label's share of the cues that fire.
    """
    fired = matcher.fired(plain_text)
    ranked = sorted(((fired.get(label, 0), label) for label in labels), reverse=True)
    (most, name), runner_up = ranked[0], ranked[1][0]
    if most == runner_up:
        return None
    evidence = matcher.wordings(matcher.cues_of(name), plain_text)
    return Label(name, score=most / sum(count for count, _ in ranked), source="cues", evidence=evidence)


def _table(matcher: Matcher, texts: Sequence[str]) -> csr_matrix:
    pairs = np.asarray(sorted(matcher.hits(texts)), dtype=np.int64).reshape(-1, 2)
    ones = np.ones(len(pairs), dtype=np.float32)
    return csr_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(texts), len(matcher.owners)))


def _owners(matcher: Matcher) -> NDArray[np.float32]:
    """1 where a cue (row) speaks for a label (column)."""
    owners = np.zeros((len(matcher.owners), len(matcher.labels)), dtype=np.float32)
    owners[np.arange(len(matcher.owners)), list(matcher.owners)] = 1
    return owners
