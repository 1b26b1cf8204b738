"""A backup is the whole store in one file, and can be put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from coach.errors import Conflict, OutputError, StoreError
from coach.settings import Settings
from coach.store.copying import back_up, put_back
from coach.store.store import Store, open_store
from coach.store.values import Paging
from tests.store.places import store_of


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    with store_of("sqlite", tmp_path / "old") as store:
        shop = store.shops.create("one").id
        store.imports.receive(shop, [b"x"], name="x.txt", by="mei")
        back_up(store.database, tmp_path / "backup")
    return tmp_path / "backup"


def opened(folder: Path, *, migrate: bool = True) -> Store:
    return open_store(f"sqlite:///{folder / 'store.sqlite'}", settings=Settings(), folder=folder, migrate=migrate)


def test_a_backup_put_back_is_the_store_and_what_ran_is_broken_off(backup: Path, tmp_path: Path) -> None:
    with closing(opened(tmp_path / "new", migrate=False)) as empty:
        put_back(empty, backup, replace=False)
    with closing(opened(tmp_path / "new")) as store:
        (shop,) = store.shops.list()
        (upload,) = store.imports.list(shop.id, Paging()).items
        assert (shop.name, upload.status) == ("one", "failed")
        assert upload.error is not None
        assert "backup" in upload.error


def test_a_store_is_overwritten_only_on_purpose_and_when_nobody_uses_it(backup: Path, tmp_path: Path) -> None:
    with closing(opened(tmp_path / "new")) as store:
        store.shops.create("two")
        with pytest.raises(Conflict, match="--replace"):
            put_back(store, backup, replace=False)
        store.workers.beat("somebody")
        with pytest.raises(Conflict, match="running"):
            put_back(store, backup, replace=True)
        store.workers.leave("somebody")
        put_back(store, backup, replace=True)
    with closing(opened(tmp_path / "new")) as store:
        assert [shop.name for shop in store.shops.list()] == ["one"]


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_file_that_is_no_backup_changes_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with closing(opened(tmp_path / "new")) as store:
        shop = store.shops.create("one")
        with pytest.raises(StoreError, match="no whole backup"):
            put_back(store, tmp_path / "file", replace=True)
        assert store.shops.list() == (shop,)


def test_another_database_of_sqlite_is_no_backup(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "file")) as connection:
        connection.execute("CREATE TABLE x (y)")
    with closing(opened(tmp_path / "new")) as store, pytest.raises(StoreError, match="no whole backup"):
        put_back(store, tmp_path / "file", replace=True)


def test_a_backup_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with store_of("sqlite", tmp_path) as store, pytest.raises(OutputError, match="nowhere"):
        back_up(store.database, tmp_path / "nowhere" / "backup")


def test_postgresql_has_its_own_backups(tmp_path: Path) -> None:
    with store_of("postgresql", tmp_path) as store, pytest.raises(StoreError, match="pg_dump"):
        back_up(store.database, tmp_path / "backup")
