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
    from coach.analysis import Surroundings, Tables
    from coach.faq.board import Board
    from coach.faq.curation import Curation
    from coach.faq.earlier import Earlier
    from coach.findings import Order
    from coach.gathering import Progress
    from coach.pipeline import Plan
    from coach.readers import ReadLog, ReadOptions
    from coach.result import Analysis


def analyse(
    paths: Chats,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the report.")],
    orders: Annotated[Path | None, typer.Option("--orders", help="Order export, CSV or XLSX.")] = None,
    orders_map: Annotated[
        Path | None, typer.Option("--orders-map", help="TOML file that names the order export's columns.")
    ] = None,
    attribution: Annotated[
        str | None, typer.Option("--attribution", help="Whose an order is: order (default), payment or order_first.")
    ] = None,
    traffic: Annotated[
        Path | None, typer.Option("--traffic", help="Table of days: date, visits, and perhaps sales.")
    ] = None,
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
    verdicts: Annotated[Path | None, typer.Option("--verdicts", help="What people said of it, JSON Lines.")] = None,
    previous: Annotated[
        str | None,
        typer.Option("--previous", help="Folder of an earlier report to compare with; default: one beside -o; none."),
    ] = None,
    keep_personal_data: KeepPersonalData = False,
    jobs: Jobs = None,
) -> None:
    """Read chats and write the report: what customers ask, FAQ candidates, and feedback for each agent."""
    import msgspec

    from coach.cli.reading import read_options
    from coach.coaching.verdicts import read_verdicts
    from coach.pipeline import load
    from coach.settings import load_settings

    _check_method(attribution)
    masked = {"keep_personal_data": keep_personal_data or None}
    settings = load_settings(
        arguments={"read": {"zone": zone}, "metrics": {"preset": preset, "attribution": attribution}, "privacy": masked}
    )
    options = read_options(
        settings=settings.read, agents=agents, roster=roster, encoding=encoding, format=format, map=map, zone=zone
    )
    plan = load(language, settings=settings, roster=options.roster).plan
    plan = msgspec.structs.replace(plan, verdicts=read_verdicts(verdicts) if verdicts else ())
    tables = TableFiles(orders=orders, orders_map=orders_map, traffic=traffic, items=items, rubric=rubric)
    wanted = Wanted(output=output, language=report_language, previous=previous, jobs=jobs)
    _analyse(paths, plan, options, tables, wanted)


class Wanted(Struct, frozen=True):
    """The report that is wanted: where, in which language, compared with what, and by how many processes."""

    output: Path
    language: str
    previous: str | None
    jobs: int | None


class TableFiles(Struct, frozen=True):
    """The tables that go with the chats: orders with the names of their columns, traffic, items, and the rubric."""

    orders: Path | None
    orders_map: Path | None
    traffic: Path | None
    items: Path | None
    rubric: Path | None


def _analyse(paths: list[Path], plan: "Plan", options: "ReadOptions", tables: TableFiles, wanted: Wanted) -> None:
    """Analyse, write the reports, and say what was read and skipped."""
    import tempfile

    from coach import analysis, engine, resume
    from coach.cli.progress import shown_progress
    from coach.faq.earlier import read_earlier
    from coach.i18n import translator
    from coach.readers import ReadLog
    from coach.rubrics import load_rubric
    from coach.rules.own_check import as_rules

    translator(wanted.language)
    _check(wanted.output)
    earlier = read_earlier(wanted.output)
    boards: list[Board] = []
    log = ReadLog()
    with (
        tempfile.TemporaryDirectory(prefix="coach-") as folder,
        shown_progress() as progress,
        engine.without_collecting(),
    ):
        findings_file = Path(folder) / "findings.jsonl"
        result = analysis.analyse(
            paths,
            plan=plan,
            options=options,
            log=log,
            findings_file=findings_file,
            rubric=load_rubric(tables.rubric, own=as_rules(plan.own_rules)),
            tables=_tables(tables, plan, options, log),
            around=_around(wanted, progress, earlier, boards),
        )
        engine.dismiss()
        told = _report(result, wanted, findings_file)
        _leave(boards[0], earlier.curation, wanted.output, language=wanted.language)
    resume.finished(wanted.output / resume.FOLDER)
    _tell(log, told, result, wanted.output)


def _around(wanted: Wanted, progress: "Progress", earlier: "Earlier", boards: "list[Board]") -> "Surroundings":
    """Who works and watches, and what is kept; the FAQ board comes into `boards`."""
    from functools import partial

    from coach import resume
    from coach.analysis import Surroundings
    from coach.reports.charts import warm_up

    return Surroundings(
        jobs=wanted.jobs,
        progress=progress,
        meanwhile=warm_up,
        earlier=earlier,
        take_board=boards.append,
        work=wanted.output / resume.FOLDER,
        tell=partial(typer.echo, err=True),
    )


def _tell(log: "ReadLog", told: tuple[str, ...], result: "Analysis", output: Path) -> None:
    """What was read and skipped, and what else the user should know, on stderr; where the report is, on stdout."""
    from coach.cli.reading import tell

    tell(log)
    for line in (*told, _summary(result)):
        typer.echo(line, err=True)
    typer.echo(str(output / "report.html"))


def _report(result: "Analysis", wanted: Wanted, findings_file: Path) -> tuple[str, ...]:
    """Compare with an earlier period, write all reports, and return what the user should know about the comparison."""
    import msgspec

    from coach.reports import write_reports
    from coach.reports.period import compared
    from coach.reports.plans import checked_again, read_plans

    comparison, notices = compared(result, wanted.output, named=wanted.previous)
    result = msgspec.structs.replace(result, notices=(*result.notices, *notices))
    if comparison:
        earlier = Path(wanted.previous) if wanted.previous else wanted.output.resolve().parent / comparison.folder
        result = checked_again(result, read_plans(earlier))
    write_reports(result, wanted.output, language=wanted.language, findings_file=findings_file, comparison=comparison)
    found = f"compared with: {comparison.folder}" if comparison else "compared with: no earlier report"
    return (*map(str, notices), found)


def _leave(board: "Board", curation: "Curation", output: Path, *, language: str) -> None:
    """Write what the next run takes up: the ids of the questions, and the workbook for people's decisions."""
    from coach.faq.earlier import earlier_files
    from coach.reports.placing import placed

    with placed(output) as folder:
        for name, content in earlier_files(board, curation, language=language).items():
            (folder / name).write_bytes(content)


def _tables(tables: TableFiles, plan: "Plan", options: "ReadOptions", log: "ReadLog") -> "Tables":
    from coach.analysis import Tables
    from coach.orders import read_traffic
    from coach.readers.items import read_items

    return Tables(
        orders=_orders(tables, plan, options, log),
        traffic=read_traffic(tables.traffic, log=log, settings=options.settings) if tables.traffic else (),
        item_titles=read_items(tables.items, settings=options.settings) if tables.items else {},
    )


def _orders(tables: TableFiles, plan: "Plan", options: "ReadOptions", log: "ReadLog") -> "list[Order] | None":
    """The orders of the export; None without one."""
    import msgspec

    from coach.orders import load_orders_map, read_orders
    from coach.readers import TableProfile

    if tables.orders is None:
        return None
    named = (
        load_orders_map(tables.orders_map) if tables.orders_map else TableProfile(day_first=options.profile.day_first)
    )
    plain = msgspec.structs.replace(options, format=None, encoding=None, profile=named)
    return read_orders(tables.orders, log=log, options=plain, no_sale=plan.settings.metrics.excluded_statuses)


def _check_method(attribution: str | None) -> None:
    from typing import get_args

    from coach.errors import SettingsError
    from coach.findings import AttributionMethod

    methods = get_args(AttributionMethod)
    if attribution is not None and attribution not in methods:
        raise SettingsError(f"--attribution {attribution} is not known; choose one of: {', '.join(methods)}")


def _check(output: Path) -> None:
    from coach.errors import OutputError

    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; name a folder for the report with -o")


def _summary(result: "Analysis") -> str:
    read = f"read: sessions {result.sessions:,}, messages {result.messages:,}, agents {len(result.agents):,}"
    return f"{read}; skipped: {result.skipped_count:,}"
