"""`coach analyse`: chats in, the report out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from coach.cli.options import (
    Agents,
    ChatLanguage,
    Chats,
    Encoding,
    Format,
    Jobs,
    KeepPersonalData,
    MapFile,
    ReportLanguage,
    RosterFile,
    Zone,
)

if TYPE_CHECKING:
    from coach.analysis import Analysis
    from coach.pipeline import Plan
    from coach.readers import ReadOptions


def analyse(
    paths: Chats,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the report.")],
    orders: Annotated[Path | None, typer.Option("--orders", help="Order export, CSV or XLSX.")] = None,
    items: Annotated[Path | None, typer.Option("--items", help="Table of items: id, title, url.")] = None,
    roster: RosterFile = None,
    agents: Agents = None,
    format: Format = None,
    encoding: Encoding = None,
    map: MapFile = None,
    zone: Zone = None,
    preset: Annotated[str | None, typer.Option("--preset", help="Metric preset; auto: each platform's own.")] = None,
    language: ChatLanguage = "auto",
    report_language: ReportLanguage = "zh",
    rubric: Annotated[Path | None, typer.Option("--rubric", help="Weights of factors and rules, TOML.")] = None,
    keep_personal_data: KeepPersonalData = False,
    jobs: Jobs = None,
) -> None:
    """Read chats and write the report: what customers ask, FAQ candidates, and feedback for each agent."""
    from coach.cli.reading import read_options
    from coach.pipeline import load
    from coach.settings import load_settings

    masked = {"keep_personal_data": keep_personal_data or None}
    settings = load_settings(arguments={"read": {"zone": zone}, "metrics": {"preset": preset}, "privacy": masked})
    options = read_options(
        settings=settings.read, agents=agents, roster=roster, encoding=encoding, format=format, map=map, zone=zone
    )
    plan = load(language, settings=settings, roster=options.roster).plan
    tables = Tables(orders=orders, items=items, rubric=rubric)
    _analyse(paths, plan, options, tables, jobs=jobs, output=output, language=report_language)


class Tables(Struct, frozen=True):
    """The tables that go with the chats: orders, items, and the rubric that weighs the rules."""

    orders: Path | None
    items: Path | None
    rubric: Path | None


def _analyse(
    paths: list[Path],
    plan: "Plan",
    options: "ReadOptions",
    tables: Tables,
    *,
    jobs: int | None,
    output: Path,
    language: str,
) -> None:
    """Analyse, write the reports to `output`, and say what was read and skipped."""
    import tempfile

    import msgspec

    from coach import analysis, engine
    from coach.cli.progress import shown_progress
    from coach.cli.reading import tell
    from coach.i18n import translator
    from coach.orders import read_orders
    from coach.readers import ReadLog
    from coach.readers.items import read_items
    from coach.reports import write_reports
    from coach.reports.charts import warm_up
    from coach.rubrics import load_rubric
    from coach.rules.own_check import as_rules

    translator(language)
    _check(output)
    log = ReadLog()
    plain = msgspec.structs.replace(options, format=None, encoding=None)
    with tempfile.TemporaryDirectory(prefix="coach-") as folder, shown_progress() as progress:
        findings_file = Path(folder) / "findings.jsonl"
        result = analysis.analyse(
            paths,
            plan=plan,
            options=options,
            log=log,
            findings_file=findings_file,
            rubric=load_rubric(tables.rubric, own=as_rules(plan.own_rules)),
            orders=read_orders(tables.orders, log=log, options=plain) if tables.orders else (),
            item_titles=read_items(tables.items, settings=options.settings) if tables.items else {},
            jobs=jobs,
            progress=progress,
            meanwhile=warm_up,
        )
        engine.dismiss()
        write_reports(result, output, language=language, findings_file=findings_file)
    tell(log)
    typer.echo(_summary(result), err=True)
    typer.echo(str(output / "report.html"))


def _check(output: Path) -> None:
    from coach.errors import OutputError

    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; name a folder for the report with -o")


def _summary(result: "Analysis") -> str:
    read = f"read: sessions {result.sessions:,}, messages {result.messages:,}, agents {len(result.agents):,}"
    return f"{read}; skipped: {result.skipped_count:,}"
