"""Files that a command writes whole or not at all."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(output: Path) -> Iterator[BinaryIO]:
    """A file beside `output` that is moved into its place when the block ends without an error; raises OutputError.

    What exists and is no regular file (a pipe, /dev/stdout) is written to directly; a link stays and its target is
    replaced.
    """
    from coach.errors import OutputError

    direct = output.exists() and not output.is_file()
    place = output if direct else Path(os.path.realpath(output))
    temporary = place if direct else place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    try:
        file = temporary.open("wb" if direct else "xb")
    except OSError as problem:
        raise OutputError(f"{output} cannot be written ({problem.strerror}); choose another place with -o") from None
    try:
        with file:
            yield file
        if not direct:
            temporary.replace(place)
    except OSError as problem:
        raise OutputError(f"{output} cannot be written ({problem.strerror}); close it elsewhere, make room") from None
    finally:
        if not direct:
            temporary.unlink(missing_ok=True)


def write_whole(output: Path, lines: Iterable[bytes]) -> None:
    """Write the lines to a `whole_file`."""
    with whole_file(output) as file:
        file.writelines(lines)
