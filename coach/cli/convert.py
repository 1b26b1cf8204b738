"""`coach convert`: chat files in, conversations out, as JSON lines, a table or a corpus."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import Agents, Chats, Encoding, Format, MapFile, RosterFile, Zone

if TYPE_CHECKING:
    from coach.readers import ReadLog
    from coach.transcript import Conversation

FORMS = ("jsonl", "csv", "xlsx", "convokit")
_To = Annotated[str, typer.Option("--to", help="jsonl (by conversation), csv or xlsx (by message), convokit.")]
_Output = Annotated[Path | None, typer.Option("--output", "-o", help="File, for convokit a folder; else to stdout.")]
_Suggest = Annotated[
    Path | None, typer.Option("--suggest-map", help="Only write this --map file, guessed from the table's columns.")
]


def convert(
    paths: Chats,
    to: _To = "jsonl",
    output: _Output = None,
    agents: Agents = None,
    roster: RosterFile = None,
    encoding: Encoding = None,
    format: Format = None,
    map: MapFile = None,
    suggest_map: _Suggest = None,
    zone: Zone = None,
) -> None:
    """Read chats of any known format and write them in one form: nothing merged, redacted or cut."""
    from coach.cli.reading import read_options, tell
    from coach.readers import ReadLog, read
    from coach.settings import load_settings

    options = read_options(
        settings=load_settings().read,
        agents=agents,
        roster=roster,
        encoding=encoding,
        format=format,
        map=map,
        zone=zone,
    )
    log = ReadLog()
    if suggest_map:
        from coach.readers.table_suggestion import suggest_profile

        _write_lines(suggest_map, [suggest_profile(paths, options=options, log=log).encode()])
        tell(log)
        return
    _check(to, output)
    counts = [0, 0]
    _write(to, output, _counted(read(paths, options=options, log=log), counts), log)
    tell(log)
    typer.echo(_summary(log, counts), err=True)


def _check(to: str, output: Path | None) -> None:
    from coach.errors import OutputError

    if to not in FORMS:
        raise OutputError(f"--to {to} is not known; write --to {', '.join(FORMS[:-1])} or {FORMS[-1]}")
    if to in ("xlsx", "convokit") and output is None:
        place = "-o FILE" if to == "xlsx" else "-o FOLDER"
        raise OutputError(f"--to {to} cannot go to the terminal; name a place with {place}")


def _write(to: str, output: Path | None, conversations: "Iterator[Conversation]", log: "ReadLog") -> None:
    if output and to == "convokit":
        from coach.readers.convokit_out import write_convokit

        write_convokit(conversations, output)
    elif output and to == "xlsx":
        from coach.cli.writing import whole_file
        from coach.readers.table_out import write_xlsx

        with whole_file(output) as file:
            write_xlsx(conversations, file, notice=lambda text: log.notice(output.name, text))
    elif to == "csv":
        from coach.readers.table_out import csv_lines

        _write_lines(output, csv_lines(conversations))
    else:
        _write_lines(output, _json_lines(conversations))


def _write_lines(output: Path | None, lines: Iterable[bytes]) -> None:
    from coach.cli.writing import write_whole

    if output:
        write_whole(output, lines)
        return
    for line in lines:
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


def _json_lines(conversations: "Iterator[Conversation]") -> Iterator[bytes]:
    import msgspec

    encoder = msgspec.json.Encoder()
    return (encoder.encode(conversation) + b"\n" for conversation in conversations)


def _counted(conversations: "Iterator[Conversation]", counts: list[int]) -> "Iterator[Conversation]":
    """The conversations; `counts` becomes their number and that of their messages."""
    for conversation in conversations:
        counts[0] += 1
        counts[1] += len(conversation.messages)
        yield conversation


def _summary(log: "ReadLog", counts: list[int]) -> str:
    read = f"read: conversations {counts[0]:,}, messages {counts[1]:,}, files {log.files:,}"
    return f"{read}; skipped: {sum(log.counts.values()):,}"
