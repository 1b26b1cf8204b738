"""API keys: hashed, scoped, revocable."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from coach.errors import NotFound
from coach.store.database import Database, new_id, now
from coach.store.tables import api_keys
from coach.store.values import ApiKey, Role

USED_EVERY = timedelta(minutes=1)
"""How exactly it is noted when a key was last used."""


class Keys:
    """The keys of programs; the store sees hashes only."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def create(
        self,
        shop: str,
        *,
        name: str,
        prefix: str,
        hash: str,  # noqa: A002
        role: Role,
        created_by: str,
        scopes: Sequence[str] = (),
        expires_at: datetime | None = None,
    ) -> ApiKey:
        """A new key, by its hash."""
        key = ApiKey(
            id=new_id(),
            shop=shop,
            name=name,
            prefix=prefix,
            role=role,
            scopes=tuple(scopes),
            created_at=now(),
            created_by=created_by,
            expires_at=expires_at,
        )
        row = {field: getattr(key, field) for field in ApiKey.__struct_fields__}
        with self.database.writing() as connection:
            connection.execute(insert(api_keys).values(**row | {"scopes": list(scopes)}, hash=hash))
        return key

    def by_hash(self, hash: str) -> ApiKey | None:  # noqa: A002
        """The key, unless it is revoked or has expired; that it was used is noted."""
        valid = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now())
        chosen = select(api_keys).where(api_keys.c.hash == hash, api_keys.c.revoked_at.is_(None), valid)
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
        if row is None:
            return None
        if row.used_at is None or now() - row.used_at > USED_EVERY:
            with self.database.writing() as connection:
                connection.execute(update(api_keys).where(api_keys.c.id == row.id).values(used_at=now()))
        return _key(row)

    def list(self, shop: str) -> tuple[ApiKey, ...]:
        """All keys of a shop, the newest first, revoked ones too."""
        chosen = select(api_keys).where(api_keys.c.shop == shop).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
        with self.database.reading() as connection:
            return tuple(_key(row) for row in connection.execute(chosen))

    def revoke(self, shop: str, key: str) -> None:
        """The key opens nothing any more; NotFound when the shop has no such key."""
        chosen = update(api_keys).where(api_keys.c.shop == shop, api_keys.c.id == key)
        with self.database.writing() as connection:
            if not connection.execute(chosen.values(revoked_at=now())).rowcount:
                raise NotFound("this shop has no such key; list its keys to see their ids")


def _key(row: Row[Any]) -> ApiKey:
    values = {field: row._mapping[field] for field in ApiKey.__struct_fields__}
    return ApiKey(**values | {"scopes": tuple(row.scopes)})
