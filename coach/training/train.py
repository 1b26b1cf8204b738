"""Fits the model of a language and task: tiers by cross-validation, thresholds, then all rows."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import cohen_kappa_score, f1_score

from coach import taxonomy
from coach.classifiers import ngrams
from coach.classifiers.artifact import Artifact, Manifest, save_artifact
from coach.classifiers.features import Part, Task, read_cues
from coach.classifiers.own import with_own_cues
from coach.classifiers.parts import Sheet, with_parts
from coach.classifiers.text import TextModel, sheet
from coach.errors import InputError
from coach.training.corpus import Row, corpus_digest, labelled_rows, read_corpus
from coach.training.fitting import FOLDS, Fitted, Fold, fit_names, fit_tier, folds_of, held_out_names, with_own
from coach.training.topics import learn_topics

UNSURE_PRECISION = 0.6
"""Labels are unsure below the score under which they are right in fewer than this share of cases."""
SURE_PRECISION = 0.9
"""The fast tier is in doubt below the score under which it is right in fewer than this share of cases."""

OWN_WEIGHT = 5.0
"""How many base rows an example of a shop's own counts for: a few dozen stand against thousands."""


class Lesson(Struct, frozen=True):
    """Labelled rows with their features, and their folds; the last `own` rows are examples of a shop's own types."""

    rows: list[Row]
    task: Task
    language: str
    vectorizers: list[Any]
    table: Sheet
    folds: list[Fold]
    own: int = 0

    @property
    def labels(self) -> NDArray[np.str_]:
        """The label of each row."""
        return np.asarray([row.label for row in self.rows])

    @property
    def weights(self) -> NDArray[np.float64]:
        """How much each row counts."""
        return np.repeat([1.0, OWN_WEIGHT], [len(self.rows) - self.own, self.own])


def train(language: str, task: Task, *, data: Path, out: Path) -> Manifest:
    """Fit on the .jsonl files of `data`/<language> and write the model under `out`; its manifest comes back.

    The same rows and library versions give the same bytes of model.joblib. Raises InputError when there are too few
    rows to cross-validate.
    """
    rows = training_rows(language, task, data=data)
    return save_artifact(fit(rows, language=language, task=task, digest=corpus_digest(data / language)), out)


def training_rows(language: str, task: Task, *, data: Path) -> list[Row]:
    """The rows of `data`/<language> but contrasts; raises InputError when there are too few to cross-validate."""
    rows = labelled_rows(read_corpus(data / language, contrasts=False), task=task)
    groups = len({row.group for row in rows})
    if groups < FOLDS:
        raise InputError(f"{data / language} has {groups} dialogues with a {task}; {FOLDS} are the least to train on")
    return rows


def fit(rows: list[Row], *, language: str, task: Task, digest: str, own: Sequence[Row] = ()) -> Artifact:
    """The model of labelled rows and of a shop's own examples, with its manifest; `digest` names the rows' data."""
    lesson = lesson_of(rows, ngrams.ngram_vectorizers(language), language=language, task=task, own=own)
    fast = fit_tier(lesson.table, lesson.labels, task=task, folds=lesson.folds, weights=lesson.weights)
    return artifact_of(lesson, fast, digest=digest)


def artifact_of(lesson: Lesson, fast: Fitted, *, digest: str) -> Artifact:
    """The model of a fitted tier, with its manifest and, for stances, its moves and flags."""
    (moves, move_scores), (flags, flag_scores) = (_names(lesson, kind) for kind in ("moves", "flags"))
    model = TextModel(
        task=lesson.task,
        language=lesson.language,
        vectorizers=lesson.vectorizers,
        fast=fast.tier,
        moves=fit_names(lesson.table.features[: len(lesson.rows)], moves),
        flags=fit_names(lesson.table.features[: len(lesson.rows)], flags),
    )
    thresholds = {
        name: best_threshold(present, column)
        for named, table in ((moves, move_scores), (flags, flag_scores))
        for (name, present), column in zip(named.items(), table.T, strict=True)
    }
    return Artifact(model, _manifest(lesson, fast, thresholds, digest=digest))


def unsure_below(right: NDArray[np.bool_], top_scores: NDArray[np.float64], share: float = UNSURE_PRECISION) -> float:
    """The score under which a label is right in fewer than `share` of cases, by isotonic regression.

    0 when even the lowest scores are right more often; the highest score when no label is right often enough.
    """
    chance = IsotonicRegression(out_of_bounds="clip").fit_transform(top_scores, right.astype(np.float64))
    doubtful = top_scores[chance < share]
    return round(float(doubtful.max()), 4) if len(doubtful) else 0.0


def best_threshold(present: NDArray[np.int8], name_scores: NDArray[np.float64]) -> float:
    """The threshold, in steps of 0.05, whose F1 is best; the higher one of equals."""
    steps = [round(0.1 + 0.05 * step, 2) for step in range(17)]
    return max(steps, key=lambda step: (f1_score(present, name_scores >= step, zero_division=0), step))


def presence(rows: Sequence[Row], names: Sequence[str], *, kind: str) -> dict[str, NDArray[np.int8]]:
    """For each move or flag, 1 in the rows that have it and 0 in the others."""
    return {name: np.asarray([name in getattr(row.turn, kind) for row in rows], dtype=np.int8) for name in names}


def lesson_of(
    rows: list[Row],
    vectorizers: list[Any],
    *,
    language: str,
    task: Task,
    without: frozenset[Part] = frozenset(),
    own: Sequence[Row] = (),
) -> Lesson:
    """Rows and a shop's own examples with their features `without` some parts; `vectorizers` are fitted on them."""
    folds = with_own(folds_of(_groups(rows)), rows=len(rows), own=len(own))
    rows = [*rows, *own]
    situations = [row.situation for row in rows]
    for vectorizer in vectorizers:
        vectorizer.fit([row.text for row in situations])
    looked_at = with_parts(situations, language) if task == "stance" else situations
    readings = read_cues(looked_at, language=language, task=task)
    table = sheet(situations, vectorizers=vectorizers, readings=readings, task=task, without=without)
    if own:
        table = with_own_cues(table, situations, types=taxonomy.own_digests(language), language=language)
    return Lesson(rows, task, language, vectorizers, table, folds, own=len(own))


def _groups(rows: Sequence[Row]) -> list[str]:
    """Rows by writer where there are enough writers, since a model meets people it never saw; else by dialogue."""
    writers = [row.source for row in rows]
    return writers if len(set(writers)) >= FOLDS else [row.group for row in rows]


def _names(lesson: Lesson, kind: str) -> tuple[dict[str, NDArray[np.int8]], NDArray[np.float64]]:
    if lesson.task == "question_type":
        return {}, np.zeros((len(lesson.rows), 0))
    names = [term.name for term in (taxonomy.moves() if kind == "moves" else taxonomy.flags())]
    present = presence(lesson.rows, names, kind=kind)
    return present, held_out_names(lesson.table, present, folds=lesson.folds, in_parts=kind == "moves")


def _manifest(lesson: Lesson, fast: Fitted, thresholds: dict[str, float], *, digest: str) -> Manifest:
    labels = tuple(str(name) for name in np.unique(lesson.labels))
    right = np.asarray(labels)[fast.held_out.argmax(axis=1)] == lesson.labels
    topics = learn_topics(lesson.rows, labels, fast.held_out) if lesson.task == "question_type" else None
    moves, flags = ([term.name for term in terms] for terms in (taxonomy.moves(), taxonomy.flags()))
    return Manifest(
        task=lesson.task,
        language=lesson.language,
        labels=labels,
        moves=tuple(moves) if lesson.task == "stance" else (),
        flags=tuple(flags) if lesson.task == "stance" else (),
        candidate=f"svc-{fast.strength}",
        unsure_below=unsure_below(right, fast.held_out.max(axis=1)),
        doubt_below=unsure_below(right, fast.held_out.max(axis=1), SURE_PRECISION),
        thresholds=thresholds,
        metrics=_metrics(lesson, fast),
        rows=len(lesson.rows),
        training_data=digest,
        trained_at=datetime.datetime.now(datetime.UTC).date().isoformat(),
        sklearn_version=sklearn.__version__,
        own=taxonomy.own_digests(lesson.language) if lesson.own else {},
        topic_lifts=tuple(map(tuple, topics.lifts.tolist())) if topics else (),
        topic_weight=topics.weight if topics else 0.0,
    )


def _metrics(lesson: Lesson, fitted: Fitted) -> dict[str, float]:
    truth = lesson.labels
    predicted = np.unique(truth)[fitted.held_out.argmax(axis=1)]
    found = {
        "macro_f1": f1_score(truth, predicted, average="macro", zero_division=0),
        "kappa": cohen_kappa_score(truth, predicted),
        "accuracy": (truth == predicted).mean(),
    }
    return {f"cross_validated_{name}": round(float(value), 4) for name, value in found.items()}
