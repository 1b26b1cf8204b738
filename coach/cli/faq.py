"""`coach faq`: chats or a list of questions in, FAQ candidates out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import (
    Agents,
    ChatLanguage,
    Encoding,
    Jobs,
    KeepPersonalData,
    MapFile,
    ReportLanguage,
    RosterFile,
)

if TYPE_CHECKING:
    from coach.engine import Partition
    from coach.faq import Asked
    from coach.pipeline import Plan
    from coach.readers import ReadLog, ReadOptions

QUESTIONS = "questions"
"""The value of --format that takes each line of a text file as one question."""


def faq(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Chats, or text files with a question a line.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for faq.jsonl, faq.md and clusters.csv.")],
    format: Annotated[
        str | None, typer.Option("--format", help="questions: each line is one; or the chats' format.")
    ] = None,
    encoding: Encoding = None,
    agents: Agents = None,
    roster: RosterFile = None,
    map: MapFile = None,
    language: ChatLanguage = "auto",
    report_language: ReportLanguage = "zh",
    keep_personal_data: KeepPersonalData = False,
    jobs: Jobs = None,
) -> None:
    """Group what customers ask, with the best answers, into candidates for the detail page."""
    from coach.cli.reading import read_options, tell
    from coach.i18n import translator
    from coach.pipeline import load
    from coach.readers import ReadLog
    from coach.settings import load_settings

    translator(report_language)
    settings = load_settings(arguments={"privacy": {"keep_personal_data": keep_personal_data or None}})
    chats = None if format == QUESTIONS else format
    options = read_options(
        settings=settings.read, agents=agents, roster=roster, encoding=encoding, format=chats, map=map
    )
    plan = load(language, settings=settings, roster=options.roster).plan
    log = ReadLog()
    asked = _asked(paths, plan=plan, options=options, log=log, format=format, jobs=jobs)
    tell(log)
    groups, candidates = _write(asked, output, plan=plan, language=report_language)
    typer.echo(f"{len(asked):,} questions, {groups:,} groups, {candidates:,} candidates", err=True)
    typer.echo(str(output / "faq.md"))


def _asked(
    paths: Sequence[Path],
    *,
    plan: "Plan",
    options: "ReadOptions",
    log: "ReadLog",
    format: str | None,
    jobs: int | None,
) -> "Sequence[tuple[int, Asked]]":
    """What was asked, each with its line in a list, or with its number in chats."""
    from coach.cli.question_lists import are_lists, asked_in_lists

    if format == QUESTIONS:
        return asked_in_lists(paths, plan=plan, options=options, log=log)
    if format is None and are_lists(paths, options=options):
        typer.echo("no chat format is recognised: each line is taken as one question (--format questions)", err=True)
        return asked_in_lists(paths, plan=plan, options=options, log=log)
    return tuple(enumerate(asked_in(paths, plan=plan, options=options, log=log, jobs=jobs), start=1))


def asked_in(
    paths: Sequence[Path], *, plan: "Plan", options: "ReadOptions", log: "ReadLog", jobs: int | None = None
) -> "list[Asked]":
    """What customers asked in the chats, partition by partition over `jobs` processes; the same for any number."""
    import tempfile
    from functools import partial

    from coach import engine
    from coach.readers import read

    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as folder:
        spool = engine.Spool(Path(folder) / "spool.sqlite")
        spool.fill(read(paths, options=options, log=log))
        parts = engine.run(spool.partitions(), partial(_asked_in_partition, plan=plan), jobs=jobs)
        return [one for part in parts for one in part]


def _asked_in_partition(partition: "Partition", *, plan: "Plan") -> "list[Asked]":
    from coach import engine
    from coach.faq import asked
    from coach.pipeline import Coach

    conversations, orders = engine.load(partition)
    cases = Coach(plan).cases(conversations, orders)
    return [one for case in cases for linked in case.sessions for one in asked(linked)]


def _write(asked: "Sequence[tuple[int, Asked]]", output: Path, *, plan: "Plan", language: str) -> tuple[int, int]:
    """Write the three files, all or none; the numbers of groups and of candidates."""
    from coach.faq import mine_all
    from coach.faq.writing import write_clusters, write_faq_jsonl, write_faq_markdown
    from coach.reports.placing import placed

    mined = mine_all([one for _, one in asked], settings=plan.settings.faq)
    with placed(output) as folder:
        write_faq_jsonl(mined.candidates, folder / "faq.jsonl")
        write_faq_markdown(mined.candidates, folder / "faq.md", language=language)
        rows = ((line, one.text, group) for (line, one), group in zip(asked, mined.clusters, strict=True))
        write_clusters(folder / "clusters.csv", rows)
    return len(set(mined.clusters)), len(mined.candidates)
