"""New API keys: the secret is made here and shown once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from coach.store.credentials import new_token, token_hash
from coach.store.database import now
from coach.store.values import ApiKey, Role

if TYPE_CHECKING:
    from coach.store.store import Store

PREFIX = "coach_"
SHOWN = 12
"""How many characters of a key stay readable in lists."""


class IssuedKey(Struct, frozen=True):
    """A key, and the secret of which only the hash is kept."""

    key: ApiKey
    secret: str


def issue_key(
    store: "Store", shop: str, *, name: str, role: Role, scopes: Sequence[str], by: str, days: int | None
) -> IssuedKey:
    """Make a key that `by` asked for, which expires after so many days (None: never), and note it in the audit log."""
    secret = PREFIX + new_token()
    made = store.keys.create(
        shop,
        name=name,
        prefix=secret[:SHOWN],
        hash=token_hash(secret),
        role=role,
        scopes=scopes,
        created_by=by,
        expires_at=now() + timedelta(days=days) if days else None,
    )
    store.audit.note(by, "create_key", made.id, shop=shop)
    return IssuedKey(made, secret)
