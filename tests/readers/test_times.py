from datetime import UTC, datetime, timedelta, timezone

import pytest

from coach.readers.times import day_order, parse_clock, parse_number, parse_time

AFTERNOON = datetime(2024, 3, 5, 15, 5)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2024-03-05 10:23:45", datetime(2024, 3, 5, 10, 23, 45), "s"),
        ("2024-3-5 9:03:05", datetime(2024, 3, 5, 9, 3, 5), "s"),
        ("2024/3/5 10:23", datetime(2024, 3, 5, 10, 23), "min"),
        ("2024.03.05 10:23", datetime(2024, 3, 5, 10, 23), "min"),
        ("2024-03-05", datetime(2024, 3, 5), "day"),
        ("2024年3月5日 15时05分", AFTERNOON, "min"),
        ("2024年3月5日 星期二 下午3:05", AFTERNOON, "min"),
        ("2024/3/5 下午3:05:10", datetime(2024, 3, 5, 15, 5, 10), "s"),
        ("2024/3/5 下午12:05", datetime(2024, 3, 5, 12, 5), "min"),
        ("2024/3/5 上午12:05", datetime(2024, 3, 5, 0, 5), "min"),
        ("2024/3/5 中午12:05", datetime(2024, 3, 5, 12, 5), "min"),
        ("2024/3/5 中午1:05", datetime(2024, 3, 5, 13, 5), "min"),
        ("2024/3/5 晚上12:05", datetime(2024, 3, 5, 0, 5), "min"),
        ("2024/3/5 晚上9:05", datetime(2024, 3, 5, 21, 5), "min"),
        ("2024-03-05 3:05 PM", AFTERNOON, "min"),
        ("2024-03-05 3:05\u202fp.\u00a0m.", AFTERNOON, "min"),
        ("2024-03-05 12:05 a. m.", datetime(2024, 3, 5, 0, 5), "min"),
        ("2024-03-05T10:23:45Z", datetime(2024, 3, 5, 10, 23, 45, tzinfo=UTC), "s"),
        ("2024-03-05T10:23:45", datetime(2024, 3, 5, 10, 23, 45), "s"),
        ("2024-03-05T10:23:45.123456+08:00", None, "ms"),
        ("05.03.2024 15:05", AFTERNOON, "min"),
        ("25/03/2024 15:05", datetime(2024, 3, 25, 15, 5), "min"),
        ("3/25/24, 3:05 PM", datetime(2024, 3, 25, 15, 5), "min"),
        ("1709605425", datetime(2024, 3, 5, 2, 23, 45, tzinfo=UTC), "s"),
        ("1709605425123", datetime(2024, 3, 5, 2, 23, 45, 123000, tzinfo=UTC), "ms"),
        ("1971-01-01 00:00:00", datetime(1971, 1, 1), "s"),
        ("2200-12-31 23:59", datetime(2200, 12, 31, 23, 59), "min"),
        ("2024-03-05   10 : 23", datetime(2024, 3, 5, 10, 23), "min"),
        ("45356", datetime(2024, 3, 5), "day"),
        ("45356.5", datetime(2024, 3, 5, 12), "s"),
    ],
)
def test_times_are_read(text, expected, precision):
    expected = expected or datetime(2024, 3, 5, 10, 23, 45, 123456, tzinfo=timezone(timedelta(hours=8)))
    assert parse_time(text) == (expected, precision)


@pytest.mark.parametrize(
    "text",
    ["", "x", "10:23", "2024-02-30 10:00:00", "2024-03-05 25:00", "2024-03-05 10:61", "03/04/2024 10:00", "12", "2024",
     "0001-01-01T00:00+08:00", "2024-03-05 10:23 +99:00", "99999999999999999999", "1e400", "2024-03-05 hello",
     "0001-01-01 00:00:00", "1970-01-01 00:00:00", "1970-01-01", "1970-12-31 23:59:59", "2201-01-01 00:00:00",
     "9999-12-31 23:59:59", "20000", "99999999999999", "2024-03-05 10:20" + " " * 400 + "x"],
)  # fmt: skip
def test_what_is_no_sure_time_is_none(text):
    assert parse_time(text) is None


@pytest.mark.parametrize(("day_first", "month", "day"), [(True, 4, 3), (False, 3, 4)])
def test_who_says_which_part_is_the_day_gets_it(day_first, month, day):
    assert parse_time("03/04/2024", day_first=day_first) == (datetime(2024, month, day), "day")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["03/04/2024", "15/04/2024"], True), (["4/15/24"], False), (["03/04/2024"], None), (["2024-03-05", "x"], None),
     (["15/04/2024", "4/15/2024"], None)],
)  # fmt: skip
def test_a_column_tells_the_order_of_its_dates(texts, expected):
    assert day_order(texts) is expected


def test_a_clock_alone():
    clock, precision = parse_clock("下午3:05:10")
    assert (clock.hour, clock.minute, clock.second, precision) == (15, 5, 10, "s")
    assert parse_clock("3 o'clock") is None


@pytest.mark.parametrize("value", [-1.0, 0.0, 19_999.0, 80_000.0, 1e15, float("inf")])
def test_numbers_that_are_no_times(value):
    assert parse_number(value) is None
