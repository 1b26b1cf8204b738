"""The tables brought up to date, and checked: Alembic's migrations in `migrations/`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from coach.errors import StoreError
from coach.store.database import Database

LOCK = 4_242_001
"""The advisory lock of PostgreSQL under which one process at a time migrates."""


def upgrade(database: Database) -> None:
    """Make the tables, or change those of an older version; several processes may call it at once."""
    config = _config()
    with database.reading() as connection:
        if _present(connection) == _wanted(config):
            return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise StoreError(_NEWER) from None


def check(database: Database) -> None:
    """Raise StoreError unless the database answers and its tables are those of this version."""
    with database.reading() as connection:
        present = _present(connection)
    wanted = _wanted(_config())
    if present is None:
        raise StoreError("the store has no tables yet; `coach serve` makes them")
    if present != wanted:
        raise StoreError(f"the store's tables are of another version ({present}, wanted {wanted}); run `coach doctor`")


def revision(database: Database) -> str | None:
    """The last migration that the database has seen."""
    with database.reading() as connection:
        return _present(connection)


def _present(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _wanted(config: Config) -> str | None:
    return ScriptDirectory.from_config(config).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


_NEWER = "the store was made by a newer version of this program; install that version, or restore a backup"
