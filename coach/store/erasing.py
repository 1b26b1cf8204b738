"""What is to go, removed from all tables in one transaction, from older runs too."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, delete, select, update

from coach.packing import packed, unpacked
from coach.parts import Part
from coach.store.judgement_tables import disputes, verdicts
from coach.store.keeping import touch
from coach.store.result_tables import conversations, counts, exchanges, findings, parts
from coach.store.tables import mentions, messages, orders, pieces


class Removed(Struct, frozen=True):
    """How much went, the buckets it was in, and the imports that had brought it."""

    people: int = 0
    messages: int = 0
    results: int = 0
    buckets: tuple[int, ...] = ()
    imports: tuple[str, ...] = ()


def remove_people(connection: Connection, shop: str, whos: set[str], bought: set[str]) -> Removed:
    """Remove these customers, by their hashes, and these orders."""
    mine = (pieces.c.shop == shop) & pieces.c.who.in_(whos)
    found = connection.execute(select(pieces.c.id, pieces.c.bucket, pieces.c["import"]).where(mine)).all()
    people = (conversations.c.shop == shop) & conversations.c.who.in_(whos)
    touched = {row.bucket for row in found} | _remove_orders(
        connection, (orders.c.shop == shop) & orders.c.id.in_(bought)
    )
    _remove_pieces(connection, shop, [row.id for row in found])
    said = connection.execute(delete(messages).where(messages.c.shop == shop, messages.c.who.in_(whos))).rowcount
    for table in (verdicts, disputes):
        connection.execute(delete(table).where(table.c.shop == shop, table.c.who.in_(whos)))
    results = _remove_results(connection, shop, people)
    touch(connection, shop, touched)
    return Removed(len(whos), said, results, tuple(sorted(touched)), tuple(sorted({row[2] for row in found})))


def remove_before(connection: Connection, shop: str, before: datetime) -> Removed:
    """Remove what was said and ordered before that time; what has no time stays."""
    old = (messages.c.shop == shop) & (messages.c.sent_at < before)
    touched = set(connection.execute(select(messages.c.bucket).where(old).distinct()).scalars())
    touched |= _remove_orders(connection, (orders.c.shop == shop) & (orders.c.created_at < before))
    gone = (pieces.c.shop == shop) & (pieces.c.last_at < before)
    found = connection.execute(select(pieces.c.id, pieces.c.who, pieces.c["import"]).where(gone)).all()
    _remove_pieces(connection, shop, [row.id for row in found])
    said = connection.execute(delete(messages).where(old)).rowcount
    begun = (conversations.c.shop == shop) & (conversations.c.first_at < before)
    results = _remove_results(connection, shop, begun)
    touch(connection, shop, touched)
    people = len({row.who for row in found})
    return Removed(people, said, results, tuple(sorted(touched)), tuple(sorted({row[2] for row in found})))


def _remove_orders(connection: Connection, which: ColumnElement[bool]) -> set[int]:
    """Remove orders; the buckets they were in."""
    gone = connection.execute(delete(orders).where(which).returning(orders.c.bucket)).scalars()
    return {bucket for bucket in gone if bucket is not None}


def _remove_pieces(connection: Connection, shop: str, ids: Sequence[str]) -> None:
    connection.execute(delete(mentions).where(mentions.c.shop == shop, mentions.c.piece.in_(ids)))
    connection.execute(delete(pieces).where(pieces.c.shop == shop, pieces.c.id.in_(ids)))


def _remove_results(connection: Connection, shop: str, which: ColumnElement[bool]) -> int:
    """Remove the results of these conversations, in all runs, and what the parts quote of them; how many rows."""
    chosen = select(conversations.c.run, conversations.c.bucket, conversations.c.person).where(which)
    by_part: dict[tuple[str, int], set[str]] = {}
    for row in connection.execute(chosen):
        by_part.setdefault((row.run, row.bucket), set()).add(row.person)
    removed = 0
    for (run, bucket), people in by_part.items():
        for table in (conversations, exchanges, findings, counts):
            mine = (table.c.shop == shop) & (table.c.run == run) & table.c.person.in_(people)
            removed += connection.execute(delete(table).where(mine)).rowcount
        part = (parts.c.shop == shop) & (parts.c.run == run) & (parts.c.bucket == bucket)
        body = connection.execute(select(parts.c.body).where(part)).scalar()
        if body is not None:
            connection.execute(update(parts).where(part).values(body=packed(_without(unpacked(body, Part), people))))
    return removed


def _without(part: Part, people: Iterable[str]) -> Part:
    """The part with its numbers, but without the words of these people."""
    starts = tuple(f"{person}-" for person in people)
    part.asked = [one for one in part.asked if not one.session.startswith(starts)]
    part.paid = {person: those for person, those in part.paid.items() if person not in people}
    for key, group in part.shown.items():
        part.shown[key] = [one for one in group if not one.opportunity.session.startswith(starts)]
    for chosen in (part.highlights.best, part.highlights.worst):
        for agent in [name for name, one in chosen.items() if one.session.startswith(starts)]:
            del chosen[agent]
    return part
