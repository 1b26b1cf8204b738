"""A store of each kind for tests: SQLite in a folder, PostgreSQL in a schema of its own that is dropped afterwards."""

import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from coach.settings import Settings
from coach.store.store import Store, open_store

POSTGRESQL = os.environ.get("COACH_TEST_POSTGRESQL", "postgresql+psycopg://root@127.0.0.1:5432/test")
KINDS = ("sqlite", "postgresql")
SERVED = os.environ.get("TEST_STORE", "sqlite")
"""The kind of store under the service in tests of the API and the pages: `make test` runs a few of them on both."""


@contextmanager
def url_of(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.sqlite'}"
        return
    engine = create_engine(POSTGRESQL)
    schema = f"coach_test_{secrets.token_hex(6)}"
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        engine.dispose()
        reason = f"no PostgreSQL answers at {POSTGRESQL}; start one or set COACH_TEST_POSTGRESQL"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield f"{POSTGRESQL}?options=-csearch_path%3D{schema}"
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema}_jobs CASCADE"))
        engine.dispose()


@contextmanager
def store_of(kind: str, folder: Path, *, settings: Settings | None = None) -> Iterator[Store]:
    """An empty store."""
    with url_of(kind, folder) as url, closing(open_store(url, settings=settings or Settings(), folder=folder)) as store:
        yield store
