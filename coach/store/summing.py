"""The sum of a shop's results: the same `Analysis` as the command line gives, kept for pages and reports."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, func, select, update

from coach.adding_up import Reading, add_up
from coach.candidates import FaqCandidate
from coach.coaching.precision import hinted
from coach.findings import Finding
from coach.lessons import colleagues
from coach.packing import packed
from coach.parts import Part
from coach.pipeline import Coach, Plan
from coach.result import Analysis
from coach.rubrics import load_rubric
from coach.rules.own_check import as_rules
from coach.settings import Settings
from coach.store import boards
from coach.store.corpus_rows import CORPUS, corpus_finding_row, count_people
from coach.store.count_rows import MODELS, count_rows
from coach.store.database import insert_new, now, replace_row
from coach.store.keeping import unmatched_orders
from coach.store.plan_checks import with_checks
from coach.store.result_tables import counts, findings, runs, summaries
from coach.store.running import ground
from coach.store.tables import pieces, shops

if TYPE_CHECKING:
    from coach.store.store import Store


def keep_summary(store: "Store", shop: str, run: str, *, show: bool = True) -> None:
    """Compute the sum of a run and keep it, with what corpus rules find; with `show` the run is shown from now on."""
    across: list[Finding] = []
    with store.database.reading() as connection:
        whole = boards.whole(connection, shop, run)
    plan = _plan(store, shop, run)
    board = boards.made(store, shop, run, whole, plan.settings)
    asked = {one.session: one for one in whole.asked}
    sessions = {one.session: (one.person, one.at.date() if one.at else None) for one in whole.asked}
    compared = [one for rule in Coach(plan).rules if rule.compare for one in rule.compare(whole.asked)]
    found = _summed(store, shop, whole, plan, across.append, faq=lambda: board.board.kept)
    before = store.results.analysis(shop, run=run)
    place = {"shop": shop, "run": run, "bucket": CORPUS}
    with store.database.writing() as connection:
        boards.keep(connection, shop, board)
        for table in (findings, counts):
            mine = (table.c.shop == shop) & (table.c.run == run) & (table.c.bucket == CORPUS)
            connection.execute(delete(table).where(mine))
        insert_new(connection, findings, [corpus_finding_row(one, asked) | place for one in across])
        insert_new(connection, counts, [one | place for one in count_rows(compared, sessions, voice=MODELS)])
        count_people(connection, shop, run)
        checked = with_checks(connection, shop, run, found=found, before=before, own=as_rules(plan.own_rules))
        replace_row(connection, summaries, {"shop": shop, "run": run, "at": now(), "body": packed(checked)})
        if show:
            connection.execute(update(shops).where(shops.c.id == shop).values(run=run))
        decided_meanwhile = boards.read_curation(connection, shop) != board.decided
    if show and decided_meanwhile:
        boards.rearrange(store, shop, regroup=True)


def _summed(
    store: "Store",
    shop: str,
    whole: Part,
    plan: Plan,
    keep: Callable[[Finding], object],
    *,
    faq: Callable[[], tuple[FaqCandidate, ...]],
) -> Analysis:
    """The analysis that the sum of all parts gives; findings of corpus rules go to `keep`."""
    with store.database.reading() as connection:
        unmatched = unmatched_orders(connection, shop)
        files = connection.execute(select(func.count()).select_from(pieces).where(pieces.c.shop == shop)).scalar_one()
    hints = store.verdicts.hints(shop, least=plan.settings.rules.least_precision)
    return add_up(
        whole,
        colleagues(whole, plan),
        reading=Reading(files, unmatched, store.imports.log(shop), store.shops.item_titles(shop)),
        plan=plan,
        rubric=hinted(load_rubric(own=as_rules(plan.own_rules)), hints),
        faq=faq,
        keep=keep,
    )


def _plan(store: "Store", shop: str, run: str) -> Plan:
    """The plan of the shop, with the settings of the run."""
    with store.database.reading() as connection:
        settings = connection.execute(select(runs.c.settings).where(runs.c.id == run)).scalar_one()
    return msgspec.structs.replace(ground(store, shop).plan, settings=msgspec.json.decode(settings, type=Settings))
