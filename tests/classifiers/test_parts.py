"""A reply in parts, and what is made of their margins."""

import numpy as np
from scipy.sparse import csr_matrix

from coach.classifiers.features import Situation
from coach.classifiers.parts import Sheet, highest_of_parts, parts_of, pooled


def test_messages_and_sentences_are_parts_in_the_context_of_the_turn() -> None:
    row = Situation("您太客气了是支持的呢", "好谢谢", "", written="您太客气了！~\n是支持的呢")
    parts = parts_of(row, "zh")
    assert [part.text for part in parts] == ["您太客气了", "是支持的呢"]
    assert {part.last for part in parts} == {"好谢谢"}


def test_a_turn_in_one_piece_has_no_parts() -> None:
    assert parts_of(Situation("是的亲", "", "", written="是的亲～！"), "zh") == []


def test_margins_of_parts_are_pooled_and_a_lone_turn_is_its_own_part() -> None:
    margins = np.asarray([[0.0, 1.0], [2.0, 3.0], [5.0, -1.0], [4.0, -2.0]])
    found = pooled(margins, 2, np.asarray([1, 1]))
    assert found.tolist() == [[0, 1, 0, 1, 0, 1, 0, 0], [2, 3, 5, -1, 4, -2, 1, 0]]
    assert highest_of_parts(margins, 2, np.asarray([1, 1])).tolist() == [[0, 1], [5, 3]]


def test_a_sheet_of_some_turns_keeps_their_parts() -> None:
    sheet = Sheet(csr_matrix(np.arange(5.0).reshape(5, 1)), 3, np.asarray([0, 2]))
    picked = sheet.pick(np.asarray([False, True, True]))
    assert picked.features.toarray().ravel().tolist() == [1, 2, 4]
    assert (picked.turns, picked.owners.tolist()) == (2, [1])
