"""Backups: the whole store as one SQLite file, by SQLite's own backup, which lets others read and write meanwhile."""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import Conflict, OutputError, StoreError
from coach.store.database import Database, now

if TYPE_CHECKING:
    from coach.store.store import Store

ALIVE = timedelta(seconds=30)
"""A worker of which something was heard so lately is running."""

_BROKEN_OFF = "the store was restored from a backup that was made while it ran; upload the file again"


def back_up(database: Database, file: Path) -> int:
    """Write the store to `file`, whole or not at all; its size in bytes. Raises StoreError on PostgreSQL."""
    source = _file(database, "pg_dump --format=custom --file=FILE URL")
    if not source.exists():
        raise StoreError(f"there is no store at {source}; set COACH_STORE")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.resolve().parent)
        os.close(handle)
        part = Path(name)
        try:
            _copy(source, part)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"{file} cannot be written: {problem.strerror}; choose another place") from None
    return file.stat().st_size


def put_back(store: "Store", file: Path, *, replace: bool) -> None:
    """Overwrite the store with a backup; jobs that were running in it are marked as broken off.

    Raises StoreError for a file that is no whole backup, Conflict while a worker runs, or without `replace` when there
    is a store already.
    """
    target = _file(store.database, "pg_restore --clean --dbname=URL FILE")
    _check(file)
    if _has_tables(target):
        if any(now() - at < ALIVE for at in store.workers.seen().values()):
            raise Conflict("the service is running; stop it, wait half a minute, then try again")
        if not replace:
            raise Conflict(f"there is a store at {target} already; write --replace to overwrite it")
    store.close()
    _copy(file, target)
    for name in ("jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm"):
        (store.folder / name).unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as connection, connection:
        unfinished = "UPDATE imports SET status = 'failed', error = ? WHERE status IN ('waiting', 'running')"
        connection.execute(unfinished, (_BROKEN_OFF,))
        connection.execute("DELETE FROM workers")


def _file(database: Database, instead: str) -> Path:
    if not database.is_sqlite:
        raise StoreError(f"the store is on PostgreSQL, whose own tools do that: {instead}")
    return Path(database.engine.url.database or "")


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _has_tables(file: Path) -> bool:
    if not file.exists():
        return False
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'shops'").fetchone() is not None


def _check(file: Path) -> None:
    if not file.is_file():
        raise StoreError(f"there is no file {file}; name one that `coach backup` wrote", file=str(file))
    try:
        with closing(sqlite3.connect(file)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = connection.execute("SELECT count(*) FROM alembic_version").fetchone()[0] == 1
    except sqlite3.DatabaseError:
        sound = ours = False
    if not (sound and ours and _has_tables(file)):
        raise StoreError(f"{file} is no whole backup of a store; nothing was changed", file=str(file))
