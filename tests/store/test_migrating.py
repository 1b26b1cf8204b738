"""The migrations make the tables that the code means, on both databases, and are seen when they are missing."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from coach.errors import StoreError
from coach.settings import Settings
from coach.store.columns import metadata
from coach.store.migrating import upgrade
from coach.store.store import Store, open_store


def test_migrations_and_tables_agree(store: Store) -> None:
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(store: Store) -> None:
    shop = store.shops.create("one")
    upgrade(store.database)
    store.ready()
    assert store.shops.list() == (shop,)


def test_a_store_of_a_newer_version_is_refused(store: Store) -> None:
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="another version"):
        store.ready()
    with pytest.raises(StoreError, match="newer version"):
        upgrade(store.database)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense", "sqlite:////dev/null/x/store.sqlite"])
def test_a_url_that_cannot_be_is_told(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        open_store(url, settings=Settings(), folder=tmp_path)


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used") as told:
        open_store("postgresql://mei:secret@127.0.0.1:1/x", settings=Settings(), folder=tmp_path)
    assert "secret" not in told.value.message
