"""What each part of the models adds: each is fitted again without one part and measured on labelled dialogues."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from sklearn.feature_extraction.text import TfidfVectorizer

from coach import languages
from coach.classifiers import Classifier
from coach.classifiers.artifact import Artifact
from coach.classifiers.features import TASKS, Part, Task
from coach.classifiers.ngrams import ngram_vectorizers
from coach.classifiers.text import TextModel
from coach.training.corpus import LabelledDialogue, labelled_rows
from coach.training.evaluate import Ablated, Agreement, agreement, judge
from coach.training.fitting import fit_tier
from coach.training.train import lesson_of, training_rows

ALL_PARTS = "all parts"
_ANALYZERS = {"without n-grams of characters": ("char", "char_wb"), "without words": ("word",)}
_LEFT_OUT: Mapping[str, frozenset[Part]] = {
    "without cues": frozenset({"cues"}),
    "without shape and acts": frozenset({"shape", "acts"}),
    "without context": frozenset({"context"}),
    "without parts of replies": frozenset({"parts"}),
}

Ablations = dict[Task, dict[str, dict[str, Ablated]]]
"""By task, language and title of the variant."""


class _Variant(Struct, frozen=True):
    """A way to fit a model: with n-grams of which vectorizers, and without which parts."""

    vectorizers: list[Any]
    without: frozenset[Part] = frozenset()


def ablate(
    dialogues: Sequence[LabelledDialogue],
    *,
    classifiers: Mapping[str, Classifier],
    data: Path,
    tell: Callable[[str], None],
) -> Ablations:
    """Every task and language that the dialogues carry labels of; `tell` hears what is fitted, since it takes minutes.

    `classifiers` by language give the strength of the models and the tuned encoders, `data` has a folder of training
    data a language. Raises InputError when there is too little of it to cross-validate.
    """
    found: Ablations = {}
    for task in TASKS:
        for language, classifier in classifiers.items():
            labelled = [one for one in dialogues if one.language == language and labelled_rows([one], task=task)]
            if labelled:
                table = dict(_ablated(labelled, task, classifier=classifier, data=data, tell=tell))
                found.setdefault(task, {})[language] = table
    return found


def _ablated(
    dialogues: Sequence[LabelledDialogue],
    task: Task,
    *,
    classifier: Classifier,
    data: Path,
    tell: Callable[[str], None],
) -> Iterator[tuple[str, Ablated]]:
    language = classifier.language
    for title, variant in _variants(language, task):
        tell(f"{language} {task}: {title}")
        fitted, held_out = _fitted(variant, task, classifier=classifier, data=data)
        yield title, Ablated(_measured(dialogues, task, fitted), held_out)
        encoder = classifier.encoders.get(task)
        if title == ALL_PARTS and encoder and language in encoder.asked:
            tell(f"{language} {task}: with the tuned encoder")
            asking = msgspec.structs.replace(fitted, encoders={task: encoder})
            yield "with the tuned encoder", Ablated(_measured(dialogues, task, asking))


def _variants(language: str, task: Task) -> Iterator[tuple[str, _Variant]]:
    """By title: all parts, each part left out, and the words of the language's tokenizer added."""
    yield ALL_PARTS, _Variant(ngram_vectorizers(language))
    for title, analyzers in _ANALYZERS.items():
        kept = [one for one in ngram_vectorizers(language) if one.analyzer not in analyzers]
        if len(kept) < len(ngram_vectorizers(language)):
            yield title, _Variant(kept)
    for title, without in _LEFT_OUT.items():
        if task == "stance" or "parts" not in without:
            yield title, _Variant(ngram_vectorizers(language), without)
    tokens = languages.get(language).tokens
    words = TfidfVectorizer(analyzer=tokens, min_df=2, binary=True, dtype=np.float32)
    yield "with words of the tokenizer", _Variant([*ngram_vectorizers(language), words])


def _fitted(variant: _Variant, task: Task, *, classifier: Classifier, data: Path) -> tuple[Classifier, Agreement]:
    """A classifier with the variant as the model of the task, and how that does on rows it was fitted without.

    It knows none of a shop's own types and asks no encoder.
    """
    language = classifier.language
    artifact = classifier.questions if task == "question_type" else classifier.stances
    rows = training_rows(language, task, data=data)
    lesson = lesson_of(rows, variant.vectorizers, language=language, task=task, without=variant.without)
    strength = float(artifact.manifest.candidate.removeprefix("svc-"))
    fast = fit_tier(lesson.table, lesson.labels, task=task, folds=lesson.folds, strengths=(strength,))
    model = TextModel(task, language, variant.vectorizers, fast.tier, without=variant.without)
    refitted = Artifact(model, msgspec.structs.replace(artifact.manifest, own={}))
    changed = {"questions" if task == "question_type" else "stances": refitted}
    predicted = np.asarray(model.labels)[fast.held_out.argmax(axis=1)]
    found = agreement(lesson.labels.tolist(), predicted.tolist())
    return msgspec.structs.replace(classifier, encoders={}, **changed), found


def _measured(dialogues: Sequence[LabelledDialogue], task: Task, classifier: Classifier) -> Agreement:
    judged = judge(dialogues, task=task, classifiers={classifier.language: classifier})
    return agreement([one.row.label for one in judged], [one.label.name for one in judged])
