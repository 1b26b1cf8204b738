"""The text model: linear machines over n-grams, cues, shape and, in doubt, vectors; all of them scikit-learn's own."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from coach.classifiers.features import Readings, Situation, Task, feature_matrix
from coach.classifiers.parts import Sheet, all_parts, highest_of_parts, pooled
from coach.vectors import Encoder, Vectors

VECTOR_WEIGHT = 2
"""Weight of a text's vector, whose length is 1, beside features that are 1 each."""


class Machine(Protocol):
    """What is used of a linear classifier: margins, one column a class, one alone for two classes."""

    classes_: NDArray[Any]

    def decision_function(self, features: csr_matrix) -> NDArray[Any]:
        """The distance of each row from the border of each class."""


class Reader(Protocol):
    """What is used of a classifier that gives probabilities."""

    classes_: NDArray[Any]

    def predict_proba(self, features: csr_matrix | NDArray[np.float64]) -> NDArray[Any]:
        """A row of probabilities for each row of features."""


class Projection(Protocol):
    """What is used of a principal component analysis."""

    explained_variance_: NDArray[Any]

    def transform(self, vectors: Vectors) -> NDArray[Any]:
        """The vectors on the main axes."""


class Tier(Struct, frozen=True):
    """A linear machine, and the reader that makes probabilities of its margins of a turn and of its parts."""

    machine: Machine
    reader: Reader


class TextModel(Struct, frozen=True):
    """Fitted vectorizers and estimators of one task and language.

    `semantic` also looks at vectors of texts, made smaller by `projection`; both None in a model that was trained
    without an encoder. `moves` and `flags` have one estimator a name, for stances only, and none for a name that no
    row has.
    """

    task: Task
    language: str
    vectorizers: list[Any]
    fast: Tier
    semantic: Tier | None = None
    projection: Projection | None = None
    moves: dict[str, Reader] = {}
    flags: dict[str, Reader] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the columns of `scores`."""
        return tuple(str(name) for name in self.fast.reader.classes_)

    def sheet(self, rows: Sequence[Situation], readings: Readings) -> Sheet:
        """The features of each situation; `readings` hold at least what the rows and their parts need."""
        return sheet(rows, vectorizers=self.vectorizers, readings=readings, task=self.task)


def sheet(rows: Sequence[Situation], *, vectorizers: Sequence[Any], readings: Readings, task: Task) -> Sheet:
    """The features of situations and, for stances, of their parts."""
    parts, owners = all_parts(rows, readings.language) if task == "stance" else ([], np.zeros(0, dtype=np.int64))
    table = feature_matrix([*rows, *parts], vectorizers=vectorizers, readings=readings, task=task)
    return Sheet(table, len(rows), owners)


def sheet_texts(rows: Sequence[Situation], *, language: str, task: Task) -> list[str]:
    """The texts of the rows of a sheet, as they were written."""
    parts = all_parts(rows, language)[0] if task == "stance" else []
    return [row.wording for row in (*rows, *parts)]


def with_vectors(table: Sheet, texts: Sequence[str], *, projection: Projection, encoder: Encoder) -> Sheet:
    """The sheet with the vector of each of its texts beside its features."""
    vectors = csr_matrix(projected(encode(encoder, texts), projection) * VECTOR_WEIGHT)
    return table._replace(features=hstack([table.features, vectors], format="csr", dtype=np.float32))


def encode(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """A vector for each text; equal texts are encoded once."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return encoder.encode(list(places))[[places[text] for text in texts]]


def projected(vectors: Vectors, projection: Projection) -> Vectors:
    """Vectors on the main axes of those of the training data, each axis evened out by half, of length 1 again."""
    table = projection.transform(vectors) / projection.explained_variance_**0.25
    return np.asarray(table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def margins(machine: Machine, features: csr_matrix) -> NDArray[np.float64]:
    """One row a situation, one column a class."""
    table = np.asarray(machine.decision_function(features), dtype=np.float64)
    return table if table.ndim == 2 else np.column_stack([-table, table])


def evidence(table: NDArray[np.float64], turns: int, owners: NDArray[np.int64], task: Task) -> NDArray[np.float64]:
    """What a reader looks at: the margins of each turn and, for stances, of its parts."""
    return pooled(table, turns, owners) if task == "stance" else table


def scores(tier: Tier, found: Sheet, task: Task) -> NDArray[np.float64]:
    """Probabilities of labels: one row a turn, one column a label."""
    looked = evidence(margins(tier.machine, found.features), found.turns, found.owners, task)
    return np.asarray(tier.reader.predict_proba(looked), dtype=np.float64)


def move_scores(estimators: Mapping[str, Reader], names: Sequence[str], found: Sheet) -> NDArray[np.float64]:
    """Probabilities of moves: one row a turn, one column a name; a move counts wherever in the turn it is made."""
    return highest_of_parts(name_scores(estimators, names, found.features), found.turns, found.owners)


def name_scores(estimators: Mapping[str, Reader], names: Sequence[str], features: csr_matrix) -> NDArray[np.float64]:
    """Probabilities of names: one row a row, one column a name, 0 for a name that was never seen."""
    table = np.zeros((features.shape[0], len(names)))
    for column, name in enumerate(names):
        if name in estimators:
            table[:, column] = estimators[name].predict_proba(features)[:, 1]
    return table
