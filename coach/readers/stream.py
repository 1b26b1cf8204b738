"""One file as a reader sees it: a name, lines with their numbers, bytes, and a place to say what was skipped."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO

from coach.errors import InputError, UnreadableFile
from coach.readers.decoding import (
    SAMPLE_BYTES,
    check_encoding,
    decode_lines,
    find_encoding,
    is_wide,
    other_encodings,
)
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.recoding import Utf8File

_CHUNK = 1 << 18
BROKEN = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)
"""What opening or reading a damaged file or an oddly flagged zip member raises."""


class Stream:
    """One opened file or zip member; it can be read more than once, as lines or as bytes.

    `name` is what messages and errors call it: the path below what the user gave, zips included. `beside` gives the
    other files of the same folder or archive, for formats that keep one export in several files.
    """

    def __init__(
        self,
        *,
        name: str,
        open_file: Callable[[], BinaryIO],
        options: ReadOptions,
        log: ReadLog,
        beside: "Callable[[], Iterable[Stream]]" = tuple,
    ) -> None:
        self.name = name
        self.beside = beside
        self.options = options
        self.log = log
        self._open_file = open_file
        self._encoding: str | None = None
        self._sample: bytes | None = None

    @property
    def sample(self) -> bytes:
        """The first 64 KB."""
        if self._sample is None:
            with self._open() as file:
                self._sample = self._read(file, SAMPLE_BYTES)
        return self._sample

    @property
    def encoding(self) -> str:
        """The user's encoding, or else the one that the first 64 KB are in; UnreadableFile for binary files."""
        if self._encoding is None:
            given = self.options.encoding
            self._encoding = check_encoding(given) if given else find_encoding(self.sample, name=self.name)
        return self._encoding

    def lines(self, *, limit_kb: int | None = None, quiet: bool = False) -> Iterator[tuple[int, str]]:
        """Each line with its number from 1, without its line end, in constant memory.

        A line longer than `limit_kb` (default: the setting read.max_line_kb), or one that no encoding fits, is
        skipped, and logged unless `quiet` (for readers that go through a file twice).
        """
        limit = (limit_kb or self.options.settings.max_line_kb) * 1024
        with self._open() as file:
            lines = self._wide_lines(file, limit) if is_wide(self.encoding) else self._byte_lines(file, limit)
            for number, line in lines:
                if line is not None:
                    yield number, line
                elif not quiet:
                    self._skip_undecodable(number, limit)

    @contextmanager
    def open_utf8(self) -> Iterator[BinaryIO]:
        """The content as UTF-8 bytes without a byte order mark, whatever its encoding, for parsers that read bytes."""
        with self._open() as file:
            yield io.BufferedReader(Utf8File(partial(self._read, file), self.encoding, notice=self.notice), _CHUNK)

    def read_bytes(self) -> bytes:
        """The whole content; UnreadableFile if it is larger than the setting read.max_unzipped_mb."""
        limit = self.options.settings.max_unzipped_mb * 1024 * 1024
        with self._open() as file:
            data = self._read(file, limit + 1)
        if len(data) > limit:
            message = f"{self.name} is larger than the setting read.max_unzipped_mb ({limit >> 20}); split it"
            raise UnreadableFile(message, file=self.name)
        return data

    def skip(self, line: int | None, reason: str) -> None:
        """Log that a line (None: the file) is left out; `reason` is a predicate such as "has no time; …"."""
        self.log.skip(self.name, line, reason)

    def skip_file(self, problem: InputError) -> None:
        """Log that the rest of the file is left out because of an error."""
        self.log.skip(self.name, None, problem.message.removeprefix(f"{self.name} "))

    def notice(self, text: str) -> None:
        """Log something worth knowing about the file."""
        self.log.notice(self.name, text)

    def _byte_lines(self, file: BinaryIO, limit: int) -> Iterator[tuple[int, str | None]]:
        encoding, number = self.encoding, 0
        others = () if self.options.encoding else other_encodings(encoding)
        for block in self._blocks(file, limit):
            if number == 0 and encoding == "utf-8-sig":
                block = block.removeprefix(b"\xef\xbb\xbf")
            whole = block.removesuffix(b"\n")
            if len(whole) > limit and max(map(len, whole.split(b"\n"))) > limit:
                lines = [self._bounded(line, limit, encoding, others) for line in whole.split(b"\n")]
            else:
                lines = decode_lines(whole, encoding.removesuffix("-sig"), others=others)
            yield from enumerate(lines, start=number + 1)
            number += len(lines)

    def _bounded(self, line: bytes, limit: int, encoding: str, others: tuple[str, ...]) -> str | None:
        return None if len(line) > limit else decode_lines(line, encoding.removesuffix("-sig"), others=others)[0]

    def _skip_undecodable(self, number: int, limit: int) -> None:
        self.skip(
            number,
            f"has bytes that are not {self.encoding}, or is longer than {limit // 1024} KB; "
            "name the encoding with --encoding, or raise the setting read.max_line_kb",
        )

    def _blocks(self, file: BinaryIO, limit: int) -> Iterator[bytes]:
        """Blocks of whole lines; a line over the limit is cut to a little more than the limit, so that it stays one."""
        rest = bytearray()
        while chunk := self._read(file, _CHUNK):
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                if len(rest) <= limit:
                    rest += chunk
                continue
            yield bytes(rest) + chunk[:cut]
            rest = bytearray(chunk[cut:])
        if rest:
            yield bytes(rest)

    def _wide_lines(self, file: BinaryIO, limit: int) -> Iterator[tuple[int, str | None]]:
        number = 0
        with io.TextIOWrapper(file, encoding=self.encoding, newline=None) as text:
            while line := self._readline(text, limit, number + 1):
                number += 1
                if len(line) <= limit:
                    yield number, line.removesuffix("\n").removeprefix("\ufeff")
                    continue
                yield number, None
                while line and not line.endswith("\n"):
                    line = self._readline(text, limit, number)

    def _readline(self, text: io.TextIOWrapper, limit: int, number: int) -> str:
        try:
            return text.readline(limit + 1)
        except UnicodeError:
            message = f"line {number} of {self.name} is not {self.encoding}; name the encoding with --encoding"
            raise UnreadableFile(message, file=self.name, line=number) from None
        except BROKEN as problem:
            raise self._broken(problem) from None

    def _open(self) -> BinaryIO:
        try:
            return self._open_file()
        except BROKEN as problem:
            raise self._broken(problem) from None

    def _read(self, file: BinaryIO, size: int) -> bytes:
        try:
            return file.read(size)
        except BROKEN as problem:
            raise self._broken(problem) from None

    def _broken(self, problem: Exception) -> InputError:
        reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem) or "cut off"
        message = f"{self.name} cannot be read ({reason}); check the file, or export it again"
        return UnreadableFile(message, file=self.name)
