"""The first step of every batch run: files and orders into a spool, while the workers get ready."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import msgspec
from msgspec import Struct

from coach import engine
from coach.findings import Order
from coach.merge import clock, wall_clock
from coach.pipeline import Plan
from coach.readers import ReadLog, ReadOptions, read
from coach.transcript import Conversation

Progress = Callable[[str, int, int | None], None]
"""`progress(stage, done, of)`: stages are "read" (messages, of unknown) and "judge" (partitions)."""

LARGE_BYTES = 3_000_000
"""Size of chat files from which there is more than one partition of work, roughly."""


class Gathered(Struct, frozen=True):
    """All that was read, on disk, and the plan with the latest time that was seen in it."""

    spool: engine.Spool
    plan: Plan

    @property
    def partitions(self) -> tuple[engine.Partition, ...]:
        """The units of work."""
        return self.spool.partitions()


def gather(
    paths: Sequence[Path],
    *,
    plan: Plan,
    options: ReadOptions,
    log: ReadLog,
    folder: Path,
    orders: Sequence[Order] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Gathered:
    """Read all files into a spool in `folder`; where there is much to read, worker processes start meanwhile."""
    if _is_large(paths):
        engine.warm(_get_ready, jobs=jobs)
    spool = engine.Spool(folder / "spool.sqlite")
    latest = _Latest(zone=plan.settings.read.zone, orders=orders)
    messages = _counted(read(paths, options=options, log=log), progress or silent)
    spool.fill(latest.watch(messages), orders)
    return Gathered(spool, msgspec.structs.replace(plan, seen_until=latest.at))


def silent(stage: str, done: int, of: int | None) -> None:
    """Progress that nobody watches."""


def _get_ready() -> None:
    """What a worker does before the first partition comes: import; models are loaded for the languages it meets."""
    import_module("coach.parts")


def _is_large(paths: Sequence[Path]) -> bool:
    """Whether the files are large enough for more than one partition, so that workers will be needed."""
    files = (file for path in paths for file in (path.rglob("*") if path.is_dir() else (path,)) if file.is_file())
    return sum(file.stat().st_size for file in files) > LARGE_BYTES


class _Latest:
    """Watches conversations and orders go by for the latest time in them, on the shop's wall clock."""

    def __init__(self, *, zone: str, orders: Sequence[Order]) -> None:
        self.clock = clock(zone)
        moments = [moment for order in orders for moment in (order.created_at, order.paid_at) if moment]
        self.at = max(moments, default=None)

    def watch(self, conversations: Iterable[Conversation]) -> Iterator[Conversation]:
        for conversation in conversations:
            times = [message.sent_at for message in conversation.messages if message.sent_at]
            if times:
                latest = max(wall_clock(at, self.clock) for at in times)
                self.at = max(self.at, latest) if self.at else latest
            yield conversation


def _counted(conversations: Iterable[Conversation], progress: Progress) -> Iterator[Conversation]:
    done = 0
    for conversation in conversations:
        done += len(conversation.messages)
        progress("read", done, None)
        yield conversation
