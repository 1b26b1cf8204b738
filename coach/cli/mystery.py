"""`coach mystery`: a test script for an agent out of a finished analysis, and the score of the test."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from coach.cli.options import (
    Agents,
    ChatLanguage,
    Encoding,
    Format,
    MapFile,
    ReportLanguage,
    RosterFile,
    Zone,
)

if TYPE_CHECKING:
    from coach.coaching.mystery_score import MysteryScore
    from coach.readers import ReadOptions
    from coach.settings import Settings


def mystery(
    action: Annotated[Literal["draw", "score"], typer.Argument(help="draw a test, or score one that was held.")],
    source: Annotated[Path, typer.Argument(help="draw: the folder of a report; score: the test (.toml).")],
    transcript: Annotated[Path | None, typer.Argument(help="score: the chat in which the test was held.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="draw: .toml, with the tester's sheet .md beside; score: .md, .json."),
    ] = None,
    agent: Annotated[str | None, typer.Option("--agent", help="draw: whom to test, as the report names them.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="draw: another number draws another test.")] = 0,
    format: Format = None,
    encoding: Encoding = None,
    agents: Agents = None,
    roster: RosterFile = None,
    map: MapFile = None,
    zone: Zone = None,
    language: ChatLanguage = "auto",
    report_language: ReportLanguage = "zh",
) -> None:
    """Draw a mystery test for an agent from a report's folder, or score the chat in which one was held."""
    from coach.cli.reading import read_options
    from coach.errors import InputError
    from coach.i18n import translator
    from coach.settings import load_settings

    translator(report_language)
    if action == "draw":
        if agent is None or output is None:
            raise InputError("say whom to test with --agent and where to write the test with -o test.toml")
        _draw(source, agent, output, seed=seed, language=report_language)
        return
    if transcript is None:
        raise InputError("name the test and then the chat in which it was held: coach mystery score test.toml chat.txt")
    settings = load_settings(arguments={"read": {"zone": zone}})
    options = read_options(
        settings=settings.read, agents=agents, roster=roster, encoding=encoding, format=format, map=map, zone=zone
    )
    found = _score(source, transcript, settings, options, language=language)
    _tell(found, output, language=report_language)


def _draw(folder: Path, agent: str, output: Path, *, seed: int, language: str) -> None:
    from coach.cli.writing import write_whole
    from coach.coaching.mystery import script_toml
    from coach.coaching.mystery_draw import draw, read_report
    from coach.errors import OutputError
    from coach.i18n import LANGUAGES, translator
    from coach.reports.mystery import sheet
    from coach.reports.texts import Texts

    if output.suffix.lower() != ".toml":
        raise OutputError(f"{output} is to hold a test; give it a name that ends in .toml")
    hard_line = {code: translator(code)("mystery.hard_line") for code in LANGUAGES}
    script = draw(read_report(folder), agent, seed=seed, hard_line=hard_line)
    write_whole(output, [script_toml(script).encode()])
    write_whole(output.with_suffix(".md"), [sheet(script, Texts(language)).encode()])
    typer.echo(f"{len(script.lines)} lines to ask {agent}; the tester's sheet: {output.with_suffix('.md')}", err=True)
    typer.echo(str(output))


def _score(
    test: Path, transcript: Path, settings: "Settings", options: "ReadOptions", *, language: str
) -> "MysteryScore":
    from coach.cli.reading import tell
    from coach.coaching.mystery import read_script
    from coach.coaching.mystery_score import score
    from coach.pipeline import Coach, load
    from coach.readers import ReadLog, read

    script = read_script(test)
    coach = Coach(load(language, settings=settings, roster=options.roster).plan)
    log = ReadLog()
    cases = coach.cases(read([transcript], options=options, log=log))
    tell(log)
    return score(script, cases, [one for case in cases for one in coach.opportunities(case)])


def _tell(found: "MysteryScore", output: Path | None, *, language: str) -> None:
    """The score on stdout as Markdown, or in the file: JSON when its name ends so."""
    import msgspec

    from coach.cli.writing import write_whole
    from coach.reports.mystery import score_report
    from coach.reports.texts import Texts

    written = score_report(found, Texts(language)).encode()
    if output is None:
        typer.echo(written.decode(), nl=False)
        return
    as_json = output.suffix.lower() == ".json"
    body = msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n" if as_json else written
    write_whole(output, [body])
    typer.echo(f"criteria met: {found.met} of {found.of}; never asked: {len(found.not_asked)}", err=True)
    typer.echo(str(output))
