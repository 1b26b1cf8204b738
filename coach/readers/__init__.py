"""Chat files in, conversations out: one module a format, recognised by its own marks."""

import re
import zoneinfo
from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.errors import InputError, NothingRead, UnreadableFile
from coach.readers.accounts import Roster, with_roster_roles
from coach.readers.opening import open_streams
from coach.readers.options import Notice, ReadLog, ReadOptions, Skipped, TableProfile
from coach.readers.reader import Reader, reader, recognise, registry
from coach.readers.stream import Stream
from coach.transcript import Conversation

__all__ = [
    "Notice",
    "ReadLog",
    "ReadOptions",
    "Reader",
    "Roster",
    "Skipped",
    "Stream",
    "TableProfile",
    "read",
    "reader",
    "registry",
]

_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")
_NAMED_REASONS = 5
_DEFAULTS = ReadOptions()


def read(
    paths: Sequence[Path], *, options: ReadOptions = _DEFAULTS, log: ReadLog | None = None
) -> Iterator[Conversation]:
    """Every conversation in files, folders (with all below them, sorted) and zip archives, as they are read.

    A file that cannot be read is logged and the others go on; NothingRead, naming what was skipped and why, when not
    one conversation was read. An unknown format name, encoding or zone in `options` is an error at once.
    """
    log = ReadLog() if log is None else log
    forced = registry.get(options.format) if options.format else None
    _check_zone(options.wall_clock)
    for stream in open_streams(paths, options=options, log=log):
        count = 0
        for conversation in _conversations(stream, forced):
            count += 1
            yield conversation
        log.files += count > 0
    if not log.files:
        raise NothingRead(_nothing_read(log))


def _conversations(stream: Stream, forced: Reader | None) -> Iterator[Conversation]:
    """The conversations of one file; an error ends the file, not the run."""
    found = False
    before = stream.log.counts[stream.name]
    try:
        if not stream.sample:
            raise UnreadableFile(f"{stream.name} is empty; export it again", file=stream.name)
        part = forced or recognise(stream)
        found = part.companion
        if part.companion:
            stream.log.companions.append(stream.name)
        for conversation in part.read(stream):
            found = True
            yield with_roster_roles(conversation, stream.options.roster)
    except InputError as problem:
        stream.skip_file(problem)
        return
    if not found and stream.log.counts[stream.name] == before:
        stream.skip(None, "holds no message; export it again with its messages")


def _check_zone(zone: str) -> None:
    """InputError unless the zone is an offset such as +08:00 or a name that the time zone data knows."""
    if _OFFSET.fullmatch(zone):
        return
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"{zone!r} is no time zone; write a name such as Asia/Shanghai, or +08:00") from None


def _nothing_read(log: ReadLog) -> str:
    if not log.skipped and log.notices:
        return f"no chats were found: {'; '.join(map(str, log.notices[:_NAMED_REASONS]))}"
    if not log.skipped and log.companions:
        named = ", ".join(log.companions[:_NAMED_REASONS])
        return f"no chats were found: {named} goes with the chats of its export and holds none; name those, or all"
    if not log.skipped:
        return "nothing could be read: no file was found; name files, folders or zips that hold chats"
    named = "; ".join(str(skipped) for skipped in log.skipped[:_NAMED_REASONS])
    more = sum(log.counts.values()) - _NAMED_REASONS
    return f"nothing could be read: {named}" + (f"; and {more:,} more" if more > 0 else "")
