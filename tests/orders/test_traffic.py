"""Tables of a shop's traffic."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from coach.errors import BadTable, InputError
from coach.findings import TrafficDay
from coach.orders import read_traffic
from coach.readers.options import ReadLog


def read(folder: Path, text: str, log: ReadLog | None = None) -> tuple[TrafficDay, ...]:
    (folder / "traffic.csv").write_text(text, encoding="utf-8")
    return read_traffic(folder / "traffic.csv", log=log or ReadLog())


@pytest.mark.parametrize(
    "text",
    [
        '日期,访客数,支付金额\n2024-03-05,"1,200",¥129.00\n',
        "Date,Visits,Revenue\n2024-03-05,1200,129.00\n",
        "Fecha;Visitas;Ventas\n2024-03-05;1200;129,00\n",
    ],
    ids=["zh", "en", "es"],
)
def test_headers_of_three_languages(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (TrafficDay(date(2024, 3, 5), 1200, Decimal("129.00")),)


def test_visits_win_over_visitors_and_days_are_sorted(tmp_path: Path) -> None:
    found = read(tmp_path, "date,visitors,visits\n2024-03-06,10,20\n2024-03-05,11,22\n")
    assert [(one.day.day, one.visits, one.sales) for one in found] == [(5, 22, None), (6, 20, None)]


def test_bad_rows_are_named(tmp_path: Path) -> None:
    log = ReadLog()
    rows = "2024-03-05,10\nsomeday,10\n2024-03-06,many\n2024-03-07,-3\n2024-03-05,11\n"
    assert [one.visits for one in read(tmp_path, f"date,visits\n{rows}", log)] == [10]
    assert [(one.line, one.reason.split(";")[0]) for one in log.skipped] == [
        (3, "has no date or no number of visits"),
        (4, "has no date or no number of visits"),
        (5, "has no date or no number of visits"),
        (6, "repeats 2024-03-05"),
    ]


def test_a_table_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="names no day with its visits"):
        read(tmp_path, "sku,title\n1,Mug\n")
    with pytest.raises(InputError, match="no file"):
        read_traffic(tmp_path / "nothing.csv", log=ReadLog())
