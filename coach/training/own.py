"""Teaching a shop's own question types: its examples join the base data, and what they change is measured."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from coach import taxonomy
from coach.classifiers import ngrams
from coach.classifiers.artifact import Manifest, model_place, read_manifest, save_artifact
from coach.classifiers.features import Task
from coach.classifiers.parts import Sheet
from coach.errors import InputError
from coach.taxonomy.own import Example
from coach.training.corpus import LabelledDialogue, LabelledTurn, Row, corpus_digest, labelled_rows
from coach.training.evaluate import LabelMeasure
from coach.training.fitting import FOLDS, fit_tier, held_out
from coach.training.train import Lesson, artifact_of, lesson_of, training_rows

_TASK: Task = "question_type"
_WRITER = "own"
"""Who wrote a shop's examples, beside the writers of the base data."""


class OwnGain(Struct, frozen=True):
    """What a model with a shop's own types is worth, all of it measured on rows that were held out.

    `types` are the measures of the own types over all rows; `kappa` (before, after) and `changed`, the F1 of each
    base type, are those on the base rows without and with the shop's examples, in the same folds. `taken` are the base
    rows that are now taken for an own type, `replaced` those that were left out because the shop labels them otherwise.
    """

    manifest: Manifest
    types: dict[str, LabelMeasure]
    kappa: tuple[float, float]
    changed: dict[str, tuple[float, float]]
    taken: list[Row]
    replaced: list[Row]


def train_own(language: str, *, data: Path, out: Path) -> OwnGain:
    """Fit question types on `data`/<language> and on the shop's examples, and write the model under `out`.

    The strength is that of the model that is there. Raises InputError for too few examples, ModelError when there is
    no model.
    """
    own = own_rows(language)
    rows, replaced = agreeing(training_rows(language, _TASK, data=data), own)
    strength = float(read_manifest(model_place(language, _TASK)).candidate.removeprefix("svc-"))
    lesson = lesson_of(rows, ngrams.ngram_vectorizers(language), language=language, task=_TASK, own=own)
    fast = fit_tier(
        lesson.table,
        lesson.labels,
        task=_TASK,
        folds=lesson.folds,
        strengths=(strength,),
        weights=lesson.weights,
    )
    before = _before(lesson, strength)
    after = np.unique(lesson.labels)[fast.held_out.argmax(axis=1)]
    manifest = save_artifact(artifact_of(lesson, fast, digest=corpus_digest(data / language)), out)
    return _gain(manifest, lesson, before, after, replaced)


def agreeing(base: Sequence[Row], own: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The base rows that no example contradicts, and those that one has in the same words under another type.

    An example that stands alone speaks for its words wherever they stand, one that answers something only there.
    """
    alone = {row.situation.text: row.label for row in own if not row.situation.last}
    answers = {(row.situation.text, row.situation.last): row.label for row in own}
    kept: list[Row] = []
    replaced: list[Row] = []
    for row in base:
        text, last = row.situation.text, row.situation.last
        label = answers.get((text, last), alone.get(text, row.label))
        (kept if label == row.label else replaced).append(row)
    return kept, replaced


def own_rows(language: str) -> list[Row]:
    """The examples and counterexamples of the shop's types in a language, one row each, type by type.

    Raises InputError when a type has fewer different examples than there are folds.
    """
    found = []
    for one in taxonomy.own_types():
        if not one.examples.get(language):
            continue
        distinct = dict.fromkeys(one.labelled(language))
        own = sum(label == one.name for label, _ in distinct)
        if own < FOLDS:
            raise InputError(
                f"the question type {one.name!r} has {own} different examples in {language!r}; "
                f"{FOLDS} are the least to learn from, some thirty do well"
            )
        found += [_dialogue(f"{one.name}-{n}", label, example, language) for n, (label, example) in enumerate(distinct)]
    return labelled_rows(found, task=_TASK)


def _dialogue(name: str, label: str, example: Example, language: str) -> LabelledDialogue:
    before = (LabelledTurn("agent", example.after),) if example.after else ()
    turn = LabelledTurn("customer", example.text, question_type=label)
    return LabelledDialogue(f"{_WRITER}-{name}", language, (*before, turn), writer=_WRITER)


def _before(lesson: Lesson, strength: float) -> NDArray[np.str_]:
    """The types of the base rows by models that saw neither their group nor the shop's examples."""
    count = len(lesson.rows) - lesson.own
    table = Sheet(lesson.table.features[:count], count, lesson.table.owners)
    folds = [(seen[seen < count], unseen[unseen < count]) for seen, unseen in lesson.folds]
    labels = lesson.labels[:count]
    weights = lesson.weights[:count]
    _, chances = held_out(table, labels, strength=strength, task=_TASK, folds=folds, weights=weights)
    found: NDArray[np.str_] = np.unique(labels)[chances.argmax(axis=1)]
    return found


def _gain(
    manifest: Manifest, lesson: Lesson, before: NDArray[np.str_], after: NDArray[np.str_], replaced: list[Row]
) -> OwnGain:
    truth, base = lesson.labels[: len(before)], after[: len(before)]
    own, types = list(manifest.own), [name for name in manifest.labels if name not in manifest.own]
    f1_before, f1_after = (_measures(truth, found, types) for found in (before, base))
    return OwnGain(
        manifest=manifest,
        types=_measures(lesson.labels, after, own),
        kappa=(float(cohen_kappa_score(truth, before)), float(cohen_kappa_score(truth, base))),
        changed={name: (f1_before[name].f1, f1_after[name].f1) for name in types},
        taken=[lesson.rows[number] for number in np.flatnonzero(np.isin(base, own))],
        replaced=replaced,
    )


def _measures(truth: NDArray[np.str_], found: NDArray[np.str_], names: Sequence[str]) -> dict[str, LabelMeasure]:
    table = precision_recall_fscore_support(truth, found, labels=names, zero_division=0)
    return {
        name: LabelMeasure(round(float(precision), 4), round(float(recall), 4), round(float(f1), 4), int(support))
        for name, precision, recall, f1, support in zip(names, *table, strict=True)
    }
