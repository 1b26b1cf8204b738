"""The database under the store: SQLite in WAL mode or PostgreSQL, read and written in short transactions."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from coach.errors import StoreError

BUSY_S = 60
"""How long a writer of SQLite waits for another one."""

Row = Mapping[str, Any]


class Database:
    """An engine and its two kinds of transactions; an error of the connection is a StoreError."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = self.engine.execution_options(writes=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, on one state of the database."""
        with _told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept whole, or after an error not at all."""
        with _told(), self._writer.begin() as connection:
            yield connection

    def url(self) -> str:
        """The database's URL, with its password."""
        return self.engine.url.render_as_string(hide_password=False)

    def schema(self) -> str:
        """The schema of PostgreSQL that the tables are in."""
        with self.reading() as connection:
            return str(connection.execute(text("SELECT current_schema()")).scalar_one())

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def insert_new(connection: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert the rows whose keys are not there yet; how many those were."""
    if not rows:
        return 0
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing()
    return connection.execute(statement, list(rows), execution_options={"preserve_rowcount": True}).rowcount


def replace_row(connection: Connection, table: Table, row: Row) -> None:
    """Insert the row, or overwrite the one with its primary key."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    rest = {name: value for name, value in row.items() if name not in keys}
    connection.execute(insert(table).values(**row).on_conflict_do_update(index_elements=keys, set_=rest))


def new_id() -> str:
    """A new id: 20 random hexadecimal digits."""
    return secrets.token_hex(10)


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the connection as one that says what to do."""
    try:
        yield
    except OperationalError as problem:
        cause = str(problem.orig).strip().splitlines()[0]
        raise StoreError(f"the store's database cannot be used: {cause}; run `coach doctor`") from None


def _engine(url: str) -> Engine:
    """The engine of a URL; parameters, which may be what a customer wrote, stay out of its errors."""
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(
                f"a store cannot be on {parsed.drivername}; write sqlite:///FILE or postgresql://HOST/NAME"
            )
        if parsed.get_backend_name() == "sqlite":
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError):
        raise StoreError("the store's URL cannot be; write sqlite:///FILE or postgresql://HOST/NAME") from None
    except OSError as problem:
        raise StoreError(f"the store's folder cannot be made: {problem.strerror}; set COACH_STORE") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, record: object) -> None:  # noqa: ANN401, ARG001 - as SQLAlchemy calls it
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_S * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes its place at once: one that begins as a reader could not become one behind another writer."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
