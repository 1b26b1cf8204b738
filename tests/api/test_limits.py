import pytest

from api.errors import Refused
from api.limits import MOST_REMEMBERED, RateLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_bucket_fills_again_evenly() -> None:
    clock = Clock()
    limit = RateLimit(60, clock=clock)
    for _ in range(60):
        limit.take("a")
    with pytest.raises(Refused):
        limit.take("a")
    limit.take("b")
    clock.now = 1.0
    limit.take("a")
    with pytest.raises(Refused):
        limit.take("a")


def test_many_callers_do_not_fill_the_memory() -> None:
    clock = Clock()
    limit = RateLimit(60, clock=clock)
    for number in range(3 * MOST_REMEMBERED):
        clock.now = number / 100
        limit.take(str(number))
    assert len(limit._buckets) <= MOST_REMEMBERED
