"""The options that several commands share, each with its name and help."""

from pathlib import Path
from typing import Annotated

import typer

Chats = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, folders or zips that hold chats.")]
Agents = Annotated[str | None, typer.Option("--agents", help="Names of the agents, with commas between.")]
RosterFile = Annotated[Path | None, typer.Option("--roster", help="Table of accounts and their agents.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="The files' encoding, such as gb18030.")]
Format = Annotated[str | None, typer.Option("--format", help="The files' format, if it is not recognised.")]
MapFile = Annotated[Path | None, typer.Option("--map", help="TOML file that names a table's columns.")]
Zone = Annotated[str | None, typer.Option("--zone", help="Zone of times that state none: Asia/Shanghai.")]
ChatLanguage = Annotated[str, typer.Option("--language", help="Language of the texts: auto, zh, en or es.")]
ReportLanguage = Annotated[str, typer.Option("--report-language", help="Language of what is written: zh, en or es.")]
KeepPersonalData = Annotated[bool, typer.Option("--keep-personal-data", help="Mask nothing.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Processes; without it one a core.")]
StoreUrl = Annotated[str | None, typer.Option("--store", help="The store's URL; default: COACH_STORE, then SQLite.")]
