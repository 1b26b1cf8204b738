"""Linear machines of scikit-learn, several asked at once, without the checks that take longer than a chat's sums."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix


class Linear(Protocol):
    """What is used of a fitted linear classifier: a row of weights a class, one alone for two classes."""

    classes_: NDArray[Any]
    coef_: NDArray[Any]
    intercept_: NDArray[Any]


def distances(machines: Sequence[Linear], features: csr_matrix) -> NDArray[np.float64]:
    """What `decision_function` of each machine gives, side by side: one row a row, one column a row of weights."""
    weights, intercepts = _stacked(tuple(machines))
    return np.asarray(features @ weights + intercepts, dtype=np.float64)


@lru_cache(maxsize=16)
def _stacked(machines: tuple[Linear, ...]) -> tuple[NDArray[Any], NDArray[np.float64]]:
    """All weights, a column a class, laid out as SciPy multiplies them, and all intercepts."""
    weights = np.ascontiguousarray(np.concatenate([machine.coef_ for machine in machines]).T)
    return weights, np.concatenate([machine.intercept_ for machine in machines])
