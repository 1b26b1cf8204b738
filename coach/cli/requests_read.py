"""What customers asked, read from chats or from lists of questions, with the orders that were paid."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

if TYPE_CHECKING:
    from coach.engine import Partition
    from coach.faq import Asked
    from coach.findings import Order
    from coach.pipeline import Plan
    from coach.readers import ReadLog, ReadOptions

QUESTIONS = "questions"
"""The value of --format that takes each line of a text file as one question."""


class Inquiries(Struct):
    """Requests, each with its line in a list or its number in chats, and the paid orders of who asked, by person."""

    asked: "list[tuple[int, Asked]]"
    paid: "dict[str, list[Order]]"


def inquiries(
    paths: Sequence[Path],
    *,
    plan: "Plan",
    options: "ReadOptions",
    log: "ReadLog",
    format: str | None,
    orders: "Sequence[Order]" = (),
    jobs: int | None = None,
) -> Inquiries:
    """What was asked in chats, partition by partition over `jobs` processes, or in lists; the same for any number."""
    from coach.cli.question_lists import are_lists, asked_in_lists

    if format == QUESTIONS:
        return Inquiries(asked_in_lists(paths, plan=plan, options=options, log=log), {})
    if format is None and are_lists(paths, options=options):
        typer.echo("no chat format is recognised: each line is taken as one question (--format questions)", err=True)
        return Inquiries(asked_in_lists(paths, plan=plan, options=options, log=log), {})
    return _in_chats(paths, plan=plan, options=options, log=log, orders=orders, jobs=jobs)


def _in_chats(
    paths: Sequence[Path],
    *,
    plan: "Plan",
    options: "ReadOptions",
    log: "ReadLog",
    orders: "Sequence[Order]",
    jobs: int | None,
) -> Inquiries:
    import tempfile
    from functools import partial

    from coach import engine
    from coach.gathering import gather

    found = Inquiries([], {})
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as folder:
        gathered = gather(paths, plan=plan, options=options, log=log, orders=orders, folder=Path(folder), jobs=jobs)
        for asked, paid in engine.run(gathered.partitions, partial(_in_partition, plan=gathered.plan), jobs=jobs):
            found.asked += enumerate(asked, start=len(found.asked) + 1)
            found.paid |= paid
    return found


def _in_partition(partition: "Partition", *, plan: "Plan") -> "tuple[list[Asked], dict[str, list[Order]]]":
    """The requests of some customers, and those of their orders that followed a consultation and were paid."""
    from coach import engine
    from coach.faq import Asked, asked
    from coach.outcomes import attribute_cases
    from coach.pipeline import Coach

    cases = Coach(plan).cases(*engine.load(partition))
    owned = attribute_cases(cases).by_person
    requests: list[Asked] = []
    for case in cases:
        ordered_after = {one.session for one in owned.get(case.person, ())}
        for linked in case.sessions:
            requests += asked(linked, followed_by_order=linked.session.id in ordered_after)
    paid = {person: [one.order for one in those if one.order.paid_at] for person, those in owned.items()}
    return requests, {person: those for person, those in paid.items() if those}
