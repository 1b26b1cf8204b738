"""Measures labels against people's: by label, language and source, beside two baselines."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    f1_score,
    precision_recall_fscore_support,
)

from coach.classifiers import Classifier, Judgement, ReplyJudgement, Utterance
from coach.classifiers.cues import cue_label, question_cues, reply_cues
from coach.classifiers.features import TASKS, Task
from coach.labels import Label
from coach.training.corpus import LabelledDialogue, Row, labelled_rows

CALIBRATION_BINS = 10


class LabelMeasure(Struct, frozen=True):
    """How well one label is found; `support` is how often people gave it."""

    precision: float
    recall: float
    f1: float
    support: int


class Agreement(Struct, frozen=True):
    """How far predicted and given labels agree, over `n` turns; kappa is None when only one label occurs."""

    n: int
    accuracy: float
    macro_f1: float
    kappa: float | None


class Bin(Struct, frozen=True):
    """Labels with scores in one tenth, from `low` on: how many, their mean score, and the share that is right."""

    low: float
    n: int
    score: float
    accuracy: float


class Ablated(Struct, frozen=True):
    """How a model without some part does on the turns that are measured, and on training data that it never saw.

    `held_out` is that of cross-validation by writer or by dialogue; None where nothing was fitted anew.
    """

    measured: Agreement
    held_out: Agreement | None = None


class TaskMeasure(Struct, frozen=True):
    """All measures of one task on one set of turns.

    `confusion` maps the given label to the predicted one to the count. `calibration_error` is the expected
    calibration error over ten equal bins of the score (Guo et al. 2017). `ambiguous` are the turns on which careful
    people differ; `clear` the others. `reliability` has the bins of the score that are not empty. `baselines` holds
    "majority" and "cues" (cues alone, and the majority where they abstain). `cues_spoke` is the share of turns on
    which the cues alone do not abstain. `ablation` has what each part adds, by language, where that was asked for.
    """

    overall: Agreement
    calibration_error: float
    unsure_share: float
    labels: dict[str, LabelMeasure]
    confusion: dict[str, dict[str, int]]
    by_language: dict[str, Agreement]
    by_source: dict[str, Agreement]
    clear: Agreement | None
    ambiguous: Agreement | None
    baselines: dict[str, Agreement]
    cues_spoke: float
    reliability: tuple[Bin, ...] = ()
    moves_micro_f1: float | None = None
    flags_micro_f1: float | None = None
    ablation: dict[str, dict[str, Ablated]] = {}


class Judged(Struct, frozen=True):
    """A labelled turn with what the classifier, and the cues alone, say of it."""

    row: Row
    label: Label
    cues: Label | None
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def judge(dialogues: Sequence[LabelledDialogue], *, task: Task, classifiers: dict[str, Classifier]) -> list[Judged]:
    """Every turn that carries a label of the task, judged in its dialogue; `classifiers` by language."""
    found = []
    for dialogue in dialogues:
        turns = [Utterance(role=turn.role, text=turn.text) for turn in dialogue.turns]
        judgements = classifiers[dialogue.language].classify([turns])[0]
        wanted = [
            judgement
            for turn, judgement in zip(dialogue.turns, judgements, strict=True)
            if (turn.question_type if task == "question_type" else turn.stance) is not None
        ]
        rows = labelled_rows([dialogue], task=task)
        found += [_judged(row, judgement) for row, judgement in zip(rows, wanted, strict=True)]
    return found


def measure(judged: Sequence[Judged], *, task: Task) -> TaskMeasure:
    """The measures of one task; `judged` holds at least one turn."""
    truth = [one.row.label for one in judged]
    predicted = [one.label.name for one in judged]
    majority = Counter(truth).most_common(1)[0][0]
    cues = [one.cues.name if one.cues else majority for one in judged]
    clear = [one for one in judged if not one.row.turn.ambiguous]
    ambiguous = [one for one in judged if one.row.turn.ambiguous]
    return TaskMeasure(
        overall=agreement(truth, predicted),
        calibration_error=calibration_error(judged),
        unsure_share=_rounded(sum(one.label.unsure for one in judged) / len(judged)),
        labels=_by_label(truth, predicted),
        confusion=_confusion(truth, predicted),
        by_language=_grouped(judged, [one.row.language for one in judged]),
        by_source=_grouped(judged, [one.row.source or "unnamed" for one in judged]),
        clear=_agreement_of(clear),
        ambiguous=_agreement_of(ambiguous),
        baselines={"majority": agreement(truth, [majority] * len(truth)), "cues": agreement(truth, cues)},
        cues_spoke=_rounded(sum(one.cues is not None for one in judged) / len(judged)),
        reliability=reliability(judged),
        moves_micro_f1=_micro_f1(judged, "moves") if task == "stance" else None,
        flags_micro_f1=_micro_f1(judged, "flags") if task == "stance" else None,
    )


def evaluate(dialogues: Sequence[LabelledDialogue], *, classifiers: dict[str, Classifier]) -> dict[str, TaskMeasure]:
    """The measures of each task that the dialogues carry labels of."""
    judged = {task: judge(dialogues, task=task, classifiers=classifiers) for task in TASKS}
    return {task: measure(rows, task=task) for task, rows in judged.items() if rows}


def agreement(truth: Sequence[str], predicted: Sequence[str]) -> Agreement:
    """Accuracy, macro-F1 over the labels that people gave, and Cohen's kappa."""
    given = sorted(set(truth))
    several = len({*truth, *predicted}) > 1
    return Agreement(
        n=len(truth),
        accuracy=_rounded(accuracy_score(truth, predicted)),
        macro_f1=_rounded(f1_score(truth, predicted, labels=given, average="macro", zero_division=0)),
        kappa=_rounded(cohen_kappa_score(truth, predicted)) if several else None,
    )


def calibration_error(judged: Sequence[Judged]) -> float:
    """The mean gap between score and accuracy, bin by bin, weighted by the bins' turns."""
    return _rounded(sum(abs(one.score - one.accuracy) * one.n for one in reliability(judged)) / len(judged))


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """How often labels are right, by tenths of their score."""
    given = np.asarray([one.label.score for one in judged])
    right = np.asarray([one.label.name == one.row.label for one in judged], dtype=float)
    places = np.minimum((given * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    return tuple(
        Bin(
            low=_rounded(place / CALIBRATION_BINS),
            n=int((places == place).sum()),
            score=_rounded(given[places == place].mean()),
            accuracy=_rounded(right[places == place].mean()),
        )
        for place in np.unique(places)
    )


def worst(judged: Sequence[Judged], count: int) -> list[Judged]:
    """The mistakes of the highest score, at most `count`."""
    wrong = [one for one in judged if one.label.name != one.row.label]
    return sorted(wrong, key=lambda one: -one.label.score)[:count]


def _judged(row: Row, judgement: Judgement) -> Judged:
    language, text = row.language, row.situation.text
    if isinstance(judgement, ReplyJudgement):
        cues = cue_label(reply_cues(language), text, labels=("proactive", "passive", "neutral"))
        return Judged(row, judgement.stance, cues, moves=judgement.moves, flags=judgement.flags)
    matcher = question_cues(language)
    return Judged(row, judgement, cue_label(matcher, text, labels=matcher.labels))


def _agreement_of(judged: Sequence[Judged]) -> Agreement | None:
    if not judged:
        return None
    return agreement([one.row.label for one in judged], [one.label.name for one in judged])


def _grouped(judged: Sequence[Judged], names: Sequence[str]) -> dict[str, Agreement]:
    found = {}
    for name in sorted(set(names)):
        rows = [one for one, group in zip(judged, names, strict=True) if group == name]
        found[name] = agreement([one.row.label for one in rows], [one.label.name for one in rows])
    return found


def _by_label(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, LabelMeasure]:
    names = sorted({*truth, *predicted})
    columns = precision_recall_fscore_support(truth, predicted, labels=names, zero_division=0)
    return {
        name: LabelMeasure(_rounded(precision), _rounded(recall), _rounded(f1), int(support))
        for name, precision, recall, f1, support in zip(names, *columns, strict=True)
    }


def _confusion(truth: Sequence[str], predicted: Sequence[str]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {given: {} for given in sorted(set(truth))}
    for (given, found), n in sorted(Counter(zip(truth, predicted, strict=True)).items()):
        table[given][found] = n
    return table


def _micro_f1(judged: Sequence[Judged], kind: str) -> float:
    """F1 over all (turn, name) pairs; 1 when there is none to find and none was found."""
    pairs = [(set(getattr(one.row.turn, kind)), set(getattr(one, kind))) for one in judged]
    hits = sum(len(given & found) for given, found in pairs)
    total = sum(len(given) + len(found) for given, found in pairs)
    return _rounded(2 * hits / total) if total else 1.0


def _rounded(value: float) -> float:
    return round(float(value), 4)
