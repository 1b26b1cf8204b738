"""Partitions: all messages of some customers at a time, over as many processes as wanted.

Conversations of one customer may stand in any file, so they are first spooled into a temporary SQLite file by the hash
of platform, shop and customer. A partition is a slice of those hashes: the unit of memory and of parallel work. Its
size does not depend on the number of processes, so neither does the result.
"""

import gc
import hashlib
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from coach.findings import Order
from coach.merge import is_masked, person_key
from coach.outcomes import folded_name
from coach.transcript import Conversation

PARTITION_MESSAGES = 10_000
"""How many messages a partition holds, roughly; it bounds the memory of a worker."""

QUEUED = 2
"""How many partitions each worker is given at a time: one in work, one that waits."""

Result = TypeVar("Result")


class Partition(Struct, frozen=True):
    """The customers whose hash leaves `index` modulo `of`, in the spool at `spool`."""

    spool: str
    index: int
    of: int


class Spool:
    """Conversations on disk, to be read back customer by customer, with the orders that are theirs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.conversations = 0
        self.messages = 0
        self.unmatched: list[Order] = []
        self.digest = ""

    def fill(self, conversations: Iterable[Conversation], orders: Sequence[Order] = ()) -> None:
        """Write all conversations, one in memory at a time, and each order to the customer it belongs to.

        An order belongs to who mentions its id, else to a namesake of its customer; among several, to the one who had
        come last before it was created. The others are `unmatched`. `digest` is that of all that was written.
        """
        visits = _Visits(orders)
        encoder = msgspec.msgpack.Encoder()
        digest = hashlib.blake2b(digest_size=16)

        def rows() -> Iterator[tuple[int, bytes]]:
            for conversation in conversations:
                self.conversations += 1
                self.messages += len(conversation.messages)
                bucket = _bucket(conversation)
                visits.note(conversation, bucket)
                body = encoder.encode(conversation)
                digest.update(body)
                yield bucket, body

        with without_collecting(), closing(sqlite3.connect(self.path)) as connection:
            connection.execute("CREATE TABLE conversation (bucket INTEGER NOT NULL, body BLOB NOT NULL)")
            connection.execute("CREATE TABLE placed_order (bucket INTEGER NOT NULL, body BLOB NOT NULL)")
            connection.executemany("INSERT INTO conversation VALUES (?, ?)", rows())
            owners = [(visits.owner(order), order) for order in orders]
            digest.update(encoder.encode(owners))
            self.unmatched = [order for bucket, order in owners if bucket is None]
            placed = ((bucket, encoder.encode(order)) for bucket, order in owners if bucket is not None)
            connection.executemany("INSERT INTO placed_order VALUES (?, ?)", placed)
            connection.commit()
        self.digest = digest.hexdigest()

    def partitions(self) -> tuple[Partition, ...]:
        """The partitions that the messages seen ask for, at least one."""
        of = max(1, -(-self.messages // PARTITION_MESSAGES))
        return tuple(Partition(spool=str(self.path), index=index, of=of) for index in range(of))


class _Visits:
    """Who may own an order: the hash and the first time of each conversation that mentions it or has its customer."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self.wanted = {order.id for order in orders}
        self.names = {folded_name(order.customer) for order in orders if order.customer}
        self.by_id: dict[str, list[tuple[datetime, int]]] = {}
        self.by_name: dict[str, list[tuple[datetime, int]]] = {}

    def note(self, conversation: Conversation, bucket: int) -> None:
        """Take in a conversation that may mention orders, or be of somebody who placed one."""
        times = (message.sent_at.replace(tzinfo=None) for message in conversation.messages if message.sent_at)
        visit = (min(times, default=datetime.min), bucket)
        for order in {number for message in conversation.messages for number in message.refs.orders} & self.wanted:
            self.by_id.setdefault(order, []).append(visit)
        name = folded_name(conversation.customer)
        if name in self.names and not is_masked(name):
            self.by_name.setdefault(name, []).append(visit)

    def owner(self, order: Order) -> int | None:
        """The hash of the customer whom the order belongs to, None when nobody comes into question."""
        visits = self.by_id.get(order.id) or self.by_name.get(folded_name(order.customer), [])
        if not visits:
            return None
        return max(visits, key=lambda visit: (visit[0] <= order.created_at, *visit))[1]


def load(partition: Partition) -> tuple[list[Conversation], list[Order]]:
    """The conversations of a partition and the orders of their customers, in the order they were spooled."""
    conversation, order = msgspec.msgpack.Decoder(Conversation), msgspec.msgpack.Decoder(Order)
    with closing(sqlite3.connect(partition.spool)) as connection:
        place = (partition.of, partition.index)
        conversations = connection.execute("SELECT body FROM conversation WHERE bucket % ? = ? ORDER BY rowid", place)
        orders = connection.execute("SELECT body FROM placed_order WHERE bucket % ? = ? ORDER BY rowid", place)
        return [conversation.decode(body) for (body,) in conversations], [order.decode(body) for (body,) in orders]


def warm(ready: Callable[[], object], *, jobs: int | None = None) -> None:
    """Start the worker processes that `run` will use: importing takes each of them seconds, so let it begin early.

    `ready` is called in each; like the work itself it must be picklable.
    """
    others = _other_processes(jobs)
    for _ in range(others):
        _workers(others).submit(ready)


def run(
    partitions: Iterable[Partition], work: Callable[[Partition], Result], *, jobs: int | None = None
) -> Iterator[Result]:
    """The result of `work` for each partition, in order; `jobs` processes (None: one a core) share them.

    This process is one of them. `work` must be picklable: a module-level function, or a partial of one.
    """
    waiting = deque(enumerate(partitions))
    others = _other_processes(jobs)
    if not others or len(waiting) <= 1:
        yield from (work(partition) for _, partition in waiting)
        return
    workers = _workers(others)
    elsewhere: dict[int, Future[Result]] = {}
    results: dict[int, Result] = {}
    given = 0
    while waiting or elsewhere:
        while waiting and len(elsewhere) < QUEUED * others:
            number, partition = waiting.popleft()
            elsewhere[number] = workers.submit(work, partition)
        if waiting:
            number, partition = waiting.popleft()
            results[number] = work(partition)
        else:
            number = min(elsewhere)
            results[number] = elsewhere.pop(number).result()
        for number in [number for number, future in elsewhere.items() if future.done()]:
            results[number] = elsewhere.pop(number).result()
        while given in results:
            yield results.pop(given)
            given += 1


def aside(work: Callable[[], Result], *, jobs: int | None = None) -> Callable[[], Result]:
    """Begin `work` in a worker process and go on; calling what comes back waits for the result.

    With one job there is no other process, and calling it does the work.
    """
    others = _other_processes(jobs)
    return _workers(others).submit(work).result if others else work


def dismiss() -> None:
    """Let the command end soon: worker processes end now, and nobody searches its memory when it goes."""
    from joblib.externals.loky import reusable_executor

    if reusable_executor._executor is not None:
        reusable_executor._executor.shutdown(wait=False, kill_workers=True)
    gc.freeze()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the block run without searches for cyclic garbage, of which frozen values make none."""
    were_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if were_collecting:
            gc.enable()


def _other_processes(jobs: int | None) -> int:
    from joblib import cpu_count

    return (jobs or int(cpu_count())) - 1


def _workers(count: int) -> Executor:
    """The processes of joblib's pool, started once and used again; each has one thread, as they share the cores."""
    from joblib.externals.loky import get_reusable_executor

    pool: Executor = get_reusable_executor(max_workers=count, env={"OMP_NUM_THREADS": "1"})
    return pool


def _bucket(conversation: Conversation) -> int:
    key = "\x1f".join(person_key(conversation)).encode()
    return int.from_bytes(hashlib.blake2b(key, digest_size=6).digest())
