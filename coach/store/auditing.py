"""The audit log: who did what, and when; nothing in it is ever changed."""

from collections.abc import Mapping

from sqlalchemy import insert, select

from coach.store.database import Database, now
from coach.store.paging import Order, page
from coach.store.tables import audit
from coach.store.values import AuditEntry, Page, Paging

_ORDER = Order(columns={"at": audit.c.at}, key=audit.c.id, default="-at")


class Audit:
    """What was done; `detail` must hold no personal data."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def note(
        self,
        actor: str,
        action: str,
        subject: str,
        *,
        shop: str | None = None,
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Write down an act."""
        row = {"shop": shop, "at": now(), "actor": actor[:200], "action": action, "subject": subject[:200]}
        with self.database.writing() as connection:
            connection.execute(insert(audit).values(**row, detail=dict(detail or {})))

    def list(self, shop: str, paging: Paging) -> Page[AuditEntry]:
        """The acts in a shop, the newest first."""
        with self.database.reading() as connection:
            rows, following = page(connection, select(audit).where(audit.c.shop == shop), paging, _ORDER)
        fields = AuditEntry.__struct_fields__
        return Page(tuple(AuditEntry(**{name: row._mapping[name] for name in fields}) for row in rows), following)
