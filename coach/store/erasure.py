"""One customer's data exported or erased, and what is older than a shop keeps."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Connection, Select, Table, select

from coach.errors import Conflict, NotFound
from coach.findings import Case
from coach.outcomes import folded_name
from coach.packing import unpacked
from coach.store.chats import conversation_value, of_run
from coach.store.erasing import Removed, remove_before, remove_people
from coach.store.importing import rejudge
from coach.store.judgement_tables import disputes, verdicts
from coach.store.keeping import redacted_name
from coach.store.result_tables import conversations
from coach.store.running import ground
from coach.store.summing import keep_summary
from coach.store.tables import imports, orders, pieces
from coach.store.values import ConversationRow, Erased
from coach.store.verdict_rows import dispute_value, verdict_value

if TYPE_CHECKING:
    from coach.store.store import Store


class Erasure:
    """What people may ask a shop for: their data, or that it goes. Backups made before keep it."""

    def __init__(self, store: "Store") -> None:
        self.store = store
        self.database = store.database

    def people(self, shop: str, customer: str) -> tuple[ConversationRow, ...]:
        """The conversations of the customer of exactly this name; a redacted name may be given unredacted."""
        return tuple(map(conversation_value, self._rows(shop, customer)))

    def export(self, shop: str, customer: str) -> bytes:
        """All that is kept of the customer, as JSON: cases with messages, labels and orders; verdicts; disputes."""
        rows = self._rows(shop, customer)
        if not rows:
            raise NotFound("this shop has no conversation with a customer of this name; write it as the chats do")
        whos = {row.who for row in rows}
        with self.database.reading() as connection:
            said = [verdict_value(row) for row in connection.execute(_about(verdicts, shop, whos))]
            disputed = [dispute_value(row) for row in connection.execute(_about(disputes, shop, whos))]
        cases = [unpacked(row.body, Case) for row in rows]
        whole = {"customer": customer, "conversations": cases, "verdicts": said, "disputes": disputed}
        return msgspec.json.format(msgspec.json.encode(whole), indent=2)

    def erase(self, shop: str, customer: str) -> Erased:
        """Remove all that is kept of the customer, from every run and upload; the shop's results are computed again.

        Raises Conflict while an import is running, which could bring it back.
        """
        rows = self._rows(shop, customer)
        with self.database.writing() as connection:
            self._check_idle(connection, shop)
            whos = {row.who for row in rows} | self._pieces_of(connection, shop, customer)
            if not whos:
                raise NotFound("this shop has no conversation with a customer of this name; write it as the chats do")
            bought = {order.id for row in rows for order in unpacked(row.body, Case).orders}
            erased = remove_people(connection, shop, whos, bought | self._orders_of(connection, shop, customer))
        return self._settle(shop, erased)

    def expire(self, shop: str, *, today: date | None = None) -> Erased:
        """Remove what was said, ordered and concluded before the shop's retention; nothing when it keeps everything."""
        days = self.store.shops.get(shop).retention_days
        if days is None:
            return Erased(0, 0, 0, 0)
        before = datetime.combine((today or date.today()) - timedelta(days=days), time())
        with self.database.writing() as connection:
            self._check_idle(connection, shop)
            erased = remove_before(connection, shop, before)
        return self._settle(shop, erased) if erased.buckets or erased.results else Erased(0, 0, 0, 0)

    def _rows(self, shop: str, customer: str) -> list[Any]:
        """The conversations of the customer in the run that is shown."""
        key = ground(self.store, shop).plan.key
        names = {customer, redacted_name(customer, key=key)}
        chosen = of_run(select(conversations), conversations, shop, None).where(conversations.c.customer.in_(names))
        with self.database.reading() as connection:
            return list(connection.execute(chosen.order_by(conversations.c.person)))

    def _pieces_of(self, connection: Connection, shop: str, customer: str) -> set[str]:
        """The hashes of the customer, also where nothing was judged."""
        chosen = select(pieces.c.who).where(pieces.c.shop == shop, pieces.c.name.in_(self._names(shop, customer)))
        return set(connection.execute(chosen).scalars())

    def _orders_of(self, connection: Connection, shop: str, customer: str) -> set[str]:
        chosen = select(orders.c.id).where(orders.c.shop == shop, orders.c.name.in_(self._names(shop, customer)))
        return set(connection.execute(chosen).scalars())

    def _names(self, shop: str, customer: str) -> set[str]:
        key = ground(self.store, shop).plan.key
        return {folded_name(customer), folded_name(redacted_name(customer, key=key))} - {""}

    def _check_idle(self, connection: Connection, shop: str) -> None:
        busy = select(imports.c.id).where(imports.c.shop == shop, imports.c.status.in_(("waiting", "running")))
        if connection.execute(busy.limit(1)).first() is not None:
            raise Conflict("an import of this shop is running; try again when it is done")

    def _settle(self, shop: str, erased: Removed) -> Erased:
        """Delete uploads that hold what was removed, judge what is left, and add up again."""
        files = 0
        for import_id in erased.imports:
            files += self.store.imports.work_folder(import_id).exists()
            self.store.imports.clear(import_id, all_of_it=True)
        current = self.store.shops.get(shop).run
        if current is not None:
            rejudge(self.store, shop, current, erased.buckets)
        for run in self.store.results.runs(shop):
            if run.id == current or self.store.results.analysis(shop, run=run.id) is not None:
                keep_summary(self.store, shop, run.id, show=False)
        return Erased(erased.people, erased.messages, erased.results, files)


def _about(table: Table, shop: str, whos: set[str]) -> Select[Any]:
    return select(table).where(table.c.shop == shop, table.c.who.in_(whos)).order_by(table.c.at, table.c.id)
