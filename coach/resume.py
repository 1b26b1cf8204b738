"""A batch run that may be killed: what each partition gave is kept beside the output, and the same command goes on."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

import coach
from coach import engine
from coach.errors import OutputError
from coach.gathering import Gathered
from coach.packing import packed, unpacked
from coach.pipeline import Plan

FOLDER = ".work"
"""Where the finished partitions of a run lie until it is done, in its output folder."""

Result = TypeVar("Result")
Tell = Callable[[str], object]


class Run(Struct, frozen=True):
    """A run over partitions: its plan, with the key of the run that it goes on from, and the folder of its parts."""

    partitions: tuple[engine.Partition, ...]
    plan: Plan
    parts: Path
    keeps: bool

    def results(
        self,
        work: Callable[[engine.Partition], Result],
        *,
        gives: Any,  # noqa: ANN401 - a type, or one with parameters
        jobs: int | None,
    ) -> Iterator[Result]:
        """What the work gives for each partition, in order, a value of the type `gives`; what is finished as kept.

        A worker hands over the file it kept, which is faster to read than its value is to send.
        """
        if not self.keeps:
            return engine.run(self.partitions, work, jobs=jobs)
        files = engine.run(self.partitions, partial(_kept, work=work, parts=self.parts), jobs=jobs)
        return (unpacked(file.read_bytes(), gives) for file in files)


def started(gathered: Gathered, name: str, *, folder: Path | None, spare: Path, tell: Tell) -> Run:
    """The run, gone on with where the one in `folder` was killed, if it had the same name, input, settings and models.

    Without a `folder`, and when there is but one partition, nothing is kept, and the parts lie in `spare`. `tell`
    hears what is taken over, or that the input has changed. Raises OutputError when the folder cannot be written.
    """
    if folder is None or len(gathered.partitions) < 2:
        return Run(gathered.partitions, gathered.plan, spare, keeps=False)
    try:
        return _resumed(gathered, name, folder, tell)
    except OSError as problem:
        message = f"{folder} cannot be used: {problem.strerror}; remove it, or choose another folder with -o"
        raise OutputError(message, file=str(folder)) from None


def finished(folder: Path) -> None:
    """Remove what was kept, since everything is done."""
    shutil.rmtree(folder, ignore_errors=True)


def _resumed(gathered: Gathered, name: str, folder: Path, tell: Tell) -> Run:
    """The mark in the folder has the fingerprint and, where it is not the settings', the key of the hashes."""
    mark, parts, wanted = folder / "run", folder / "parts", _fingerprint(gathered, name)
    own_key = "" if gathered.plan.settings.privacy.key else gathered.plan.key.hex()
    found, _, kept_key = mark.read_text(encoding="ascii").partition(" ") if mark.exists() else ("", "", "")
    if found == wanted:
        done = len(list(parts.glob("*.part")))
        tell(f"{done:,} of {len(gathered.partitions):,} partitions are taken from the run that was broken off")
        own_key = kept_key
    else:
        if found:
            tell("input, settings or version are not those of the run that was broken off: everything is done anew")
        finished(folder)
        parts.mkdir(parents=True)
        folder.chmod(0o700)
        _write(mark, f"{wanted} {own_key}".encode("ascii"))
    key = bytes.fromhex(own_key) or gathered.plan.key
    return Run(gathered.partitions, msgspec.structs.replace(gathered.plan, key=key), parts, keeps=True)


def _fingerprint(gathered: Gathered, name: str) -> str:
    """The same for the same messages and orders, judged in the same way by the same version and models."""
    from coach.classifiers.checksums import model_checksums

    plan = msgspec.structs.replace(gathered.plan, key=b"")
    decided_by = (name, coach.__version__, gathered.spool.digest, model_checksums(), plan)
    return hashlib.blake2b(msgspec.json.encode(decided_by, order="sorted"), digest_size=16).hexdigest()


def _kept(partition: engine.Partition, *, work: Callable[[engine.Partition], object], parts: Path) -> Path:
    """The file with what the work gave for the partition: that of an earlier run, or one written now."""
    file = parts / f"{partition.index:06}.part"
    if not file.exists():
        _write(file, packed(work(partition)))
    return file


def _write(file: Path, content: bytes) -> None:
    """Write the file whole or not at all."""
    whole = file.with_name(f"{file.name}.{os.getpid()}")
    whole.write_bytes(content)
    whole.replace(file)
