"""The sum of a shop's results: the same `Analysis` as the command line gives, kept for pages and reports."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, delete, func, select, update

from coach.analysis import Analysis, add_up
from coach.faq import mine
from coach.findings import Finding
from coach.parts import Part, join
from coach.pipeline import Coach, Plan
from coach.rubrics import load_rubric
from coach.rules.own_check import as_rules
from coach.settings import Settings
from coach.store.corpus_rows import CORPUS, corpus_finding_row
from coach.store.count_rows import MODELS, count_rows
from coach.store.database import insert_new, now, replace_row
from coach.store.encoding import packed, unpacked
from coach.store.keeping import unmatched_orders
from coach.store.result_tables import counts, findings, parts, runs, summaries
from coach.store.running import ground
from coach.store.tables import pieces, shops

if TYPE_CHECKING:
    from coach.store.store import Store


def keep_summary(store: "Store", shop: str, run: str, *, show: bool = True) -> None:
    """Compute the sum of a run and keep it, with what corpus rules find; with `show` the run is shown from now on."""
    across: list[Finding] = []
    with store.database.reading() as connection:
        whole = _whole(connection, shop, run)
    plan = _plan(store, shop, run)
    asked = {one.session: one for one in whole.asked}
    sessions = {one.session: (one.person, one.at.date() if one.at else None) for one in whole.asked}
    compared = [one for rule in Coach(plan).rules if rule.compare for one in rule.compare(whole.asked)]
    body = packed(_summed(store, shop, whole, plan, across.append))
    place = {"shop": shop, "run": run, "bucket": CORPUS}
    with store.database.writing() as connection:
        replace_row(connection, summaries, {"shop": shop, "run": run, "at": now(), "body": body})
        for table in (findings, counts):
            mine = (table.c.shop == shop) & (table.c.run == run) & (table.c.bucket == CORPUS)
            connection.execute(delete(table).where(mine))
        insert_new(connection, findings, [corpus_finding_row(one, asked) | place for one in across])
        insert_new(connection, counts, [one | place for one in count_rows(compared, sessions, voice=MODELS)])
        if show:
            connection.execute(update(shops).where(shops.c.id == shop).values(run=run))


def _summed(store: "Store", shop: str, whole: Part, plan: Plan, keep: Callable[[Finding], object]) -> Analysis:
    """The analysis that the sum of all parts gives; findings of corpus rules go to `keep`."""
    with store.database.reading() as connection:
        unmatched = unmatched_orders(connection, shop)
        files = connection.execute(select(func.count()).select_from(pieces).where(pieces.c.shop == shop)).scalar_one()
    return add_up(
        whole,
        conversations=files,
        unmatched=unmatched,
        plan=plan,
        log=store.imports.log(shop),
        rubric=load_rubric(own=as_rules(plan.own_rules)),
        item_titles=store.shops.item_titles(shop),
        faq=partial(mine, whole.asked, settings=plan.settings.faq, vectors=plan.settings.vectors.encoder),
        keep=keep,
    )


def _plan(store: "Store", shop: str, run: str) -> Plan:
    """The plan of the shop, with the settings of the run."""
    with store.database.reading() as connection:
        settings = connection.execute(select(runs.c.settings).where(runs.c.id == run)).scalar_one()
    return msgspec.structs.replace(ground(store, shop).plan, settings=msgspec.json.decode(settings, type=Settings))


def _whole(connection: Connection, shop: str, run: str) -> Part:
    chosen = select(parts.c.body).where(parts.c.shop == shop, parts.c.run == run).order_by(parts.c.bucket)
    return join(unpacked(body, Part) for body in connection.execute(chosen).scalars())
