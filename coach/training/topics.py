"""Learns how the type of a request bears on the turns after it, from dialogues whose turns all have labels."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from coach.classifiers.topics import Topics
from coach.training.corpus import Row

WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""How much the topic may count."""
NONE = "none"
PRIOR = 10.0
"""Turns that every type is taken to have been followed by already, of all labels as usual."""


def learn_topics(rows: Sequence[Row], labels: Sequence[str], held_out: NDArray[np.float64]) -> Topics | None:
    """The topics of question types, at the weight that serves rows best by chances that never saw them.

    `labels` name the columns of `held_out`, which has a row for each of `rows`. None without the label "none" or
    without a dialogue of several labelled turns.
    """
    talks = [talk for talk in _talks(rows) if len(talk) > 1]
    if NONE not in labels or not talks:
        return None
    lifts, none = _lifts(rows, talks, labels), list(labels).index(NONE)
    truth = [rows[number].label for talk in talks for number in talk]

    def quality(weight: float) -> float:
        told = _told(Topics(lifts, weight, none), talks, held_out)
        return float(cohen_kappa_score(truth, [labels[column] for column in told]))

    best = max(WEIGHTS, key=lambda weight: (round(quality(weight), 3), -weight))
    return Topics(lifts, best, none)


def _talks(rows: Sequence[Row]) -> Iterator[list[int]]:
    """The numbers of the rows of each dialogue, in order."""
    talk = [0] if rows else []
    for (_, before), (number, row) in pairwise(enumerate(rows)):
        if row.group != before.group or not row.situation.before:
            yield talk
            talk = []
        talk.append(number)
    yield talk


def _lifts(rows: Sequence[Row], talks: Sequence[Sequence[int]], labels: Sequence[str]) -> NDArray[np.float64]:
    columns = {label: column for column, label in enumerate(labels)}
    follows, usual = np.zeros((len(labels), len(labels))), np.zeros(len(labels))
    for talk in talks:
        topic = None
        for number in talk:
            label = rows[number].label
            usual[columns[label]] += 1
            if topic is not None:
                follows[topic, columns[label]] += 1
            topic = topic if label == NONE else columns[label]
    share = (usual + 1) / (usual + 1).sum()
    after = (follows + PRIOR * share) / (follows.sum(axis=1, keepdims=True) + PRIOR)
    return np.asarray(np.round(after / share, 3))


def _told(topics: Topics, talks: Sequence[Sequence[int]], chances: NDArray[np.float64]) -> list[int]:
    """The column of the likeliest label of each turn of all talks."""
    found = []
    for talk in talks:
        topic = None
        for number in talk:
            told = chances[number] if topic is None else topics.expected(chances[number], topic)
            topic = topics.after(told, topic)
            found.append(int(told.argmax()))
    return found
