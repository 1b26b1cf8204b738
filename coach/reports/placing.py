"""Files and folders that appear together or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import OutputError


@contextmanager
def placed(out: Path) -> Iterator[Path]:
    """A folder to write into; at the end its files and folders move into `out`, or after an error not one does.

    It lies beside `out`, so that moving is renaming; a folder replaces the one of its name with all that is in it. When
    something cannot be replaced (open in another program, say), what was moved before goes back, and OutputError names
    it.
    """
    folder = _beside(out)
    try:
        yield folder
        _move_in(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _beside(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.resolve().parent))
    except OSError as problem:
        message = f"the report cannot be written to {out}: {problem.strerror}; choose another folder with -o"
        raise OutputError(message, file=str(out)) from None


def _move_in(folder: Path, out: Path) -> None:
    written = sorted(folder.iterdir())
    old = folder / "replaced"
    old.mkdir()
    moved: list[str] = []
    for file in written:
        moved.append(file.name)
        try:
            _swap(file, out / file.name, old / file.name)
        except OSError as problem:
            _put_back(moved, out, old)
            message = (
                f"{out / file.name} cannot be replaced: {problem.strerror}; close it where it is open, then try again"
            )
            raise OutputError(message, file=str(out / file.name)) from None


def _swap(new: Path, place: Path, old: Path) -> None:
    """Put `new` in its place; what stood there goes to `old`."""
    if place.exists():
        place.replace(old)
    new.replace(place)


def _put_back(names: list[str], out: Path, old: Path) -> None:
    for name in names:
        if name != names[-1] or (old / name).exists():
            _remove(out / name)
        if (old / name).exists():
            (old / name).replace(out / name)


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
