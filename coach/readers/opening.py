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
_NAME_LENGTH, _NAME_START = slice(26, 28), 30
"""Where a zip's first header has the length of a member's name, and the name."""
_WORKBOOK_PARTS = (b"[Content_Types].xml", b"xl/", b"docProps/", b"_rels/", b"customXml/", b"docMetadata/")
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
        stream = _file_stream(path, name, paths, options, log)
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
    """Whether a file that starts so is an XLSX, XLSB or ODS workbook, by the name of its first member.

    An archive that holds a workbook among other files is none.
    """
    length = int.from_bytes(sample[_NAME_LENGTH], "little")
    first = sample[_NAME_START : _NAME_START + length]
    is_oasis = first == b"mimetype" and b"mimetypeapplication/vnd.oasis" in sample
    return sample.startswith(b"PK\x03\x04") and (is_oasis or first.startswith(_WORKBOOK_PARTS))


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


def _file_stream(path: Path, name: str, given: Sequence[Path], options: ReadOptions, log: ReadLog) -> Stream:
    def beside() -> Iterator[Stream]:
        """The files of the same folder and of those above it in what the user named, then the others named."""
        folder = name.removesuffix(path.name)
        near = {found: folder + found.name for found in sorted(path.parent.glob("*"))}
        for above, above_name in _folders_above(path, name):
            near |= {found: above_name + found.name for found in sorted(above.glob("*"))}
        near |= {found: found.name for found in given if found.parent != path.parent}
        for found, its_name in near.items():
            if found != path and found.is_file() and not _is_litter(file_name(found.name)):
                yield Stream(name=file_name(its_name), open_file=partial(_open_path, found), options=options, log=log)

    return Stream(name=name, open_file=partial(_open_path, path), options=options, log=log, beside=beside)


def _folders_above(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    """The folders above a file's own, up to the one that the user named, each with its part of the file's name."""
    parts = PurePosixPath(name).parent.parts
    for depth, folder in zip(range(len(parts) - 1, -1, -1), path.parent.parents, strict=False):
        yield folder, "".join(f"{part}/" for part in parts[:depth])


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
        members.sort(key=member_name)
        for member in members:
            stream = _member_stream(archive, member, members, name, options, log)
            if stream:
                yield stream


def _member_stream(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    members: Sequence[zipfile.ZipInfo],
    archive_name: str,
    options: ReadOptions,
    log: ReadLog,
) -> Stream | None:
    inner = member_name(member)
    name = f"{archive_name}/{inner}"
    if _is_litter(inner):
        return None
    reason = _refusal(member, inner)
    if reason:
        log.skip(name, None, reason)
        return None

    opened = partial(Stream, options=options, log=log)

    def beside() -> Iterator[Stream]:
        """The other members of the archive that can be opened."""
        for other in members:
            other_name = member_name(other)
            if other is not member and not _is_litter(other_name) and not _refusal(other, other_name):
                yield opened(name=f"{archive_name}/{other_name}", open_file=partial(_open_member, archive, other))

    stream = opened(name=name, open_file=partial(_open_member, archive, member), beside=beside)
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
