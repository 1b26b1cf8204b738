"""Topics are learnt from dialogues, at a weight that serves chances which never saw them."""

import numpy as np

from coach.training.corpus import LabelledDialogue, LabelledTurn, Row, labelled_rows
from coach.training.topics import learn_topics

LABELS = ("none", "price", "size")


def _rows(*dialogues: str) -> list[Row]:
    """One dialogue for each string, a customer turn for each of its letters: "p" price, "s" size, "n" none."""
    names = {"p": "price", "s": "size", "n": "none"}
    found = []
    for number, letters in enumerate(dialogues):
        turns = [
            turn
            for letter in letters
            for turn in (LabelledTurn("customer", "那个呢", question_type=names[letter]), LabelledTurn("agent", "好的"))
        ]
        found += labelled_rows([LabelledDialogue(str(number), "zh", tuple(turns))], task="question_type")
    return found


def test_a_type_is_lifted_after_itself_also_past_thanks() -> None:
    rows = _rows(*["pnpp", "snss"] * 20)
    unsure = np.tile([0.2, 0.4, 0.4], (len(rows), 1))
    unsure[[row.label == "none" for row in rows]] = [0.9, 0.05, 0.05]
    firsts = [number for number, row in enumerate(rows) if not row.situation.before]
    for number in firsts:
        unsure[number] = np.eye(3)[LABELS.index(rows[number].label)]
    topics = learn_topics(rows, LABELS, unsure)
    assert topics is not None
    assert topics.weight > 0
    assert topics.lifts[1, 1] > 1 > topics.lifts[1, 2]


def test_what_is_sure_already_needs_no_topic() -> None:
    rows = _rows(*["psps", "snpn"] * 20)
    sure = np.eye(3)[[LABELS.index(row.label) for row in rows]]
    topics = learn_topics(rows, LABELS, sure)
    assert topics is not None
    assert topics.weight == 0


def test_lone_turns_teach_no_topics() -> None:
    rows = _rows("p", "s", "n")
    assert learn_topics(rows, LABELS, np.eye(3)) is None
    assert learn_topics([], LABELS, np.zeros((0, 3))) is None
