"""`coach formats`: which chat formats are read, and the page of each."""

from typing import Annotated

import typer


def formats(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A format, to print its page.")] = None,
) -> None:
    """List the chat formats and where their pages are, or print the page of one."""
    from coach.readers.pages import page, pages_folder
    from coach.readers.reader import registry

    if name:
        typer.echo(page(name).rstrip())
        return
    parts = [part for part in registry if not part.companion]
    width = max(len(part.name) for part in parts)
    for part in parts:
        typer.echo(f"{part.name:<{width}}  {part.title}")
    typer.echo(f"\n`coach formats NAME` says how to export one, what is read and what is lost; all: {pages_folder()}")
