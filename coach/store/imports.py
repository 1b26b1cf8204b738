"""Uploads: received as files, known by their bytes, taken in by a job."""

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, and_, func, select, update

from coach.errors import Conflict, NotFound, StoreError, TooLarge
from coach.packing import packed, unpacked
from coach.readers import Notice, ReadLog, Skipped
from coach.settings import StoreSettings
from coach.store.database import Database, insert_new, new_id, now
from coach.store.encoding import plain
from coach.store.paging import Order, page
from coach.store.tables import idempotency_keys, imports, stored_buckets
from coach.store.values import Import, ImportKind, ImportOptions, ImportStatus, Page, Paging

MEGABYTE = 1_000_000
LISTED_SKIPPED = 200
"""How many skipped lines an import lists; the others are counted."""

_ORDER = Order(
    columns={"created_at": imports.c.created_at, "name": imports.c.name}, key=imports.c.id, default="-created_at"
)
_IS_OPEN = imports.c.status.in_(("waiting", "running"))
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


class Log(Struct, frozen=True):
    """What reading a file said: lines left out, how many of them by file, and notices."""

    skipped: tuple[Skipped, ...] = ()
    counts: dict[str, int] = {}
    notices: tuple[Notice, ...] = ()


class Imports:
    """The uploads of all shops; each lies in a folder of its own until it is imported."""

    def __init__(self, database: Database, *, folder: Path, settings: StoreSettings) -> None:
        self.database = database
        self.folder = folder
        self.settings = settings

    def receive(
        self,
        shop: str,
        chunks: Iterable[bytes],
        *,
        name: str,
        by: str,
        kind: ImportKind = "chats",
        options: ImportOptions | None = None,
        max_bytes: int | None = None,
        idempotency_key: str | None = None,
    ) -> tuple[Import, bool]:
        """Write the bytes to disk as they come; the import, and whether there is a job to do.

        The same bytes give the import there is already; one that failed is to be tried again. Raises TooLarge, and
        Conflict for an idempotency key that came with other bytes.
        """
        number = new_id()
        size, digest = self._write(number, chunks, name, max_bytes or self.settings.max_upload_mb * MEGABYTE)
        given = {
            "name": plain(name, 400),
            "size": size,
            "created_by": by,
            "options": packed(options or ImportOptions()),
        }
        try:
            self._check_key(shop, idempotency_key, digest)
            found, new = self._noted(number, {"shop": shop, "kind": kind, "sha256": digest}, given)
            self._remember(shop, idempotency_key, found.id)
            if new and found.id != number:
                self._move(number, found.id)
        finally:
            if self._gone(number):
                shutil.rmtree(self.folder / number, ignore_errors=True)
        return found, new

    def get(self, shop: str, import_id: str) -> Import:
        """The import; NotFound when the shop has no such one."""
        return self._one(select(imports).where(imports.c.shop == shop, imports.c.id == import_id))

    def by_id(self, import_id: str) -> Import:
        """The import of a job, whatever its shop."""
        return self._one(select(imports).where(imports.c.id == import_id))

    def by_key(self, shop: str, idempotency_key: str) -> Import | None:
        """The import that came with an idempotency key."""
        chosen = select(imports).join(idempotency_keys, idempotency_keys.c["import"] == imports.c.id)
        with self.database.reading() as connection:
            row = connection.execute(
                chosen.where(idempotency_keys.c.shop == shop, idempotency_keys.c.key == idempotency_key)
            ).first()
        return self._full(row) if row else None

    def list(
        self, shop: str, paging: Paging, *, kind: ImportKind | None = None, status: ImportStatus | None = None
    ) -> Page[Import]:
        """The imports of a shop, the newest first."""
        chosen = select(imports).where(imports.c.shop == shop)
        chosen = chosen.where(imports.c.kind == kind) if kind else chosen
        chosen = chosen.where(imports.c.status == status) if status else chosen
        with self.database.reading() as connection:
            rows, following = page(connection, chosen, paging, _ORDER)
        return Page(tuple(map(self._full, rows)), following)

    def waiting(self, *, older_than: timedelta) -> tuple[Import, ...]:
        """What was received longer ago than this, in any shop, and is not begun."""
        chosen = select(imports).where(imports.c.status == "waiting", imports.c.created_at < now() - older_than)
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(imports.c.created_at)).all()
        return tuple(map(self._full, rows))

    def running(self) -> tuple[Import, ...]:
        """What is being taken in, in any shop."""
        with self.database.reading() as connection:
            rows = connection.execute(select(imports).where(imports.c.status == "running")).all()
        return tuple(map(self._full, rows))

    def path(self, import_id: str) -> Path:
        """The uploaded file; NotFound when it is gone."""
        kept = self.folder / import_id / "upload"
        files = sorted(kept.iterdir()) if kept.is_dir() else []
        if not files:
            raise NotFound("the uploaded file is gone; upload it again")
        return files[0]

    def work_folder(self, import_id: str) -> Path:
        """The folder of the import's job."""
        return self.folder / import_id

    def attempt(self, import_id: str) -> int:
        """How often the import was begun anew: a job's name holds it."""
        with self.database.reading() as connection:
            return int(connection.execute(select(imports.c.attempt).where(imports.c.id == import_id)).scalar_one())

    def advance(self, import_id: str, stage: str, done: int = 0, of: int | None = None, **values: object) -> None:
        """Note how far the job is; a second execution of a job that has ended changes nothing."""
        self._set(import_id, _IS_OPEN, status="running", stage=stage, done=done, of=of, **values)

    def note_log(self, import_id: str, log: ReadLog) -> None:
        """Keep what reading the file said."""
        kept = Log(tuple(log.skipped), dict(log.counts), tuple(log.notices))
        self._set(import_id, log=packed(kept), skipped_count=sum(log.counts.values()))

    def finish(self, import_id: str) -> None:
        """The job is done; the upload is deleted unless the settings keep it."""
        self._set(import_id, status="done", finished_at=now(), error=None, done=imports.c.of)
        self.clear(import_id)

    def fail(self, import_id: str, error: str) -> None:
        """The job cannot be done, and why; nothing of the upload is kept. What is done already stays done."""
        if self._set(import_id, _IS_OPEN, status="failed", finished_at=now(), error=error):
            self.clear(import_id, all_of_it=True)

    def clear(self, import_id: str, *, all_of_it: bool = False) -> None:
        """Delete the job's files, and the upload unless it is to be kept."""
        if all_of_it or not self.settings.keep_uploads:
            shutil.rmtree(self.folder / import_id, ignore_errors=True)
            return
        for file in (self.folder / import_id).glob("spool.sqlite*"):
            file.unlink(missing_ok=True)

    def log(self, shop: str) -> ReadLog:
        """What reading all files of the shop said, in the order they came."""
        chosen = select(imports.c.log).where(imports.c.shop == shop, imports.c.status != "failed")
        whole = ReadLog()
        with self.database.reading() as connection:
            bodies = connection.execute(chosen.order_by(imports.c.created_at, imports.c.id)).scalars().all()
        for log in (unpacked(body, Log) for body in bodies if body):
            whole.skipped += log.skipped
            whole.counts.update(log.counts)
            whole.notices += [one for one in log.notices if one not in whole.notices]
        return whole

    def _write(self, number: str, chunks: Iterable[bytes], name: str, most: int) -> tuple[int, str]:
        """Size and checksum of what was written; nothing is left of what is too large or breaks off."""
        folder = self.folder / number / "upload"
        digest, size = hashlib.sha256(), 0
        try:
            with _disk():
                folder.mkdir(parents=True)
                file = (folder / _safe(name)).open("wb")
            with file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise TooLarge(f"{_safe(name)} is larger than {most:,} bytes; split it, or zip it")
                    digest.update(chunk)
                    with _disk():
                        file.write(chunk)
        except BaseException:
            shutil.rmtree(self.folder / number, ignore_errors=True)
            raise
        return size, digest.hexdigest()

    def _check_key(self, shop: str, key: str | None, digest: str) -> None:
        """Raise Conflict when the key came with other bytes."""
        known = self.by_key(shop, key) if key is not None else None
        if known is not None and known.sha256 != digest:
            raise Conflict("this idempotency key came with another file; use a new one")

    def _noted(self, number: str, same: dict[str, Any], given: dict[str, Any]) -> tuple[Import, bool]:
        """The import of these bytes, and whether it is to be done: it is new, or had failed."""
        which = and_(*(imports.c[name] == value for name, value in same.items()))
        begun = given | {"status": "waiting", "stage": "", "done": 0, "created_at": now()}
        anew = {"attempt": imports.c.attempt + 1, "error": None, "finished_at": None, "of": None}
        with self.database.writing() as connection:
            new = insert_new(connection, imports, [begun | same | {"id": number}]) > 0
            if not new:
                failed = update(imports).where(which, imports.c.status == "failed")
                new = connection.execute(failed.values(**begun, **anew)).rowcount > 0
            row = connection.execute(select(imports).where(which)).one()
        return self._full(row), new

    def _move(self, number: str, place: str) -> None:
        """Put the upload where the import that had failed looks for it."""
        shutil.rmtree(self.folder / place, ignore_errors=True)
        (self.folder / number).rename(self.folder / place)

    def _gone(self, number: str) -> bool:
        """Whether no import has this number, so that its folder is nobody's."""
        with self.database.reading() as connection:
            return connection.execute(select(imports.c.id).where(imports.c.id == number)).first() is None

    def _remember(self, shop: str, key: str | None, import_id: str) -> None:
        if key is None:
            return
        row = {"shop": shop, "key": key, "import": import_id, "at": now()}
        with self.database.writing() as connection:
            insert_new(connection, idempotency_keys, [row])

    def _set(self, import_id: str, *when: ColumnElement[bool], **values: object) -> bool:
        """Note these values where the conditions hold; whether they did."""
        chosen = update(imports).where(imports.c.id == import_id, *when)
        with self.database.writing() as connection:
            return connection.execute(chosen.values(**values)).rowcount > 0

    def _one(self, chosen: Select[Any]) -> Import:
        with self.database.reading() as connection:
            row = connection.execute(chosen).first()
        if row is None:
            raise NotFound("this shop has no such import; list its imports to see their ids")
        return self._full(row)

    def _full(self, row: Row[Any]) -> Import:
        with self.database.reading() as connection:
            new = connection.execute(
                select(func.sum(stored_buckets.c.new_messages)).where(stored_buckets.c["import"] == row.id)
            ).scalar()
        log = unpacked(row.log, Log) if row.log else Log()
        plain: dict[str, Any] = {name: row._mapping[name] for name in _PLAIN}
        return Import(
            **plain,
            options=unpacked(row.options, ImportOptions),
            new_messages=new or 0,
            skipped=log.skipped[:LISTED_SKIPPED],
            notices=log.notices,
        )


_MADE = ("options", "new_messages", "skipped", "notices")
_PLAIN: Sequence[str] = tuple(name for name in Import.__struct_fields__ if name not in _MADE)


@contextmanager
def _disk() -> Iterator[None]:
    """Errors of the disk as one that says what to do."""
    try:
        yield
    except OSError as problem:
        raise StoreError(f"the upload cannot be written: {problem.strerror}; make room for it") from None


def _safe(name: str) -> str:
    """A file name that means no other place on any system; its ending, which readers look at, stays."""
    plain = _UNSAFE.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .") or f"upload-{secrets.token_hex(3)}"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[:80]}.{ending[:10]}" if dot else plain[:80]
