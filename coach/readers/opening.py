"""From what the user names to streams: files, folders with all below them, and zip archives.

Hidden files, lock files and what macOS and Windows leave behind are passed over in silence. Nothing is ever unpacked
to disk.
"""

import os
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from coach.errors import InputError
from coach.readers.decoding import is_plausible
from coach.readers.options import ReadLog, ReadOptions
from coach.readers.stream import Stream

_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_UNPACKABLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)


def open_streams(paths: Sequence[Path], *, options: ReadOptions, log: ReadLog) -> Iterator[Stream]:
    """A stream for each file, in the order given, folders sorted by path; what cannot be opened is logged.

    A stream is valid until the next one is asked for.
    """
    seen: set[Path] = set()
    for path, name in _files(paths, log):
        if path.resolve() in seen:
            continue
        seen.add(path.resolve())
        stream = Stream(name=name, open_file=partial(_open_path, path), options=options, log=log)
        try:
            packed = is_zip(stream)
        except InputError as problem:
            stream.skip_file(problem)
            continue
        if packed:
            yield from _members(path, name, options, log)
        else:
            yield stream


def is_zip(stream: Stream) -> bool:
    """Whether a stream is a zip archive of files, and not a workbook that is packed as one."""
    return stream.sample.startswith(b"PK\x03\x04") and not is_workbook(stream.sample)


def is_workbook(sample: bytes) -> bool:
    """Whether a file that starts so is an XLSX, XLSB or ODS workbook, by the members that stand first in it."""
    return sample.startswith(b"PK\x03\x04") and any(
        name in sample for name in (b"[Content_Types].xml", b"xl/", b"mimetypeapplication/vnd.oasis", b"docProps/")
    )


def _files(paths: Sequence[Path], log: ReadLog) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            below = sorted(found for found in path.rglob("*") if found.is_file())
            names = [file_name(found.relative_to(path).as_posix()) for found in below]
            yield from ((found, name) for found, name in zip(below, names, strict=True) if not _is_litter(name))
        elif path.exists():
            yield path, file_name(path.name)
        else:
            log.skip(file_name(str(path)), None, "does not exist; check the path")


def file_name(name: str) -> str:
    """A file's name as text: one whose bytes are not UTF-8 (Linux keeps any bytes) is read as GB18030."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name


def _is_litter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any((part.startswith((".", "~$")) and part != "..") or part.lower() in _LITTER for part in parts)


def _open_path(path: Path) -> BinaryIO:
    return path.open("rb")


def _members(path: Path, name: str, options: ReadOptions, log: ReadLog) -> Iterator[Stream]:
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile, RuntimeError, ValueError) as problem:
        log.skip(name, None, f"is a zip that cannot be opened ({problem}); unpack it, or download it again")
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        unpacked = sum(member.file_size for member in members)
        if unpacked > options.settings.max_unzipped_mb * 1024 * 1024:
            log.skip(
                name,
                None,
                f"would unpack to {unpacked // 1024 // 1024:,} MB, more than the setting read.max_unzipped_mb "
                f"({options.settings.max_unzipped_mb:,}); split it, or raise the setting",
            )
            return
        for member in sorted(members, key=member_name):
            stream = _member_stream(archive, member, name, options, log)
            if stream:
                yield stream


def _member_stream(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, archive_name: str, options: ReadOptions, log: ReadLog
) -> Stream | None:
    inner = member_name(member)
    name = f"{archive_name}/{inner}"
    if _is_litter(inner):
        return None
    reason = _refusal(member, inner)
    if reason:
        log.skip(name, None, reason)
        return None
    stream = Stream(name=name, open_file=partial(_open_member, archive, member), options=options, log=log)
    try:
        nested = is_zip(stream)
    except InputError as problem:
        stream.skip_file(problem)
        return None
    if nested:
        log.skip(name, None, "is a zip inside a zip; unpack the outer one first")
        return None
    return stream


def _refusal(member: zipfile.ZipInfo, inner: str) -> str | None:
    if inner.startswith(("/", "\\")) or ".." in inner.replace("\\", "/").split("/") or ":" in inner[:2]:
        return "is refused: its name leads outside the archive; unpack the archive yourself if you trust it"
    if member.flag_bits & _ENCRYPTED:
        return "is locked with a password; unpack it first"
    if member.compress_type not in _UNPACKABLE:
        return "is packed in a way that cannot be unpacked here; unpack it first"
    return None


def member_name(member: zipfile.ZipInfo) -> str:
    """The name of a zip member; names that do not say they are UTF-8 are tried as UTF-8, then as GB18030."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if is_plausible(name, encoding):
            return name
    return member.filename


def _open_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(member))
