"""Fits the model of a language and task: candidates by cross-validation, thresholds, then all rows."""

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sklearn
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold

from coach import taxonomy
from coach.classifiers.artifact import Artifact, Manifest, save_artifact
from coach.classifiers.features import Task, read_cues
from coach.classifiers.text import CANDIDATES, TextModel, fit_text_model, name_scores, scores
from coach.errors import InputError
from coach.training.corpus import Row, corpus_digest, labelled_rows, read_corpus

FOLDS = 5
UNSURE_PRECISION = 0.6
"""Labels are unsure below the score under which they are right in fewer than this share of cases."""


class HeldOut(Struct, frozen=True):
    """Scores of rows by models that were fitted without their dialogues: columns are labels, moves, flags."""

    labels: tuple[str, ...]
    label_scores: NDArray[np.float64]
    move_scores: NDArray[np.float64]
    flag_scores: NDArray[np.float64]


def train(language: str, task: Task, *, data: Path, out: Path) -> Manifest:
    """Fit on the .jsonl files of `data`/<language> and write the model under `out`; its manifest comes back.

    The same rows and library versions give the same bytes of model.joblib. Raises InputError when there are too few
    rows to cross-validate.
    """
    rows = labelled_rows(read_corpus(data / language), task=task)
    groups = len({row.group for row in rows})
    if groups < FOLDS:
        raise InputError(f"{data / language} has {groups} dialogues with a {task}; {FOLDS} are the least to train on")
    tried = {candidate: held_out(rows, language=language, task=task, candidate=candidate) for candidate in CANDIDATES}
    candidate = max(CANDIDATES, key=lambda name: _macro_f1(rows, tried[name]))
    artifact = Artifact(
        model=_fit(rows, language=language, task=task, candidate=candidate),
        manifest=_manifest(rows, tried[candidate], language=language, task=task, candidate=candidate, data=data),
    )
    return save_artifact(artifact, out)


def held_out(rows: Sequence[Row], *, language: str, task: Task, candidate: str) -> HeldOut:
    """Every row scored by a model that never saw its group; labels a fold never saw score 0."""
    labels = tuple(sorted({row.label for row in rows}))
    moves, flags = _names(task)
    table = HeldOut(labels, *(np.zeros((len(rows), len(names))) for names in (labels, moves, flags)))
    splitter = GroupKFold(FOLDS)
    for seen, unseen in splitter.split(rows, groups=[row.group for row in rows]):
        model = _fit([rows[i] for i in seen], language=language, task=task, candidate=candidate)
        tested = [rows[i].situation for i in unseen]
        features = model.features(tested, read_cues(tested, language=language, task=task))
        columns = [labels.index(label) for label in model.labels]
        table.label_scores[np.ix_(unseen, columns)] = scores(model.label, features)
        if task == "stance":
            table.move_scores[unseen] = name_scores(model.moves, _names(task)[0], features)
            table.flag_scores[unseen] = name_scores(model.flags, _names(task)[1], features)
    return table


def unsure_below(right: NDArray[np.bool_], top_scores: NDArray[np.float64]) -> float:
    """The score under which a label is right in fewer than UNSURE_PRECISION of cases, by isotonic regression.

    0 when even the lowest scores are right more often; the highest score when no label is right often enough.
    """
    chance = IsotonicRegression(out_of_bounds="clip").fit_transform(top_scores, right.astype(np.float64))
    doubtful = top_scores[chance < UNSURE_PRECISION]
    return round(float(doubtful.max()), 4) if len(doubtful) else 0.0


def best_threshold(present: NDArray[np.int8], name_scores: NDArray[np.float64]) -> float:
    """The threshold, in steps of 0.05, whose F1 is best; the higher one of equals."""
    steps = [round(0.1 + 0.05 * step, 2) for step in range(17)]
    return max(steps, key=lambda step: (f1_score(present, name_scores >= step, zero_division=0), step))


def presence(rows: Sequence[Row], names: Sequence[str], *, kind: str) -> dict[str, NDArray[np.int8]]:
    """For each move or flag, 1 in the rows that have it and 0 in the others."""
    return {name: np.asarray([name in getattr(row.turn, kind) for row in rows], dtype=np.int8) for name in names}


def _fit(rows: Sequence[Row], *, language: str, task: Task, candidate: str) -> TextModel:
    moves, flags = _names(task)
    return fit_text_model(
        [row.situation for row in rows],
        [row.label for row in rows],
        task=task,
        language=language,
        candidate=candidate,
        moves=presence(rows, moves, kind="moves"),
        flags=presence(rows, flags, kind="flags"),
    )


def _names(task: Task) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if task == "question_type":
        return (), ()
    return tuple(term.name for term in taxonomy.moves()), tuple(term.name for term in taxonomy.flags())


def _macro_f1(rows: Sequence[Row], table: HeldOut) -> float:
    return float(f1_score([row.label for row in rows], _predicted(table), average="macro", zero_division=0))


def _predicted(table: HeldOut) -> list[str]:
    return [table.labels[column] for column in table.label_scores.argmax(axis=1)]


def _manifest(
    rows: Sequence[Row], table: HeldOut, *, language: str, task: Task, candidate: str, data: Path
) -> Manifest:
    moves, flags = _names(task)
    truth, predicted = [row.label for row in rows], _predicted(table)
    right = np.asarray([a == b for a, b in zip(truth, predicted, strict=True)])
    named = [
        *zip(presence(rows, moves, kind="moves").items(), table.move_scores.T, strict=True),
        *zip(presence(rows, flags, kind="flags").items(), table.flag_scores.T, strict=True),
    ]
    kappa = cohen_kappa_score(truth, predicted)
    metrics = {"macro_f1": _macro_f1(rows, table), "kappa": kappa, "accuracy": right.mean()}
    return Manifest(
        task=task,
        language=language,
        labels=table.labels,
        moves=moves,
        flags=flags,
        candidate=candidate,
        unsure_below=unsure_below(right, table.label_scores.max(axis=1)),
        thresholds={name: best_threshold(present, found) for (name, present), found in named},
        metrics={f"cross_validated_{name}": round(float(value), 4) for name, value in metrics.items()},
        rows=len(rows),
        training_data=corpus_digest(data / language),
        trained_at=datetime.datetime.now(datetime.UTC).date().isoformat(),
        sklearn_version=sklearn.__version__,
    )
