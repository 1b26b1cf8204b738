"""What is kept of a run over partitions."""

from pathlib import Path

import msgspec
import pytest

from coach import resume
from coach.engine import Partition, Spool
from coach.gathering import Gathered
from coach.pipeline import Plan
from coach.settings import PrivacySettings, Settings
from coach.transcript import Conversation
from tests.building import session

PLAN = Plan(key=b"first")


def gathered(folder: Path, plan: Plan = PLAN, *, text: str = "会掉色吗", name: str = "spool") -> Gathered:
    """So many messages that there are several partitions."""
    spool = Spool(folder / f"{name}.sqlite")
    said = session([("C", "10:00:00", text)] * 500).session.messages
    spool.fill(Conversation(str(n), "taobao", "shop", f"mei{n}", "+08:00", said) for n in range(60))
    return Gathered(spool, plan)


def run_of(folder: Path, found: Gathered, told: list[str], *, name: str = "faq") -> resume.Run:
    return resume.started(found, name, folder=folder / ".work", spare=folder, tell=told.append)


class Counting:
    """Work that notes which partitions it was called for."""

    def __init__(self) -> None:
        self.called: list[int] = []

    def __call__(self, partition: Partition) -> list[int]:
        self.called.append(partition.index)
        return [partition.index]


def results(run: resume.Run, work: Counting) -> list[list[int]]:
    return list(run.results(work, gives=list[int], jobs=1))


def test_what_is_finished_is_not_done_again(tmp_path: Path) -> None:
    found, told, first, second = gathered(tmp_path), list[str](), Counting(), Counting()
    run = run_of(tmp_path, found, told)
    steps = run.results(first, gives=list[int], jobs=1)
    assert [next(steps), next(steps)] == [[0], [1]]
    again = run_of(tmp_path, found, told)
    assert results(again, second) == [[0], [1], [2]]
    assert (first.called, second.called) == ([0, 1], [2])
    assert told == ["2 of 3 partitions are taken from the run that was broken off"]


def test_the_random_key_of_the_hashes_is_that_of_the_run_before(tmp_path: Path) -> None:
    run_of(tmp_path, gathered(tmp_path), [])
    other = msgspec.structs.replace(PLAN, key=b"second")
    assert run_of(tmp_path, gathered(tmp_path, other, name="again"), []).plan.key == b"first"


def test_a_key_of_the_settings_is_not_written_down(tmp_path: Path) -> None:
    plan = Plan(key=b"secret", settings=Settings(privacy=PrivacySettings(key="secret")))
    run_of(tmp_path, gathered(tmp_path, plan), [])
    assert run_of(tmp_path, gathered(tmp_path, plan, name="again"), []).plan.key == b"secret"
    assert b"secret".hex() not in (tmp_path / ".work" / "run").read_text(encoding="ascii")


@pytest.mark.parametrize("changed", ["text", "settings", "name"])
def test_what_is_not_the_same_run_begins_anew(tmp_path: Path, changed: str) -> None:
    run, told, work = run_of(tmp_path, gathered(tmp_path), []), list[str](), Counting()
    results(run, work)
    plan = msgspec.structs.replace(PLAN, language="en") if changed == "settings" else PLAN
    found = gathered(tmp_path, plan, text="几天到" if changed == "text" else "会掉色吗", name="other")
    results(run_of(tmp_path, found, told, name="analyse" if changed == "name" else "faq"), work)
    assert work.called == [0, 1, 2, 0, 1, 2]
    assert "done anew" in told[0]


def test_a_run_of_one_partition_keeps_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.sqlite")
    spool.fill([])
    run = run_of(tmp_path, Gathered(spool, PLAN), [])
    assert results(run, Counting()) == [[0]]
    assert not (tmp_path / ".work").exists()
