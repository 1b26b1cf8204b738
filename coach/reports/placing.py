"""Files that appear together or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import OutputError


@contextmanager
def placed(out: Path) -> Iterator[Path]:
    """A folder to write into; at the end its files move into `out`, or after an error not one does.

    It lies beside `out`, so that moving is renaming. When a file cannot be replaced (open in another program, say),
    those moved before it go back, and OutputError names it.
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
    old = folder / "replaced"
    old.mkdir()
    moved: list[str] = []
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
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
        if (old / name).exists():
            (old / name).replace(out / name)
        elif name != names[-1]:
            (out / name).unlink()
