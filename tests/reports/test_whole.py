"""Two small weeks on the whole path: every file, the comparison, and the golden report.

Where a change is wanted, `python -m tests.reports.whole` writes the golden files again.
"""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.reports.whole import GOLDEN, WEEKS, reports, settled

FILES = {
    "agents.csv",
    "comparison.html",
    "faq.jsonl",
    "faq.md",
    "findings.jsonl",
    "period.json",
    "plans.json",
    "playbook.md",
    "playbook.xlsx",
    "report.html",
    "report.md",
    "report.xlsx",
    "summary.json",
    "agents/小梅.html",
    "agents/小竹.html",
    "agents/阿松.html",
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reports(tmp_path_factory.mktemp("weeks"))


@pytest.fixture(scope="module")
def summary(report: Path) -> dict:
    return json.loads((report / "summary.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["report.md", "summary.json"])
def test_the_golden_report_comes_out(report: Path, name: str) -> None:
    assert settled(report)[name] == (GOLDEN / name).read_text(encoding="utf-8")


def test_all_files_are_there(report: Path) -> None:
    assert {file.relative_to(report).as_posix() for file in report.rglob("*") if file.is_file()} >= FILES


def test_figures_that_are_counted_by_hand(summary: dict) -> None:
    """From the chats and orders of the second week, not from what the product gave."""
    shop = summary["shop"]
    assert (summary["sessions"], shop["consultations"], shop["orders"], shop["paid"]) == (6, 6, 2, 2)
    assert (shop["amount"], shop["conversion"]) == (148.0, 0.3333)
    people = {one["agent"]: (one["consultations"], one["orders"], one["amount"]) for one in summary["agents"]}
    assert people == {"小梅": (2, 1, 89.0), "小竹": (2, 1, 59.0), "阿松": (2, 0, 0.0)}


def test_the_week_before_is_found_and_not_rewritten(report: Path, summary: dict) -> None:
    found = summary["comparison"]
    assert (found["folder"], found["reasons"], found["new"], found["gone"]) == ("week10", [], ["小竹"], ["小兰"])
    before = json.loads((report.parent / "week10" / "summary.json").read_text(encoding="utf-8"))
    assert before["comparison"] is None
    assert found["shop"]["shares"]["conversion"]["before"] == before["shop"]["conversion"] == 0.375


def test_two_sessions_tell_no_change_of_a_wait(summary: dict) -> None:
    slower = summary["comparison"]["agents"][1]
    assert slower["agent"] == "阿松"
    wait = slower["waits"]["first_response"]
    assert (wait["before"], wait["after"], wait["verdict"]) == (55, 300, "unknown")


def test_every_form_has_the_same_numbers(report: Path, summary: dict) -> None:
    book = openpyxl.load_workbook(io.BytesIO((report / "report.xlsx").read_bytes()))
    head, *rows = book["客服"].iter_rows(values_only=True)
    people = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    lines = (report / "report.md").read_text(encoding="utf-8").splitlines()
    for one in summary["agents"]:
        assert people[one["agent"]]["下单转化率"] == pytest.approx(one["conversion"], abs=5e-5)
        start = f"| {one['agent']} | {one['consultations']} ("
        line = next(line for line in lines if line.startswith(start))
        assert f"{one['conversion']:.2%}" in line


def test_the_texts_of_the_weeks_are_not_in_what_is_kept_for_later(report: Path) -> None:
    kept = (report / "period.json").read_text(encoding="utf-8")
    chats = (WEEKS / "week11" / "chats" / "chats.csv").read_text(encoding="utf-8").splitlines()[1:]
    for line in chats:
        *_, customer, _, _, text = line.split(",")
        assert customer not in kept
        assert text not in kept
