"""JSON files as a stream of typed records, in constant memory, however large the file is."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import ijson
import msgspec

from coach.errors import UnreadableFile
from coach.readers.reader import Head, head_of
from coach.readers.stream import BROKEN, Stream

Record = TypeVar("Record")

_LIMIT_KB = 1 << 16
"""A line is a whole record here, such as a conversation, not a message: 64 MB."""
_BUFFER = 1 << 20
"""The parser goes through an unfinished text again at each buffer: small ones make long texts slow."""
_HALF_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
"""Half of an emoji, which programs leave that cut texts by length; no text can hold it."""
_KEY = re.compile(r'"([^"\\\n]{1,80})"\s*:')


def json_keys(head: Head) -> frozenset[str]:
    """The names of the fields in the first 8 KB of a JSON file; empty for other files."""
    if not head.text.lstrip().startswith(("{", "[")):
        return frozenset()
    return frozenset(_KEY.findall(head.text))


def is_array(stream: Stream) -> bool:
    """Whether the document is an array at its top."""
    return head_of(stream).text.lstrip().startswith("[")


def json_records(stream: Stream, path: str, kind: type[Record]) -> Iterator[tuple[int, Record]]:
    """Each record below a path, with its number from 1, as one typed value.

    `path` names the fields down to the records, "item" for the members of an array: "chats.item"; "" for the whole
    document. Several documents after each other (JSON Lines) are read like one. A record of another form is skipped
    and logged; a file that is cut off gives its whole records and is then logged.
    """
    for number, value in enumerate(_values(stream, path), start=1):
        try:
            yield number, msgspec.convert(value, kind, strict=False)
        except (msgspec.ValidationError, RecursionError) as problem:
            stream.skip(number, f"is no record of this format: {problem}; export it again, or name another --format")


def found_records(stream: Stream, paths: tuple[str, ...], kind: type[Record]) -> Iterator[tuple[int, Record]]:
    """Like `json_records`, below the first of several paths that the first 64 KB have.

    They also count inside an array (of API pages). Without any, each member of the outer array, or each document, is
    a record. What is cut off or no JSON is logged, so that a reader can still give what it had collected.
    """
    path = _path_of(stream, paths)
    try:
        yield from json_records(stream, path, kind) if path else loose_records(stream, kind)
    except UnreadableFile as problem:
        stream.skip_file(problem)


def typed_entries(stream: Stream, number: int, values: Sequence[Any] | None, kind: type[Record]) -> Iterator[Record]:
    """The entries of record `number` as typed values; one of another form is skipped and logged."""
    for value in values or ():
        try:
            yield msgspec.convert(value, kind, strict=False)
        except (msgspec.ValidationError, RecursionError) as problem:
            stream.skip(number, f"has an entry that is none of this format: {problem}; export it again")


def _path_of(stream: Stream, paths: tuple[str, ...]) -> str | None:
    found = _paths_in(stream)
    places = (place for path in paths for place in (path, f"item.{path}"))
    return next((place for place in places if place in found), None)


def _paths_in(stream: Stream) -> frozenset[str]:
    text = stream.sample.decode(stream.encoding, "ignore").removeprefix("\ufeff")
    found = set()
    try:
        for path, event, _ in ijson.parse(io.BytesIO(text.encode()), multiple_values=True):
            if event == "start_map":
                found.add(path)
    except (ijson.JSONError, RecursionError, ValueError):
        pass
    return frozenset(found)


def loose_records(stream: Stream, kind: type[Record]) -> Iterator[tuple[int, Record]]:
    """Records in an array, one after the other, or one a line, where a broken line costs only itself."""
    if is_array(stream):
        yield from json_records(stream, "item", kind)
    elif _has_records_in_lines(stream):
        yield from _line_records(stream, kind)
    else:
        yield from json_records(stream, "", kind)


def path_to(stream: Stream, name: str) -> str | None:
    """The path of the members of the first array called `name`, whatever it is wrapped in; None without one."""
    with stream.open_utf8() as file:
        try:
            for prefix, event, _ in ijson.parse(file, multiple_values=True):
                if event == "start_array" and prefix.rpartition(".")[2] == name:
                    return f"{prefix}.item"
        except (ijson.JSONError, RecursionError, *BROKEN):
            return None
    return None


def _has_records_in_lines(stream: Stream) -> bool:
    begun = [line.strip() for line in head_of(stream).text.split("\n", 8) if line.strip()]
    return bool(begun) and begun[0].startswith('{"') and all(line.startswith('{"') for line in begun[:2])


def _line_records(stream: Stream, kind: type[Record]) -> Iterator[tuple[int, Record]]:
    decoder = msgspec.json.Decoder(kind, strict=False)
    for number, line in stream.lines(limit_kb=_LIMIT_KB):
        if not line.strip():
            continue
        try:
            yield number, decoder.decode(_HALF_CHARACTER.sub(r"\\ufffd", line) if r"\ud" in line.lower() else line)
        except (msgspec.DecodeError, RecursionError) as problem:
            stream.skip(number, f"is no record of this format: {problem}; export it again, or name another --format")


def _values(stream: Stream, path: str) -> Iterator[Any]:
    count = 0
    with stream.open_utf8() as file:
        try:
            for value in ijson.items(file, path, multiple_values=True, use_float=True, buf_size=_BUFFER):
                count += 1
                yield value
        except (ijson.JSONError, RecursionError, *BROKEN) as problem:
            message = f"{stream.name} is cut off or no JSON after record {count} ({_reason(problem)}); export it again"
            raise UnreadableFile(message, file=stream.name) from None


def _reason(problem: Exception) -> str:
    """What a parser says, without the piece of the file that it shows."""
    said = problem.args[0] if problem.args else ""
    first = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).partition("\n")[0].strip()
    return first[:120] or type(problem).__name__
