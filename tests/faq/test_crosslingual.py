"""One question asked in several languages is one group."""

import numpy as np

from coach.faq.crosslingual import joined_across_languages

FADES, SHIPS, OTHER = [1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]


def joined(groups: list[int], forms: list[str], meanings: list[list[float]]) -> list[int]:
    return joined_across_languages(np.asarray(groups), forms, np.asarray(meanings, dtype=np.float32)).tolist()


def test_three_languages_join() -> None:
    forms = ["会掉色吗", "洗了掉色吗", "什么时候发货", "does it fade when washed", "cuando lo envian"]
    assert joined([0, 0, 2, 3, 4], forms, [FADES, FADES, SHIPS, FADES, SHIPS]) == [0, 0, 2, 0, 2]


def test_another_meaning_stays_apart() -> None:
    assert joined([0, 1], ["会掉色吗", "when does it ship"], [FADES, SHIPS]) == [0, 1]


def test_groups_of_one_language_stay_apart_however_alike() -> None:
    assert joined([0, 1], ["会掉色吗", "掉色不"], [FADES, FADES]) == [0, 1]


def test_only_the_nearest_joins() -> None:
    forms = ["会掉色吗", "掉色严重吗", "does it fade"]
    assert joined([0, 1, 2], forms, [FADES, [0.8, 0.6, 0], FADES]) == [0, 1, 0]


def test_what_was_not_embedded_stays_as_it_is() -> None:
    assert joined([0, 1, 2], ["会掉色吗", "does it fade", "ok"], [FADES, [0, 0, 0], OTHER]) == [0, 1, 2]
