from datetime import UTC, datetime

from coach.readers.threads import oldest_first, stamp_of


def at(*minutes: int | None) -> list[datetime | None]:
    return [None if minute is None else datetime(2024, 5, 1, 10, minute) for minute in minutes]


def order(times: list[datetime | None]) -> list[int]:
    return oldest_first(range(len(times)), times.__getitem__)


def test_rows_are_put_in_order_and_equal_times_keep_theirs():
    assert order(at(1, 3, 2, 3, 4)) == [0, 2, 1, 3, 4]


def test_newest_first_is_turned_round_with_its_equal_times():
    assert order(at(4, 3, 3, 1)) == [3, 2, 1, 0]


def test_rows_that_cannot_be_compared_stay():
    assert order(at(4, None, 1)) == [0, 1, 2]
    assert order([*at(4), datetime(2024, 5, 1, tzinfo=UTC)]) == [0, 1]


def test_times_are_seconds_or_milliseconds_by_size():
    assert stamp_of(1714528800) == (datetime(2024, 5, 1, 2, tzinfo=UTC), "s")
    assert stamp_of("1714528800000") == (datetime(2024, 5, 1, 2, tzinfo=UTC), "ms")
    assert stamp_of(1714528800000.0) == (datetime(2024, 5, 1, 2, tzinfo=UTC), "ms")
    assert stamp_of("2024-05-01 10:00:00") == (datetime(2024, 5, 1, 10), "s")
    assert [stamp_of(value) for value in (None, "", "x", -1, float("inf"))] == [None] * 5
