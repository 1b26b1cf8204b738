"""What the command line says about the files to read, and what it tells of the reading."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from coach.readers import ReadLog, ReadOptions
    from coach.settings import ReadSettings

_LISTED = 20


def read_options(
    *,
    settings: "ReadSettings",
    agents: str | None = None,
    roster: Path | None = None,
    encoding: str | None = None,
    format: str | None = None,
    map: Path | None = None,
    zone: str | None = None,
) -> "ReadOptions":
    """What the command line says about the files, with the settings beneath it."""
    from coach.readers import ReadLog, ReadOptions, Roster, TableProfile
    from coach.readers.roster import load_roster
    from coach.readers.table_columns import load_profile

    named = Roster.of_names((agents or "").replace("，", ",").split(","))
    log = ReadLog()
    listed = load_roster(roster, settings=settings, log=log) if roster else Roster()
    tell(log)
    return ReadOptions(
        format=format,
        encoding=encoding,
        roster=named | listed,
        zone=zone,
        profile=load_profile(map) if map else TableProfile(),
        settings=settings,
    )


def tell(log: "ReadLog") -> None:
    """Notices and what was skipped (the first 20 lines of it), on stderr."""
    summary = log.summary()
    for line in summary[:_LISTED]:
        typer.echo(line, err=True)
    if len(summary) > _LISTED:
        typer.echo(f"and {len(summary) - _LISTED:,} more like these", err=True)
