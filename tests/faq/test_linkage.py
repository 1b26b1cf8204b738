"""Average linkage without a matrix of all pairs is still average linkage."""

import numpy as np
import pytest
from scipy.cluster.hierarchy import average, fcluster
from scipy.spatial.distance import pdist

from coach.faq.linkage import linked
from coach.similar import Vectors


def points(n: int, *, seed: int = 0) -> Vectors:
    dice = np.random.default_rng(seed)
    centres = dice.normal(size=(8, 12))
    found = centres[dice.integers(8, size=n)] + 0.7 * dice.normal(size=(n, 12))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def partition(numbers: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(numbers == number).tolist()) for number in np.unique(numbers)}


@pytest.mark.parametrize("at_least", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("all_pairs", [1000, 50])
def test_the_groups_are_those_of_average_linkage(
    monkeypatch: pytest.MonkeyPatch, at_least: float, all_pairs: int
) -> None:
    monkeypatch.setattr("coach.faq.linkage.ALL_PAIRS", all_pairs)
    monkeypatch.setattr("coach.faq.linkage.CANDIDATES", 200)
    given = points(200)
    expected = fcluster(average(pdist(given, "cosine")), 1 - at_least, "distance")
    assert partition(linked(given, at_least=at_least)) == partition(expected)


def test_of_many_only_neighbours_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.faq.linkage.ALL_PAIRS", 2)
    monkeypatch.setattr("coach.faq.linkage.CANDIDATES", 1)
    given = np.asarray([[1, 0], [1, 0], [0, 1], [0, 1]], dtype=np.float32)
    neighbours = np.asarray([[1], [0], [2], [3]])
    assert linked(given, at_least=0.9, neighbours=neighbours).tolist() == [0, 0, 2, 3]


def test_equal_points_are_one_group_under_the_lowest_number() -> None:
    given = np.asarray([[1, 0], [0, 1], [1, 0], [1, 0], [0, 1]], dtype=np.float32)
    assert linked(given, at_least=0.9).tolist() == [0, 1, 0, 0, 1]


def test_points_of_which_nothing_is_known_stay_alone() -> None:
    assert linked(np.zeros((3, 2), dtype=np.float32), at_least=0.5).tolist() == [0, 1, 2]


def test_nothing_to_join() -> None:
    assert linked(np.zeros((0, 2), dtype=np.float32), at_least=0.5).tolist() == []
