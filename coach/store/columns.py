"""Columns that many tables share, and the one MetaData of all."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, Integer, MetaData, String, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An instant, kept as UTC without an offset and given back with it; times in chats are plain DateTime."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The instant in UTC."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    @property
    def python_type(self) -> type[datetime]:
        """What its values are."""
        return datetime

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """The instant with its offset."""
        return value.replace(tzinfo=UTC) if value else None


def shop_id(**options: Any) -> Column[str]:  # noqa: ANN401 - passed on to Column
    """Whose the row is."""
    return Column("shop", String(32), ForeignKey("shops.id"), nullable=False, **options)


def run_id() -> Column[str]:
    """The run that a result belongs to."""
    return Column("run", String(32), ForeignKey("runs.id"), primary_key=True)


def text(name: str, length: int = 32, **options: Any) -> Column[str]:  # noqa: ANN401
    """A short text, required unless `options` say otherwise."""
    return Column(name, String(length), **{"nullable": False, **options})


def count(name: str, default: int = 0) -> Column[int]:
    """A number that begins at 0."""
    return Column(name, Integer, nullable=False, default=default)
