"""`coach backup`: the whole store in one file."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import StoreUrl


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the backup.", dir_okay=False)], store: StoreUrl = None
) -> None:
    """Write a backup while the service runs; uploads that are not imported yet are not in it."""
    from contextlib import closing

    from coach.store.copying import back_up
    from coach.store.store import open_store

    with closing(open_store(store, migrate=False)) as opened:
        size = back_up(opened.database, file)
    typer.echo(f"{file}: {size:,} bytes")
