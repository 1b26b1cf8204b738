"""The text model: linear machines over n-grams, cues and shape; all of them scikit-learn's own."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.special import expit

from coach.classifiers.features import Part, Readings, Situation, Task, feature_matrix
from coach.classifiers.linear import Linear, distances
from coach.classifiers.parts import Sheet, all_parts, highest_of_parts, pooled


class Reader(Protocol):
    """What is used of a classifier that gives probabilities."""

    classes_: NDArray[Any]

    def predict_proba(self, features: NDArray[np.float64]) -> NDArray[Any]:
        """A row of probabilities for each row of features."""


class Tier(Struct, frozen=True):
    """A linear machine, and the reader that makes probabilities of its margins of a turn and of its parts."""

    machine: Linear
    reader: Reader


class TextModel(Struct, frozen=True):
    """Fitted vectorizers and estimators of one task and language.

    `moves` and `flags` have one logistic regression a name, for stances only, and none for a name that no row has.
    `without` names the parts that the model was fitted without, to measure what they add.
    """

    task: Task
    language: str
    vectorizers: list[Any]
    fast: Tier
    moves: dict[str, Linear] = {}
    flags: dict[str, Linear] = {}
    without: frozenset[Part] = frozenset()

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the columns of `scores`."""
        return tuple(str(name) for name in self.fast.reader.classes_)

    def sheet(self, rows: Sequence[Situation], readings: Readings) -> Sheet:
        """The features of each situation; `readings` hold at least what the rows and their parts need."""
        return sheet(rows, vectorizers=self.vectorizers, readings=readings, task=self.task, without=self.without)


def sheet(
    rows: Sequence[Situation],
    *,
    vectorizers: Sequence[Any],
    readings: Readings,
    task: Task,
    without: frozenset[Part] = frozenset(),
) -> Sheet:
    """The features of situations and, for stances, of their parts."""
    in_parts = task == "stance" and "parts" not in without
    parts, owners = all_parts(rows, readings.language) if in_parts else ([], np.zeros(0, dtype=np.int64))
    table = feature_matrix([*rows, *parts], vectorizers=vectorizers, readings=readings, task=task, without=without)
    return Sheet(table, len(rows), owners)


def margins(machine: Linear, features: csr_matrix) -> NDArray[np.float64]:
    """One row a situation, one column a class."""
    table = distances([machine], features)
    return table if table.shape[1] > 1 else np.hstack([-table, table])


def evidence(table: NDArray[np.float64], turns: int, owners: NDArray[np.int64], task: Task) -> NDArray[np.float64]:
    """What a reader looks at: the margins of each turn and, for stances, of its parts."""
    return pooled(table, turns, owners) if task == "stance" else table


def scores(tier: Tier, found: Sheet, task: Task) -> NDArray[np.float64]:
    """Probabilities of labels: one row a turn, one column a label."""
    looked = evidence(margins(tier.machine, found.features), found.turns, found.owners, task)
    return np.asarray(tier.reader.predict_proba(looked), dtype=np.float64)


def move_scores(estimators: Mapping[str, Linear], names: Sequence[str], found: Sheet) -> NDArray[np.float64]:
    """Probabilities of moves: one row a turn, one column a name; a move counts wherever in the turn it is made."""
    return highest_of_parts(name_scores(estimators, names, found.features), found.turns, found.owners)


def name_scores(estimators: Mapping[str, Linear], names: Sequence[str], features: csr_matrix) -> NDArray[np.float64]:
    """Probabilities of names: one row a row, one column a name, 0 for a name that was never seen."""
    table = np.zeros((features.shape[0], len(names)))
    known = [column for column, name in enumerate(names) if name in estimators]
    if known:
        table[:, known] = expit(distances([estimators[names[column]] for column in known], features))
    return table
