"""Learning from people: verdicts are added to the base data, and the new model stays only if it gains on others."""

import hashlib
from pathlib import Path

from msgspec import Struct
from sklearn.model_selection import GroupKFold

from coach.classifiers.artifact import Artifact, Manifest, save_artifact
from coach.classifiers.features import Task, read_cues
from coach.classifiers.own import with_own_cues
from coach.classifiers.parts import with_parts
from coach.classifiers.text import scores
from coach.errors import InputError
from coach.training.corpus import Row, corpus_digest, labelled_rows, read_corpus, read_dialogues
from coach.training.own import agreeing, own_rows
from coach.training.train import fit

HELD_OUT = 3
"""Every so many-th dialogue with verdicts is held out to measure the gain."""


class Gain(Struct, frozen=True):
    """How many held-out verdicts a model without and one with the other verdicts agrees with, of `n`.

    `manifest` is that of the model that was written; None when the old one was kept.
    """

    before: int
    after: int
    n: int
    manifest: Manifest | None = None


def train_with_verdicts(language: str, task: Task, *, verdicts: Path, data: Path, out: Path) -> Gain:
    """Fit on `data`/<language> and on the labels that people confirmed or corrected in the dialogues of `verdicts`.

    A model is written under `out` only when verdicts gain on held-out verdicts. Raises InputError when fewer than three
    dialogues of the language carry a verdict of the task.
    """
    own = own_rows(language) if task == "question_type" else []
    base, _ = agreeing(labelled_rows(read_corpus(data / language, contrasts=False), task=task), own)
    heard = [dialogue for dialogue in read_dialogues(verdicts) if dialogue.language == language]
    judged = labelled_rows(heard, task=task)
    if len({row.group for row in judged}) < HELD_OUT:
        raise InputError(f"{verdicts} has verdicts on a {task} in fewer than {HELD_OUT} dialogues; review some more")
    digest = hashlib.sha256((corpus_digest(data / language)).encode() + verdicts.read_bytes()).hexdigest()
    seen, unseen = next(GroupKFold(HELD_OUT).split(judged, groups=[row.group for row in judged]))
    learnt, asked = [judged[number] for number in seen], [judged[number] for number in unseen]
    before, after = (
        _right(fit(rows, language=language, task=task, digest=digest, own=own), asked) for rows in (base, base + learnt)
    )
    if after <= before:
        return Gain(before, after, len(asked))
    artifact = fit(base + judged, language=language, task=task, digest=digest, own=own)
    return Gain(before, after, len(asked), manifest=save_artifact(artifact, out))


def _right(artifact: Artifact, rows: list[Row]) -> int:
    model, situations = artifact.model, [row.situation for row in rows]
    looked_at = with_parts(situations, model.language) if model.task == "stance" else situations
    readings = read_cues(looked_at, language=model.language, task=model.task)
    sheet = model.sheet(situations, readings)
    table = with_own_cues(sheet, situations, types=artifact.manifest.own, language=model.language)
    best = scores(model.fast, table, model.task).argmax(axis=1)
    return sum(model.labels[column] == row.label for column, row in zip(best, rows, strict=True))
