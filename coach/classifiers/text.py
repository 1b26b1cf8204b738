"""The text model: linear classifiers over n-grams, cues and shape, all of them scikit-learn's own."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from coach.classifiers import ngrams
from coach.classifiers.features import Readings, Situation, Task, feature_matrix, read_cues

SEED = 20
CANDIDATES = ("logistic-4", "svc-0.2")
"""Estimators to choose from by cross-validation: the family and C."""


class Estimator(Protocol):
    """What is used of a scikit-learn classifier."""

    classes_: NDArray[Any]

    def fit(self, features: csr_matrix, labels: NDArray[Any]) -> Self:
        """Learn from rows of features and their labels."""

    def predict_proba(self, features: csr_matrix) -> NDArray[Any]:
        """A row of probabilities for each row of features."""


class TextModel(Struct, frozen=True):
    """Fitted vectorizers and estimators of one task and language.

    `moves` and `flags` have one estimator a name, for stances only, and none for a name that no row has.
    """

    task: Task
    language: str
    vectorizers: list[Any]
    label: Estimator
    moves: dict[str, Estimator] = {}
    flags: dict[str, Estimator] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of the columns of `scores`."""
        return tuple(str(name) for name in self.label.classes_)

    def features(self, rows: Sequence[Situation], readings: Readings) -> csr_matrix:
        """One row of features for each situation; `readings` hold at least what the rows need."""
        return feature_matrix(rows, vectorizers=self.vectorizers, readings=readings, task=self.task)


def fit_text_model(
    rows: Sequence[Situation],
    labels: Sequence[str],
    *,
    task: Task,
    language: str,
    candidate: str,
    moves: Mapping[str, NDArray[np.int8]],
    flags: Mapping[str, NDArray[np.int8]],
) -> TextModel:
    """Fit on situations and their labels; `moves` and `flags` tell by name which rows have it, 0 or 1."""
    vectorizers = ngrams.ngram_vectorizers(language)
    for vectorizer in vectorizers:
        vectorizer.fit([row.text for row in rows])
    readings = read_cues(rows, language=language, task=task)
    features = feature_matrix(rows, vectorizers=vectorizers, readings=readings, task=task)
    return TextModel(
        task=task,
        language=language,
        vectorizers=vectorizers,
        label=_estimator(candidate).fit(features, np.asarray(labels)),
        moves=_one_each(features, moves),
        flags=_one_each(features, flags),
    )


def scores(estimator: Estimator, features: csr_matrix) -> NDArray[np.float64]:
    """Probabilities of labels: one row a situation, one column a label."""
    return np.asarray(estimator.predict_proba(features), dtype=np.float64)


def name_scores(estimators: Mapping[str, Estimator], names: Sequence[str], features: csr_matrix) -> NDArray[np.float64]:
    """Probabilities of moves or flags: one row a situation, one column a name, 0 for a name that was never seen."""
    table = np.zeros((features.shape[0], len(names)))
    for column, name in enumerate(names):
        if name in estimators:
            table[:, column] = scores(estimators[name], features)[:, 1]
    return table


def _estimator(candidate: str) -> Estimator:
    family, _, strength = candidate.partition("-")
    estimator: Estimator
    if family == "svc":
        machine = LinearSVC(C=float(strength), random_state=SEED)
        estimator = CalibratedClassifierCV(machine, cv=3, ensemble=False)
    else:
        estimator = LogisticRegression(C=float(strength), max_iter=200, tol=1e-3, random_state=SEED)
    return estimator


def _one_each(features: csr_matrix, present: Mapping[str, NDArray[np.int8]]) -> dict[str, Estimator]:
    options = {"C": 4, "solver": "liblinear", "class_weight": "balanced", "random_state": SEED}
    return {
        name: LogisticRegression(**options).fit(features, rows)
        for name, rows in present.items()
        if 0 < rows.sum() < len(rows)
    }
