"""Uploads are taken in by workers, which may be killed at any moment: nothing is lost, nothing is there twice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.jobs import Jobs
from coach.errors import StoreError
from coach.settings import Settings
from coach.store import importing
from coach.store.result_tables import conversations, counts, exchanges, findings
from coach.store.store import Store, open_store
from coach.store.tables import messages, pieces
from coach.store.values import Import
from tests.jobs.working import LEASE_S
from tests.store.places import KINDS, url_of
from tests.store.shop_chats import chat, file_of, upload

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 600
PEOPLE = 60
CHATS = file_of(*(chat(f"tb_{number}", agent=f"客服{number % 3}", day=number % 20) for number in range(PEOPLE)))


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with url_of(request.param, tmp_path) as place:
        yield place


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(url, settings=Settings(), folder=tmp_path)) as opened:
        yield opened


@pytest.fixture
def jobs(store: Store) -> Iterator[Jobs]:
    started = Jobs(store, lease_s=LEASE_S)
    started.launch()
    yield started
    started.stop()


def receive(store: Store, shop: str, data: bytes, name: str = "chats.jsonl") -> Import:
    return store.imports.receive(shop, [data], name=name, by="mei")[0]


def test_imports_of_two_shops_are_done_and_a_bad_one_fails(store: Store, jobs: Jobs) -> None:
    one, two = store.shops.create("one").id, store.shops.create("two").id
    good = receive(store, one, file_of(chat("tb_mei")))
    bad = receive(store, two, b"hello", name="hello.txt")
    for received in (good, bad, good):
        jobs.submit(received)
    assert jobs.wait(good.id).error is None
    assert jobs.wait(bad.id).status == "failed"
    analysis = store.results.analysis(one)
    assert analysis is not None
    assert analysis.messages == 5


def test_an_upload_that_nobody_submitted_is_found(store: Store, jobs: Jobs) -> None:
    received = receive(store, store.shops.create("one").id, file_of(chat("tb_mei")))
    assert jobs.wait(received.id).status == "done"


def test_a_worker_that_is_late_with_its_sign_of_life_does_not_take_its_own_job_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []

    def slowly(store: Store, number: str) -> None:
        begun.append(number)
        time.sleep(1)

    monkeypatch.setattr(importing, "take_in", slowly)
    late = Jobs(store, lease_s=0.001)
    late.launch()
    received = receive(store, store.shops.create("one").id, file_of(chat("tb_mei")))
    late.submit(received)
    assert late.wait(received.id).status == "done"
    late.stop()
    assert begun == [received.id]


def test_a_job_that_was_done_twice_stays_done(store: Store) -> None:
    done = upload(store, store.shops.create("one").id, file_of(chat("tb_mei")))
    store.imports.advance(done.id, "judge", 1, 2)
    store.imports.fail(done.id, importing.BROKE_OFF)
    assert store.imports.by_id(done.id) == done


def test_work_is_submitted_to_a_worker_only(store: Store) -> None:
    received = receive(store, store.shops.create("one").id, b"x")
    with pytest.raises(StoreError, match="launch"):
        Jobs(store).submit(received)


def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(store: Store, url: str, tmp_path: Path) -> None:
    undisturbed = store.shops.create("undisturbed").id
    upload(store, undisturbed, CHATS)
    killed = store.shops.create("killed").id
    received = receive(store, killed, CHATS)
    moments: list[Callable[[Import], bool]] = [
        lambda one: one.status == "running",
        lambda one: one.stage == "judge" and one.done >= 3,
        lambda one: one.stage == "judge" and one.done >= 20,
    ]
    for moment in moments:
        with working(url, tmp_path) as worker:
            wait_until(lambda moment=moment: moment(store.imports.by_id(received.id)), worker)
    with working(url, tmp_path) as last:
        assert last.wait(timeout=PATIENCE_S) == 0
    done = store.imports.by_id(received.id)
    assert (done.status, done.conversations, done.messages, done.new_messages) == (
        "done",
        PEOPLE,
        PEOPLE * 5,
        PEOPLE * 5,
    )
    assert rows(store, killed) == rows(store, undisturbed)
    assert store.results.analysis(killed) == store.results.analysis(undisturbed)


def test_a_worker_told_to_end_leaves_its_job_to_the_next(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path / 'store.sqlite'}"
    command = [sys.executable, "-c", "from coach.cli import main; main(['worker'])"]
    with closing(open_store(place, settings=Settings(), folder=tmp_path)) as store:
        received = receive(store, store.shops.create("one").id, CHATS)
        with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "COACH_STORE": place}) as told:
            wait_until(lambda: store.imports.by_id(received.id).stage == "judge", told)
            told.terminate()
            told.wait(timeout=PATIENCE_S)
        assert store.imports.by_id(received.id).status == "running"
        with working(place, tmp_path) as last:
            assert last.wait(timeout=PATIENCE_S) == 0
        assert store.imports.by_id(received.id).status == "done"


@contextmanager
def working(url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker, killed at the end of the block unless it has ended."""
    with subprocess.Popen([sys.executable, "-m", "tests.jobs.working", url, str(folder)], cwd=ROOT) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def wait_until(reached: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not reached():
        assert worker.poll() is None, "the worker ended before it was killed"
        assert time.monotonic() < end, "the worker never got there"
        time.sleep(0.01)


def rows(store: Store, shop: str) -> dict[str, int]:
    tables = (messages, pieces, conversations, exchanges, findings, counts)
    with store.database.reading() as connection:
        return {
            table.name: connection.execute(
                select(func.count()).select_from(table).where(table.c.shop == shop)
            ).scalar_one()
            for table in tables
        }
