"""The interval of a median wait holds its 95 % although waits of one session resemble each other."""

from collections import Counter

import numpy as np
import pytest

from coach.metrics.summary import durations

WAITS, RUNS = 6, 400


def coverage(sessions: int, *, counted_as: int) -> float:
    """How often the interval has the true median, where a session's waits are all alike and vary from 0 to 999."""
    random = np.random.default_rng(20240304)
    held = 0
    for _ in range(RUNS):
        waits = np.repeat(random.integers(0, 1000, sessions), WAITS)
        found = durations(Counter(waits.tolist()), sessions=counted_as)
        assert found.median_low is not None
        assert found.median_high is not None
        held += found.median_low <= 499.5 <= found.median_high
    return held / RUNS


@pytest.mark.parametrize("sessions", [6, 7, 8, 10, 15, 40, 100])
def test_sessions_count_not_waits(sessions: int) -> None:
    assert coverage(sessions, counted_as=sessions) >= 0.93
    assert coverage(sessions, counted_as=sessions * WAITS) < 0.75


@pytest.mark.parametrize("sessions", [0, 1, 5])
def test_few_sessions_have_no_interval(sessions: int) -> None:
    found = durations({10: 3, 20: 2}, sessions=sessions)
    assert (found.median, found.median_low, found.median_high) == (10, None, None)


def test_the_median_lies_in_its_interval() -> None:
    found = durations({10: 50, 20: 30, 400: 20}, sessions=60)
    assert found.median_low is not None
    assert found.median_high is not None
    assert found.median_low <= found.median <= found.median_high
