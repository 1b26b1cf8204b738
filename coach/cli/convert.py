"""`coach convert`: chat files in, one conversation a line out."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import Agents, Chats, Encoding, Format, MapFile, RosterFile, Zone

if TYPE_CHECKING:
    from coach.readers import ReadLog, ReadOptions


def convert(
    paths: Chats,
    to: Annotated[str, typer.Option("--to", help="What to write: jsonl, one conversation a line.")] = "jsonl",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here; without it to stdout.")] = None,
    agents: Agents = None,
    roster: RosterFile = None,
    encoding: Encoding = None,
    format: Format = None,
    map: MapFile = None,
    zone: Zone = None,
) -> None:
    """Read chats of any known format and write them as one conversation a line: nothing merged, redacted or cut."""
    from coach.cli.reading import read_options, tell
    from coach.cli.writing import write_whole
    from coach.errors import OutputError
    from coach.readers import ReadLog
    from coach.settings import load_settings

    if to != "jsonl":
        raise OutputError(f"--to {to} is not known; write --to jsonl")
    settings = load_settings().read
    options = read_options(
        settings=settings, agents=agents, roster=roster, encoding=encoding, format=format, map=map, zone=zone
    )
    log = ReadLog()
    counts = [0, 0]
    lines = _lines(paths, options, log, counts)
    if output is None:
        for line in lines:
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    else:
        write_whole(output, lines)
    tell(log)
    typer.echo(_summary(log, counts), err=True)


def _lines(paths: list[Path], options: "ReadOptions", log: "ReadLog", counts: list[int]) -> Iterator[bytes]:
    """The conversations as JSON lines; `counts` becomes the number of conversations and of messages."""
    import msgspec

    from coach.readers import read

    encoder = msgspec.json.Encoder()
    for conversation in read(paths, options=options, log=log):
        counts[0] += 1
        counts[1] += len(conversation.messages)
        yield encoder.encode(conversation) + b"\n"


def _summary(log: "ReadLog", counts: list[int]) -> str:
    read = f"read: conversations {counts[0]:,}, messages {counts[1]:,}, files {log.files:,}"
    return f"{read}; skipped: {sum(log.counts.values()):,}"
