"""Files that a command writes whole or not at all."""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def write_whole(output: Path, lines: Iterable[bytes]) -> None:
    """Write the lines beside `output` and move them into its place at the end; raises OutputError.

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
            file.writelines(lines)
        if not direct:
            temporary.replace(place)
    except OSError as problem:
        raise OutputError(f"{output} cannot be written ({problem.strerror}); close it elsewhere, make room") from None
    finally:
        if not direct:
            temporary.unlink(missing_ok=True)
