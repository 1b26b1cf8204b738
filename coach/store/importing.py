"""An import, step by step; each step may be done twice without harm, so a job that was killed goes on where it was."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from coach import engine
from coach.errors import CoachError, Conflict
from coach.orders import read_orders
from coach.readers import ReadLog, ReadOptions, Roster, read
from coach.readers.items import read_items
from coach.readers.roster import load_roster
from coach.store.database import replace_row
from coach.store.keeping import BUCKETS, keep_bucket, keep_orders, place_orders, redacted
from coach.store.running import Ground, ground
from coach.store.tables import shop_tables
from coach.store.values import Import
from coach.transcript import Conversation

if TYPE_CHECKING:
    from coach.store.store import Store

BROKE_OFF = "the job broke off with an error of the program; its log says more; upload the file again"
TRIES = 20
"""How often a bucket is judged anew when others change it meanwhile."""

PROGRESS_EVERY = 2_000
"""After how many messages read the progress is noted."""


def run_import(store: "Store", import_id: str) -> Import:
    """All steps of an import, one after the other; what becomes of it is noted in it."""
    with marked(store, import_id):
        take_in(store, import_id)
        run = begin_run(store, import_id)
        stale = to_judge(store, import_id, run)
        for done, bucket in enumerate(stale):
            judge(store, import_id, run, bucket, done=done, of=len(stale))
        summarise(store, import_id, run)
    return store.imports.by_id(import_id)


@contextmanager
def marked(store: "Store", import_id: str) -> Iterator[None]:
    """Notes in the import that it is done, or why it failed; an error of the program is noted and goes on."""
    error: str | None = BROKE_OFF
    try:
        yield
        error = None
    except CoachError as problem:
        error = problem.message
    finally:
        if error is None:
            store.imports.finish(import_id)
        else:
            store.imports.fail(import_id, error)


def take_in(store: "Store", import_id: str) -> None:
    """Store what is in the file: conversations bucket by bucket, or a table. The first step."""
    upload = store.imports.by_id(import_id)
    given = ground(store, upload.shop)
    if upload.kind == "chats":
        _take_chats(store, upload, given)
    else:
        _take_table(store, upload, given)
    with store.database.writing() as connection:
        place_orders(connection, upload.shop)


def begin_run(store: "Store", import_id: str) -> str:
    """The run under which results are computed now: its version, models, settings and roster."""
    return ground(store, store.imports.by_id(import_id).shop).run(store.database)


def to_judge(store: "Store", import_id: str, run: str) -> list[int]:
    """The buckets whose results are stale."""
    from coach.store.staleness import stale_buckets

    shop = store.imports.by_id(import_id).shop
    plan = ground(store, shop).plan
    with store.database.reading() as connection:
        stale = stale_buckets(connection, shop, run, plan)
    store.imports.advance(import_id, "judge", 0, len(stale))
    return stale


def judge(store: "Store", import_id: str, run: str, bucket: int, *, done: int, of: int) -> None:
    """Replace the results of a bucket, after `done` of `of` others."""
    store.imports.advance(import_id, "judge", done, of)
    rejudge(store, store.imports.by_id(import_id).shop, run, [bucket])


def rejudge(store: "Store", shop: str, run: str, numbers: Iterable[int]) -> None:
    """Replace the results of some buckets; when others change one meanwhile, once more."""
    from coach.store.judging import judge_bucket

    plan = ground(store, shop).plan
    for number in numbers:
        for attempt in range(TRIES):
            try:
                judge_bucket(store.database, shop=shop, run=run, bucket=number, plan=plan)
                break
            except Conflict:
                if attempt + 1 == TRIES:
                    raise


def summarise(store: "Store", import_id: str, run: str) -> None:
    """Add up the shop's results, and show this run's from now on. The last step."""
    from coach.store.summing import keep_summary

    upload = store.imports.by_id(import_id)
    store.imports.advance(import_id, "summary", 0, 1)
    keep_summary(store, upload.shop, run)


def _take_chats(store: "Store", upload: Import, given: Ground) -> None:
    """Read the upload into a spool beside it, once, and store each bucket in a transaction of its own."""
    spool = store.imports.work_folder(upload.id) / "spool.sqlite"
    if not spool.exists():
        _read(store, upload, given, spool)
    store.imports.advance(upload.id, "store", 0, BUCKETS)
    for number in range(BUCKETS):
        conversations, _ = engine.load(engine.Partition(spool=str(spool), index=number, of=BUCKETS))
        if conversations:
            with store.database.writing() as connection:
                keep_bucket(
                    connection,
                    shop=upload.shop,
                    import_id=upload.id,
                    bucket=number,
                    conversations=conversations,
                    zone=given.plan.settings.read.zone,
                )


def _read(store: "Store", upload: Import, given: Ground, spool: Path) -> None:
    """Fill the spool; it gets its name when it is whole."""
    log = ReadLog()
    part = spool.with_name("reading.sqlite")
    part.unlink(missing_ok=True)
    key = None if given.plan.settings.privacy.keep_personal_data else given.plan.key
    filled = engine.Spool(part)
    said = read([store.imports.path(upload.id)], options=_options(upload, given), log=log)
    filled.fill(_clean(_told(said, store, upload.id), key))
    store.imports.note_log(upload.id, log)
    store.imports.advance(upload.id, "read", conversations=filled.conversations, messages=filled.messages)
    part.replace(spool)


def _told(conversations: Iterable[Conversation], store: "Store", import_id: str) -> Iterator[Conversation]:
    """The conversations; how many messages they hold is noted from time to time."""
    done = noted = 0
    store.imports.advance(import_id, "read", 0)
    for conversation in conversations:
        done += len(conversation.messages)
        if done - noted >= PROGRESS_EVERY:
            store.imports.advance(import_id, "read", done)
            noted = done
        yield conversation


def _clean(conversations: Iterable[Conversation], key: bytes | None) -> Iterable[Conversation]:
    return conversations if key is None else (redacted(one, key=key) for one in conversations)


def _options(upload: Import, given: Ground) -> ReadOptions:
    told, settings = upload.options, given.plan.settings.read
    return ReadOptions(
        format=told.format,
        encoding=told.encoding,
        zone=told.zone,
        roster=Roster.of_names(told.agents) | given.plan.roster,
        settings=settings,
    )


def _take_table(store: "Store", upload: Import, given: Ground) -> None:
    file, log = store.imports.path(upload.id), ReadLog()
    settings = given.plan.settings
    key = None if settings.privacy.keep_personal_data else given.plan.key
    if upload.kind == "orders":
        options = ReadOptions(encoding=upload.options.encoding, zone=upload.options.zone, settings=settings.read)
        found = read_orders(file, log=log, options=options, no_sale=settings.metrics.excluded_statuses)
        with store.database.writing() as connection:
            keep_orders(connection, shop=upload.shop, import_id=upload.id, found=found, key=key)
        store.imports.note_log(upload.id, log)
        return
    encoding = upload.options.encoding
    table: object = (
        load_roster(file, encoding=encoding, settings=settings.read)
        if upload.kind == "roster"
        else read_items(file, encoding=encoding, settings=settings.read)
    )
    with store.database.writing() as connection:
        row = {"shop": upload.shop, "kind": upload.kind, "body": msgspec.msgpack.encode(table)}
        replace_row(connection, shop_tables, row)
