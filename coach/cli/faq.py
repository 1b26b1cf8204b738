"""`coach faq`: chats or a list of questions in, FAQ candidates and what a shop publishes of them out."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

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
    from coach.cli.requests_read import Inquiries
    from coach.faq.board import Board
    from coach.faq.earlier import Earlier
    from coach.faq.pages import Page
    from coach.pipeline import Plan
    from coach.settings import ReadSettings


def faq(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Chats, or text files with a question a line.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder for the FAQ; run again, it keeps decisions.")],
    format: Annotated[
        str | None, typer.Option("--format", help="questions: each line is one; or the chats' format.")
    ] = None,
    orders: Annotated[Path | None, typer.Option("--orders", help="Order export: what a question costs.")] = None,
    items: Annotated[Path | None, typer.Option("--items", help="Table of items: id, title, url.")] = None,
    pages: Annotated[
        Path | None, typer.Option("--pages", help="Detail page, or a folder of pages named by item id.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Day of publishing: did the questions' share fall?"),
    ] = None,
    curation: Annotated[
        Path | None, typer.Option("--curation", help="Edited workbook; default: faq.xlsx in the folder.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option("--state", help="Ids of earlier runs; default: faq-state.jsonl in the folder.")
    ] = None,
    only_approved: Annotated[bool, typer.Option("--only-approved", help="Publish what was approved, no more.")] = False,
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
    from coach import resume
    from coach.cli.reading import read_options, tell
    from coach.cli.requests_read import QUESTIONS, inquiries
    from coach.i18n import translator
    from coach.orders import read_orders
    from coach.pipeline import load
    from coach.readers import ReadLog
    from coach.settings import load_settings

    translator(report_language)
    settings = load_settings(arguments={"privacy": {"keep_personal_data": keep_personal_data or None}})
    known = _known(output, state=state, curation=curation, pages=pages, items=items, settings=settings.read)
    chats = None if format == QUESTIONS else format
    options = read_options(
        settings=settings.read, agents=agents, roster=roster, encoding=encoding, format=chats, map=map
    )
    plan = load(language, settings=settings, roster=options.roster).plan
    log = ReadLog()
    plain = read_options(settings=settings.read)
    bought = read_orders(orders, log=log, options=plain) if orders else None
    work = output / resume.FOLDER
    found = inquiries(paths, plan=plan, options=options, log=log, format=format, orders=bought, jobs=jobs, work=work)
    tell(log)
    made = _board(found, known, plan=plan, with_orders=bought is not None, since=since.date() if since else None)
    _write(made, found, known, output, state=state, language=report_language, only_approved=only_approved)
    resume.finished(work)
    typer.echo(_summary(made, found), err=True)
    typer.echo(str(output / "faq.md"))


class Known(Struct, frozen=True):
    """What was read besides the chats: earlier ids and decisions, pages, and the items' titles."""

    earlier: "Earlier"
    pages: "tuple[Page, ...]"
    titles: dict[str, str]


def _known(
    output: Path,
    *,
    state: Path | None,
    curation: Path | None,
    pages: Path | None,
    items: Path | None,
    settings: "ReadSettings",
) -> Known:
    """Read before the chats, so that a mistake in it shows at once."""
    from coach.faq.earlier import read_earlier
    from coach.faq.pages import read_pages
    from coach.readers.items import read_items

    return Known(
        earlier=read_earlier(output, state=state, book=curation),
        pages=read_pages(pages) if pages else (),
        titles=read_items(items, settings=settings) if items else {},
    )


def _board(found: "Inquiries", known: Known, *, plan: "Plan", with_orders: bool, since: date | None) -> "Board":
    from coach.errors import InputError
    from coach.faq.board import Beside, board

    asked = [one for _, one in found.asked]
    if since and not any(one.at for one in asked):
        raise InputError("--since compares before and after, but no question has a time; give chats with times")
    beside = Beside(
        known=known.earlier.known,
        curation=known.earlier.curation,
        pages=known.pages,
        paid=found.paid if with_orders or found.paid else None,
        since=since,
        items=tuple(known.titles),
    )
    return board(asked, settings=plan.settings.faq, beside=beside, vectors=plan.settings.vectors.encoder)


def _write(
    made: "Board",
    found: "Inquiries",
    known: Known,
    output: Path,
    *,
    state: Path | None,
    language: str,
    only_approved: bool,
) -> None:
    """Write all files, all or none."""
    from coach.cli.writing import write_whole
    from coach.faq.earlier import STATE, earlier_files
    from coach.faq.products import product_files, published
    from coach.faq.writing import write_clusters, write_faq_jsonl, write_faq_markdown
    from coach.reports.placing import placed

    public = published(made.shown, only_approved=only_approved)
    files = {
        **product_files(public, language=language, item_titles=known.titles),
        **earlier_files(made, known.earlier.curation, language=language),
    }
    if state:
        write_whole(state, [files.pop(STATE)])
    with placed(output) as folder:
        write_faq_jsonl(made.shown, folder / "faq.jsonl")
        write_faq_markdown(made.kept, folder / "faq.md", language=language, item_titles=known.titles)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        rows = ((line, one.text, group) for (line, one), group in zip(found.asked, made.mined.clusters, strict=True))
        write_clusters(folder / "clusters.csv", rows)


def _summary(made: "Board", found: "Inquiries") -> str:
    groups, candidates = len(set(made.mined.clusters)), len(made.shown)
    return f"{len(found.asked):,} questions, {groups:,} groups, {candidates:,} candidates"
