"""An analysis: from files to the one result that reports, the store and the API take."""

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec
from msgspec import Struct

from coach import engine, resume
from coach.adding_up import Reading, add_up
from coach.candidates import FaqCandidate
from coach.findings import Finding, Order, TrafficDay
from coach.gathering import Progress, gather, silent
from coach.metrics.traffic import traffic_days
from coach.pipeline import Plan
from coach.readers import ReadLog, ReadOptions
from coach.result import Analysis
from coach.rubrics import Rubric
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.coaching.advice import Colleagues
    from coach.faq.board import Beside, Board
    from coach.faq.earlier import Earlier
    from coach.parts import Part


class Tables(Struct, frozen=True):
    """The tables that go with chats: orders (None: those whose cards stand in the chats), visits by day, titles."""

    orders: Sequence[Order] | None = None
    traffic: Sequence[TrafficDay] = ()
    item_titles: Mapping[str, str] = {}


class Surroundings(Struct, frozen=True):
    """Who works, who watches, and what is kept from one run to the next.

    `jobs` processes work (None: one a core). `meanwhile` is called where this process would only wait for a worker: to
    get ready for what comes next. `earlier` has the FAQ's ids and decisions of the run before, `take_board` is given
    those for the next one. `work` is the folder in which finished partitions are kept for the same command again, of
    which `tell` hears (`coach.resume`).
    """

    jobs: int | None = None
    progress: Progress = silent
    meanwhile: Callable[[], object] = lambda: None
    earlier: "Earlier | None" = None
    take_board: Callable[["Board"], object] = lambda _: None
    work: Path | None = None
    tell: resume.Tell = lambda _: None


ALONE = Surroundings()


def analyse(
    paths: Sequence[Path],
    *,
    plan: Plan,
    options: ReadOptions,
    log: ReadLog,
    findings_file: Path,
    rubric: Rubric,
    tables: Tables = Tables(),  # noqa: B008 - a frozen value
    around: Surroundings = ALONE,
) -> Analysis:
    """Read, judge and add up; all findings go to `findings_file`, one a line.

    Memory is bounded by the partition, but for the requests, which FAQ mining needs together (a few hundred bytes
    each). The result does not depend on the number of jobs.
    """
    plan = msgspec.structs.replace(plan, order_cards=tables.orders is None)
    for account in plan.roster.shared():
        log.notice("roster", f"{account} belongs to two people on the same days; the line that stands first counts")
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as name:
        found = gather(
            paths,
            plan=plan,
            options=options,
            log=log,
            orders=tables.orders or (),
            folder=Path(name),
            jobs=around.jobs,
            progress=around.progress,
        )
        run = resume.started(found, "analyse", folder=around.work, spare=Path(name), tell=around.tell)
        whole = _judged(run, jobs=around.jobs, progress=around.progress)
        candidates = _mined(whole, tables, settings=plan.settings, around=around, several=len(run.partitions) > 1)
        others = _advised(whole, run, findings_file)
    reading = _reading(found.spool, tables, log)
    with findings_file.open("ab") as file:
        return add_up(
            whole, others, reading=reading, plan=run.plan, rubric=rubric, faq=candidates, keep=partial(_keep, file)
        )


def _reading(spool: engine.Spool, tables: Tables, log: ReadLog) -> Reading:
    return Reading(
        conversations=spool.conversations,
        unmatched=spool.unmatched,
        log=log,
        item_titles=tables.item_titles,
        traffic=traffic_days(tables.traffic, tables.orders),
    )


def _keep(file: BinaryIO, found: Finding) -> None:
    file.write(msgspec.json.encode(found) + b"\n")


def _judged(run: resume.Run, *, jobs: int | None, progress: Progress) -> "Part":
    """The sum over all partitions; what judging imports takes seconds, so it comes after the workers have begun."""
    from coach.parts import Part, join, judge

    parts = run.results(partial(judge, plan=run.plan, folder=run.parts), gives=Part, jobs=jobs)
    return join(_counted_parts(parts, progress, of=len(run.partitions)))


def _counted_parts(parts: Iterable["Part"], progress: Progress, *, of: int) -> Iterator["Part"]:
    progress("judge", 0, of)
    for done, part in enumerate(parts, start=1):
        progress("judge", done, of)
        yield part


def faq_beside(whole: "Part", earlier: "Earlier | None", *, items: Collection[str], with_orders: bool) -> "Beside":
    """What FAQ mining takes besides the requests; payments count where there are orders, from an export or cards."""
    from coach.faq.board import Beside

    known = Beside(known=earlier.known, curation=earlier.curation) if earlier else Beside()
    paid = whole.paid if with_orders or whole.paid else None
    return msgspec.structs.replace(known, paid=paid, items=tuple(items))


def _mined(
    whole: "Part", tables: Tables, *, settings: Settings, around: Surroundings, several: bool
) -> Callable[[], tuple[FaqCandidate, ...]]:
    """The FAQ candidates, mined by a worker, who has the word lists, while this process adds up and gets ready."""
    from coach.faq.board import board

    beside = faq_beside(whole, around.earlier, items=tables.item_titles, with_orders=tables.orders is not None)
    search = partial(board, whole.asked, settings=settings.faq, beside=beside, vectors=settings.vectors.encoder)
    found = engine.aside(search, jobs=around.jobs if several else 1)

    def wait() -> tuple[FaqCandidate, ...]:
        if several:
            around.meanwhile()
        made = found()
        around.take_board(made)
        return made.kept

    return wait


def _advised(whole: "Part", run: resume.Run, findings_file: Path) -> "Colleagues":
    """Write the findings of all partitions, each with a colleague's better reply; who has such comes back."""
    from coach.lessons import advised_lines, colleagues

    others = colleagues(whole, run.plan)
    with findings_file.open("wb") as target:
        target.writelines(advised_lines(run.parts, others))
    return others
