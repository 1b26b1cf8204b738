"""Shops: names, settings, the tables that go with their chats."""

import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from coach.errors import Conflict, NotFound, SettingsError
from coach.readers import Roster
from coach.settings import Settings, load_settings
from coach.store.database import Database, new_id, now
from coach.store.tables import shop_tables, shops
from coach.store.values import Shop

KEEP = -1
"""As `retention_days`: as it is."""


class Shops:
    """The shops of a store."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def create(self, name: str, *, settings: Mapping[str, Mapping[str, Any]] | None = None) -> Shop:
        """A new shop; Conflict when the name is taken."""
        checked = _checked(settings or {})
        shop = {"id": new_id(), "name": name, "created_at": now(), "settings": checked, "key": secrets.token_bytes(32)}
        try:
            with self.database.writing() as connection:
                connection.execute(insert(shops).values(**shop))
        except IntegrityError:
            raise Conflict(f"there is a shop called {name!r} already; choose another name") from None
        return self.get(str(shop["id"]))

    def get(self, shop: str) -> Shop:
        """The shop; NotFound when there is none."""
        with self.database.reading() as connection:
            row = connection.execute(select(shops).where(shops.c.id == shop)).first()
        if row is None:
            raise NotFound("there is no such shop; list the shops to see their ids")
        return _shop(row)

    def by_name(self, name: str) -> Shop:
        """The shop of that name; NotFound lists the names there are."""
        found = {shop.name: shop for shop in self.list()}
        if name not in found:
            raise NotFound(
                f"there is no shop called {name!r}; choose one of: {', '.join(sorted(found)) or '(none yet)'}"
            )
        return found[name]

    def list(self) -> tuple[Shop, ...]:
        """All shops by name."""
        with self.database.reading() as connection:
            return tuple(_shop(row) for row in connection.execute(select(shops).order_by(shops.c.name)))

    def configure(
        self, shop: str, *, settings: Mapping[str, Mapping[str, Any]] | None = None, retention_days: int | None = KEEP
    ) -> Shop:
        """Change settings (all sections at once) or retention; SettingsError for what cannot be."""
        if retention_days is not None and retention_days < KEEP:
            raise SettingsError("retention_days cannot be negative; leave it empty to keep everything")
        values: dict[str, Any] = {} if settings is None else {"settings": _checked(settings)}
        if retention_days != KEEP:
            values["retention_days"] = retention_days
        self.get(shop)
        if values:
            with self.database.writing() as connection:
                connection.execute(update(shops).where(shops.c.id == shop).values(**values))
        return self.get(shop)

    def key(self, shop: str) -> bytes:
        """The key of the hashes of the shop's redacted data."""
        with self.database.reading() as connection:
            return bytes(connection.execute(select(shops.c.key).where(shops.c.id == shop)).scalar_one())

    def roster(self, shop: str) -> Roster:
        """Who is behind which account, as last uploaded."""
        body = self._table(shop, "roster")
        return msgspec.msgpack.decode(body, type=Roster) if body else Roster()

    def item_titles(self, shop: str) -> dict[str, str]:
        """Item id to title, as last uploaded."""
        body = self._table(shop, "items")
        return msgspec.msgpack.decode(body, type=dict[str, str]) if body else {}

    def _table(self, shop: str, kind: str) -> bytes | None:
        chosen = select(shop_tables.c.body).where(shop_tables.c.shop == shop, shop_tables.c.kind == kind)
        with self.database.reading() as connection:
            return connection.execute(chosen).scalar()


def shop_settings(shop: Shop, base: Settings) -> Settings:
    """The settings that hold for a shop: the store's, with the shop's own before them; not where the store is."""
    plain: dict[str, dict[str, Any]] = msgspec.to_builtins(base)
    del plain["store"], plain["service"]
    for section, values in shop.settings.items():
        plain.setdefault(section, {}).update(values)
    return msgspec.convert(plain, Settings)


def _checked(settings: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The settings as plain values, if they can be."""
    if {"store", "service", "types"} & settings.keys():
        raise SettingsError(
            "a shop cannot have [store], [service] or [types] settings of its own; write them into coach.toml"
        )
    plain = {section: dict(values) for section, values in settings.items()}
    load_settings(environment={}, arguments=plain)
    return plain


def _shop(row: Row[Any]) -> Shop:
    return Shop(
        id=row.id,
        name=row.name,
        created_at=row.created_at,
        settings=row.settings,
        retention_days=row.retention_days,
        run=row.run,
    )
