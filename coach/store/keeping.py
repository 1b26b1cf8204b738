"""What was said, in the store: pieces of conversations by bucket, each message once; orders beside their customers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, FromClause, bindparam, delete, func, select, update

from coach.errors import Conflict
from coach.findings import Order
from coach.merge import clock, is_masked, person_key, wall_clock
from coach.outcomes import folded_name
from coach.privacy import redact, redact_text
from coach.store.database import insert_new
from coach.store.encoding import naive, plain
from coach.store.tables import buckets, imports, mentions, messages, orders, pieces, stored_buckets
from coach.transcript import Conversation, Message, Source

BUCKETS = 64
"""In how many parts the customers of a shop are kept; what a part holds is judged and replaced together."""

_encode = msgspec.msgpack.encode


class Piece(Struct, frozen=True):
    """A conversation as a file has it, with the ids and sources of its messages in place of them."""

    conversation: Conversation
    messages: tuple[tuple[str, Source], ...]


def who(platform: str, shop: str, customer: str) -> str:
    """The customer of conversations, as a hash of platform, the shop as they name it, and name."""
    key = "\x1f".join((platform, shop, customer))
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def redacted(conversation: Conversation, *, key: bytes) -> Conversation:
    """The conversation without personal data; a customer whose name is some, such as a phone number, stays one."""
    clean = redact(conversation, key=key)
    return msgspec.structs.replace(clean, customer=redacted_name(conversation.customer, key=key))


def redacted_name(name: str, *, key: bytes) -> str:
    """The name without personal data; equal names stay equal, and different ones different."""
    text, hashes = redact_text(name, key=key)
    return " ".join([text, *(one.rpartition(":")[2][:8] for one in hashes)])


def keep_bucket(
    connection: Connection,
    *,
    shop: str,
    import_id: str,
    bucket: int,
    conversations: Sequence[Conversation],
    zone: str,
) -> None:
    """Store an import's conversations of one bucket, once; a message that is there already stays as it is."""
    mark = {"import": import_id, "bucket": bucket, "new_messages": 0}
    if not insert_new(connection, stored_buckets, [mark]):
        return
    rows = [
        _piece(conversation, shop=shop, import_id=import_id, bucket=bucket, number=number, zone=zone)
        for number, conversation in enumerate(conversations)
    ]
    new = insert_new(connection, messages, [row for one in conversations for row in _messages(one, shop, bucket, zone)])
    insert_new(connection, pieces, rows)
    named = [
        {"shop": shop, "order_id": plain(order, 100), "piece": row["id"]}
        for row, conversation in zip(rows, conversations, strict=True)
        for order in sorted({order for message in conversation.messages for order in message.refs.orders})
    ]
    insert_new(connection, mentions, named)
    done = (stored_buckets.c["import"] == import_id) & (stored_buckets.c.bucket == bucket)
    connection.execute(update(stored_buckets).where(done).values(new_messages=new))
    touch(connection, shop, [bucket])


def touch(connection: Connection, shop: str, changed: Iterable[int]) -> None:
    """Note that what is in these buckets is not what it was: their results are stale."""
    numbers = sorted(set(changed))
    insert_new(connection, buckets, [{"shop": shop, "bucket": number, "version": 0} for number in numbers])
    chosen = update(buckets).where(buckets.c.shop == shop, buckets.c.bucket.in_(numbers))
    connection.execute(chosen.values(version=buckets.c.version + 1))


def claim(connection: Connection, shop: str, bucket: int, version: int) -> None:
    """Hold the bucket for this transaction; Conflict when it has changed since `version`."""
    held = update(buckets).where(buckets.c.shop == shop, buckets.c.bucket == bucket, buckets.c.version == version)
    if not connection.execute(held.values(version=version)).rowcount:
        raise Conflict("what is in the bucket has changed meanwhile; judge it again")


def kept(connection: Connection, shop: str, bucket: int) -> tuple[list[Conversation], list[Order]]:
    """The conversations of a bucket, as their files had them, and the orders of its customers."""
    of_bucket = (messages.c.shop == shop) & (messages.c.bucket == bucket)
    read = msgspec.msgpack.Decoder(Message).decode
    bodies = connection.execute(select(messages.c.who, messages.c.id, messages.c.body).where(of_bucket))
    known = {(row.who, row.id): read(row.body) for row in bodies}
    chosen = select(pieces.c.who, pieces.c.body).join(imports, imports.c.id == pieces.c["import"])
    chosen = chosen.where(pieces.c.shop == shop, pieces.c.bucket == bucket)
    found = connection.execute(chosen.order_by(imports.c.created_at, imports.c.id, pieces.c.number))
    whole = [_conversation(row, known) for row in found]
    placed = select(orders.c.body).where(orders.c.shop == shop, orders.c.bucket == bucket)
    mine = connection.execute(placed.order_by(orders.c.number, orders.c.id)).scalars()
    return [one for one in whole if one.messages], [msgspec.msgpack.decode(body, type=Order) for body in mine]


def keep_orders(
    connection: Connection, *, shop: str, import_id: str, found: Sequence[Order], key: bytes | None
) -> None:
    """Store orders, a later export's in place of an earlier one's; `key` redacts the customers' names."""
    ids = [plain(order.id, 100) for order in found]
    gone = delete(orders).where(orders.c.shop == shop, orders.c.id.in_(ids)).returning(orders.c.bucket)
    touched = {bucket for bucket in connection.execute(gone).scalars() if bucket is not None}
    clean = [
        msgspec.structs.replace(order, customer=redacted_name(order.customer, key=key)) if key else order
        for order in found
    ]
    rows = [_order(order, shop=shop, import_id=import_id, number=number) for number, order in enumerate(clean)]
    insert_new(connection, orders, rows)
    touch(connection, shop, touched)


def place_orders(connection: Connection, shop: str) -> None:
    """Give each order to the bucket of its customer, as `engine.Spool` does: who mentions it, else a namesake.

    Among several, the one who had come last before it was created. A bucket that gets or loses one is touched.
    """
    by_id = (mentions.c.shop == orders.c.shop) & (mentions.c.order_id == orders.c.id)
    by_name = (pieces.c.shop == orders.c.shop) & (pieces.c.name == orders.c.name) & (orders.c.name != "")
    owners = _owners(connection, shop, orders.join(pieces, by_name))
    owners |= _owners(connection, shop, orders.join(mentions, by_id).join(pieces, mentions.c.piece == pieces.c.id))
    present = connection.execute(select(orders.c.id, orders.c.bucket).where(orders.c.shop == shop)).all()
    moved = [(row.id, row.bucket, owners.get(row.id)) for row in present if row.bucket != owners.get(row.id)]
    if moved:
        one = (orders.c.shop == shop) & (orders.c.id == bindparam("which"))
        connection.execute(update(orders).where(one), [{"which": id_, "bucket": new} for id_, _, new in moved])
    touch(connection, shop, {bucket for _, *both in moved for bucket in both if bucket is not None})


def unmatched_orders(connection: Connection, shop: str) -> list[Order]:
    """The orders of which nobody knows whose they are, in the order of their file."""
    chosen = select(orders.c.body).where(orders.c.shop == shop, orders.c.bucket.is_(None))
    bodies = connection.execute(chosen.order_by(orders.c.number, orders.c.id)).scalars()
    return [msgspec.msgpack.decode(body, type=Order) for body in bodies]


def seen_until(connection: Connection, shop: str) -> datetime | None:
    """The latest time in all chats and orders of the shop."""
    said = connection.execute(select(func.max(pieces.c.last_at)).where(pieces.c.shop == shop)).scalar()
    latest = select(func.max(orders.c.created_at), func.max(orders.c.paid_at)).where(orders.c.shop == shop)
    return max(filter(None, (said, *connection.execute(latest).one())), default=None)


def _owners(connection: Connection, shop: str, candidates: FromClause) -> dict[str, int]:
    """The bucket of each order of the shop that has candidates: of the one who came last before it, else last."""
    at = func.coalesce(pieces.c.first_at, datetime(1, 1, 1), type_=pieces.c.first_at.type)
    best_first = ((at <= orders.c.created_at).desc(), at.desc(), pieces.c.bucket.desc())
    rank = func.row_number().over(partition_by=orders.c.id, order_by=best_first).label("rank")
    ranked = select(orders.c.id, pieces.c.bucket, rank).select_from(candidates).where(orders.c.shop == shop).subquery()
    found = connection.execute(select(ranked.c.id, ranked.c.bucket).where(ranked.c.rank == 1))
    return {row.id: row.bucket for row in found}


def _piece(
    conversation: Conversation, *, shop: str, import_id: str, bucket: int, number: int, zone: str
) -> dict[str, Any]:
    times = [message.sent_at for message in conversation.messages if message.sent_at]
    body = Piece(
        conversation=msgspec.structs.replace(conversation, messages=()),
        messages=tuple((message.id, message.source) for message in conversation.messages),
    )
    name = folded_name(conversation.customer)
    return {
        "id": f"{import_id}-{bucket}-{number}",
        "shop": shop,
        "bucket": bucket,
        "import": import_id,
        "number": number,
        "who": who(*person_key(conversation)),
        "name": "" if is_masked(name) else plain(name, 400),
        "first_at": min(map(naive, times), default=None),  # type: ignore[type-var]
        "last_at": max((wall_clock(at, clock(zone)) for at in times), default=None),
        "body": _encode(body),
    }


def _messages(conversation: Conversation, shop: str, bucket: int, zone: str) -> Iterable[dict[str, Any]]:
    person, shop_clock = who(*person_key(conversation)), clock(zone)
    for message in conversation.messages:
        at = wall_clock(message.sent_at, shop_clock) if message.sent_at else None
        row = {"shop": shop, "who": person, "id": message.id, "bucket": bucket, "sent_at": at}
        yield row | {"body": _encode(message)}


def _conversation(row: Any, known: dict[tuple[str, str], Message]) -> Conversation:  # noqa: ANN401 - a row
    """The conversation of a row, as its file had it."""
    piece = msgspec.msgpack.decode(row.body, type=Piece)
    found = ((known.get((row.who, number)), source) for number, source in piece.messages)
    said = tuple(
        message if message.source == source else msgspec.structs.replace(message, source=source)
        for message, source in found
        if message is not None
    )
    return msgspec.structs.replace(piece.conversation, messages=said)


def _order(order: Order, *, shop: str, import_id: str, number: int) -> dict[str, Any]:
    name = folded_name(order.customer)
    return {
        "shop": shop,
        "id": plain(order.id, 100),
        "import": import_id,
        "number": number,
        "name": "" if is_masked(name) else plain(name, 400),
        "created_at": order.created_at,
        "paid_at": order.paid_at,
        "bucket": None,
        "body": _encode(order),
    }
