"""`coach restore`: a backup in place of the store."""

from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import StoreUrl


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `coach backup` wrote.", dir_okay=False)],
    store: StoreUrl = None,
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite what is in the store now.")] = False,
) -> None:
    """Put a backup in place of the store; stop the service first."""
    from contextlib import closing

    from coach.store.copying import put_back
    from coach.store.store import open_store

    with closing(open_store(store, migrate=False)) as opened:
        put_back(opened, file, replace=replace)
    with closing(open_store(store)) as opened:
        shops = ", ".join(shop.name for shop in opened.shops.list()) or "no shop"
    typer.echo(f"restored: {shops}")
