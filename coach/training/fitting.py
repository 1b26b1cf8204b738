"""Fits the tiers of a text model, and scores every row by models that never saw its group."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from coach.classifiers.features import Task
from coach.classifiers.linear import Linear
from coach.classifiers.parts import Sheet, highest_of_parts
from coach.classifiers.text import Tier, evidence, margins, name_scores

SEED = 20
FOLDS = 5
STRENGTHS = (0.05, 0.1, 0.2)
"""The C of linear machines to choose from; the smallest whose macro-F1 comes near the best, since it travels best."""
NEAR = 0.01
UNSEEN = -2.0
"""The margin of a label that a fold never saw."""

Weighted = TypeVar("Weighted", LinearSVC, LogisticRegression)
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


class Fitted(Struct, frozen=True):
    """A tier with its strength, and the scores and macro-F1 of all rows by tiers that never saw their group."""

    tier: Tier
    strength: float
    quality: float
    held_out: NDArray[np.float64]


def folds_of(groups: Sequence[str]) -> list[Fold]:
    """Seen and unseen row numbers of each fold; rows of a group stay together."""
    return list(GroupKFold(FOLDS).split(np.zeros(len(groups)), groups=groups))


def with_own(folds: Sequence[Fold], *, rows: int, own: int) -> list[Fold]:
    """Folds over `rows` rows with `own` more behind them, which are dealt out in turn."""
    more = rows + np.arange(own)
    dealt = [np.arange(own) % len(folds) == number for number in range(len(folds))]
    return [
        (np.concatenate([seen, more[~here]]), np.concatenate([unseen, more[here]]))
        for (seen, unseen), here in zip(folds, dealt, strict=True)
    ]


def fit_tier(
    table: Sheet,
    labels: NDArray[np.str_],
    *,
    task: Task,
    folds: Sequence[Fold],
    strengths: Sequence[float] = STRENGTHS,
    weights: NDArray[np.float64] | None = None,
) -> Fitted:
    """The tier of the strength that cross-validation chooses; `weights` say how much each row counts (none: one)."""
    names = np.unique(labels)
    weights = np.ones(len(labels)) if weights is None else weights
    tried = []
    for strength in strengths:
        looked, chances = held_out(table, labels, strength=strength, task=task, folds=folds, weights=weights)
        quality = f1_score(labels, names[chances.argmax(axis=1)], average="macro", zero_division=0)
        tried.append((quality, strength, looked, chances))
    best = max(quality for quality, *_ in tried)
    quality, strength, looked, chances = next(one for one in tried if one[0] >= best - NEAR)
    machine = _slim(_machine(strength).fit(table.features[: table.turns], labels, weights))
    return Fitted(Tier(machine, _read(looked, labels, weights)), strength, quality, chances)


def held_out(
    table: Sheet,
    labels: NDArray[np.str_],
    *,
    strength: float,
    task: Task,
    folds: Sequence[Fold],
    weights: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a reader looks at, and the chances of all rows' labels, by tiers that never saw the row's group."""
    found = _held_out_margins(table, labels, strength=strength, folds=folds, weights=weights)
    looked = evidence(found, table.turns, table.owners, task)
    return looked, _held_out_chances(looked, labels, folds=folds, weights=weights)


def fit_names(features: csr_matrix, present: Mapping[str, NDArray[np.int8]]) -> dict[str, Linear]:
    """One estimator for each move or flag that some rows have and some lack."""
    options = {"C": 4, "solver": "liblinear", "class_weight": "balanced", "random_state": SEED}
    return {
        name: _slim(LogisticRegression(**options).fit(features, rows))
        for name, rows in present.items()
        if 0 < rows.sum() < len(rows)
    }


def held_out_names(
    table: Sheet, present: Mapping[str, NDArray[np.int8]], *, folds: Sequence[Fold], in_parts: bool
) -> NDArray[np.float64]:
    """Scores of moves (looked for in parts, too) or flags by models that never saw the row's group."""
    found = np.zeros((table.turns, len(present)))
    for seen, unseen in folds:
        fitted = fit_names(table.features[seen], {name: rows[seen] for name, rows in present.items()})
        chosen = np.zeros(table.turns, dtype=bool)
        chosen[unseen] = True
        picked = table.pick(chosen)
        scored = name_scores(fitted, list(present), picked.features)
        whole = scored[: picked.turns]
        found[chosen] = highest_of_parts(scored, picked.turns, picked.owners) if in_parts else whole
    return found


def _held_out_margins(
    table: Sheet,
    labels: NDArray[np.str_],
    *,
    strength: float,
    folds: Sequence[Fold],
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    names = list(np.unique(labels))
    found = np.full((table.features.shape[0], len(names)), UNSEEN)
    for seen, unseen in folds:
        machine = _machine(strength).fit(table.features[seen], labels[seen], weights[seen])
        rows = np.concatenate([unseen, table.turns + np.flatnonzero(np.isin(table.owners, unseen))])
        columns = np.asarray([names.index(name) for name in machine.classes_])
        found[np.ix_(rows, columns)] = margins(machine, table.features[rows])
    return found


def _held_out_chances(
    looked: NDArray[np.float64], labels: NDArray[np.str_], *, folds: Sequence[Fold], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    names = list(np.unique(labels))
    found = np.zeros((len(looked), len(names)))
    for seen, unseen in folds:
        reader = _read(looked[seen], labels[seen], weights[seen])
        columns = np.asarray([names.index(name) for name in reader.classes_])
        found[np.ix_(unseen, columns)] = reader.predict_proba(looked[unseen])
    return found


def _machine(strength: float) -> LinearSVC:
    return LinearSVC(C=strength, random_state=SEED)


def _read(looked: NDArray[np.float64], labels: NDArray[np.str_], weights: NDArray[np.float64]) -> LogisticRegression:
    """A reader fitted on one thread: its products are so narrow that threads wait for each other most of the time."""
    with threadpool_limits(limits=1):
        return LogisticRegression(C=1, max_iter=2000, random_state=SEED).fit(looked, labels, weights)


def _slim(estimator: Weighted) -> Weighted:
    """The estimator with weights of 8 significant bits, which take a quarter of the room once they are compressed."""
    bits = estimator.coef_.astype(np.float32).view(np.uint32)
    estimator.coef_ = ((bits + 0x8000) & 0xFFFF0000).view(np.float32)
    return estimator
