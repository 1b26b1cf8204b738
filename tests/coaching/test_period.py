"""Finding the earlier period: beside the report, of the same shop, whole, and before this one."""

from pathlib import Path

import msgspec
import pytest

from coach.coaching.period import FILE, Period, find_previous
from tests.coaching.periods import agent, period


def left(root: Path, name: str, found: Period) -> Path:
    """A folder that an analysis of that period left."""
    folder = root / name
    folder.mkdir()
    (folder / FILE).write_bytes(msgspec.json.encode(found))
    return folder


def test_a_period_comes_back_as_it_was_written(tmp_path: Path) -> None:
    earlier = period(agent("mei", ordered=3))
    left(tmp_path, "w1", earlier)
    found = find_previous(tmp_path / "w2", period(week=1)).previous
    assert found is not None
    assert found.period == earlier


def test_the_latest_that_ended_before_is_taken(tmp_path: Path) -> None:
    for week in (3, 0, 1, 2):
        left(tmp_path, f"week-{week}", period(week=week))
    found = find_previous(tmp_path / "out", period(week=2))
    assert found.previous is not None
    assert (found.previous.folder.name, found.passed_over) == ("week-1", ())


def test_what_the_output_folder_still_holds_counts_too(tmp_path: Path) -> None:
    out = left(tmp_path, "report", period())
    found = find_previous(out, period(week=1)).previous
    assert found is not None
    assert found.folder.name == "report"


@pytest.mark.parametrize(
    "other",
    [period(shops=("tea",)), period(week=1), period(week=5), period(first_at=None, last_at=None)],
    ids=["another shop", "the same days", "later", "no times"],
)
def test_others_are_not_compared_with(tmp_path: Path, other: Period) -> None:
    left(tmp_path, "w1", other)
    assert find_previous(tmp_path / "out", period(week=1)).previous is None


def test_files_without_a_shop_must_share_an_agent(tmp_path: Path) -> None:
    left(tmp_path, "a", period(agent("mei"), shops=()))
    left(tmp_path, "b", period(agent("somebody else"), shops=()))
    found = find_previous(tmp_path / "out", period(agent("mei"), agent("new"), week=1, shops=())).previous
    assert found is not None
    assert found.folder.name == "a"


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"format": "another program"}', b"\xff\xfe", b""])
def test_a_damaged_or_foreign_folder_is_passed_over_with_a_reason(tmp_path: Path, content: bytes) -> None:
    left(tmp_path, "w1", period())
    (left(tmp_path, "w2", period()) / FILE).write_bytes(content)
    beside = find_previous(tmp_path / "out", period(week=1))
    assert beside.previous is not None
    assert beside.previous.folder.name == "w1"
    named = find_previous(tmp_path / "out", period(week=1), named=str(tmp_path / "w2"))
    assert named.previous is None
    for ((folder, why),) in (beside.passed_over, named.passed_over):
        assert folder.endswith("w2")
        assert "analyse that period again" in why


def test_a_named_folder_without_a_period(tmp_path: Path) -> None:
    found = find_previous(tmp_path / "out", period(week=1), named=str(tmp_path))
    assert found.previous is None
    assert "name a folder that coach analyse wrote" in found.passed_over[0][1]


def test_a_named_folder_is_taken_as_it_is_and_none_is_none(tmp_path: Path) -> None:
    folder = left(tmp_path, "w1", period(week=7, shops=("tea",)))
    found = find_previous(tmp_path / "out", period(week=1), named=str(folder)).previous
    assert found is not None
    assert found.folder == folder
    left(tmp_path, "w0", period())
    assert find_previous(tmp_path / "out", period(week=1), named="none").previous is None
