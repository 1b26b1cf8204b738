"""Machines asked together give what scikit-learn gives for each of them."""

import numpy as np
import pytest
from scipy.sparse import random_array
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from coach.classifiers.linear import Linear, distances
from coach.classifiers.text import margins, name_scores

CHANCE = np.random.default_rng(7)
FEATURES = random_array((60, 40), density=0.2, rng=CHANCE, dtype=np.float32).tocsr()
THREE, TWO = CHANCE.integers(0, 3, 60), CHANCE.integers(0, 2, 60)


@pytest.fixture(params=[np.float32, np.float64], ids=["float32", "float64"])
def machines(request: pytest.FixtureRequest) -> list[Linear]:
    fitted = [
        LinearSVC(random_state=1).fit(FEATURES, THREE),
        LogisticRegression(solver="liblinear", random_state=1).fit(FEATURES, TWO),
    ]
    for machine in fitted:
        machine.coef_ = machine.coef_.astype(request.param)
    return fitted


def test_distances_are_those_of_each_machine_bit_by_bit(machines: list[Linear]) -> None:
    expected = [machine.decision_function(FEATURES).reshape(60, -1) for machine in machines]  # type: ignore[attr-defined]
    assert np.array_equal(distances(machines, FEATURES), np.hstack(expected))


def test_a_machine_of_two_classes_has_a_margin_for_each(machines: list[Linear]) -> None:
    table = margins(machines[1], FEATURES)
    assert np.array_equal(table[:, 0], -table[:, 1])
    assert np.array_equal(table[:, 1] > 0, machines[1].predict(FEATURES) == 1)  # type: ignore[attr-defined]


def test_names_have_the_chances_of_their_regressions(machines: list[Linear]) -> None:
    found = name_scores({"probe": machines[1]}, ["invite", "probe"], FEATURES)
    expected = machines[1].predict_proba(FEATURES)[:, 1]  # type: ignore[attr-defined]
    assert np.array_equal(found[:, 0], np.zeros(60))
    assert np.allclose(found[:, 1], expected, rtol=1e-6)
