"""What customers asked, read from chats or from lists of questions, with the orders that were paid."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct

if TYPE_CHECKING:
    from coach.engine import Partition
    from coach.faq import Asked
    from coach.faq.value import Payment
    from coach.findings import Order
    from coach.pipeline import Plan
    from coach.readers import ReadLog, ReadOptions

QUESTIONS = "questions"
"""The value of --format that takes each line of a text file as one question."""


class Inquiries(Struct):
    """Requests, each with its line in a list or its number in chats, and what each person who asked paid."""

    asked: "list[tuple[int, Asked]]"
    paid: "dict[str, list[Payment]]"


def inquiries(
    paths: Sequence[Path],
    *,
    plan: "Plan",
    options: "ReadOptions",
    log: "ReadLog",
    format: str | None,
    orders: "Sequence[Order] | None" = None,
    jobs: int | None = None,
    work: Path | None = None,
) -> Inquiries:
    """What was asked in chats, partition by partition over `jobs` processes, or in lists; the same for any number.

    Without an export (`orders` None) the orders are those whose cards stand in the chats. `work` is the folder in which
    finished partitions are kept for the same command again.
    """
    from coach.cli.question_lists import are_lists, asked_in_lists

    if format == QUESTIONS:
        return Inquiries(asked_in_lists(paths, plan=plan, options=options, log=log), {})
    if format is None and are_lists(paths, options=options):
        typer.echo("no chat format is recognised: each line is taken as one question (--format questions)", err=True)
        return Inquiries(asked_in_lists(paths, plan=plan, options=options, log=log), {})
    return _in_chats(paths, plan=plan, options=options, log=log, orders=orders, jobs=jobs, work=work)


def _in_chats(
    paths: Sequence[Path],
    *,
    plan: "Plan",
    options: "ReadOptions",
    log: "ReadLog",
    orders: "Sequence[Order] | None",
    jobs: int | None,
    work: Path | None,
) -> Inquiries:
    import tempfile
    from functools import partial

    import msgspec

    from coach import resume
    from coach.cli.progress import shown_progress
    from coach.faq import Asked
    from coach.faq.value import Payment
    from coach.gathering import gather

    found = Inquiries([], {})
    plan = msgspec.structs.replace(plan, order_cards=orders is None)
    with tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True) as name, shown_progress() as progress:
        spare = Path(name)
        gathered = gather(
            paths, plan=plan, options=options, log=log, orders=orders or (), folder=spare, jobs=jobs, progress=progress
        )
        run = resume.started(gathered, "faq", folder=work, spare=spare, tell=partial(typer.echo, err=True))
        gives = tuple[list[Asked], dict[str, list[Payment]]]
        parts = run.results(partial(_in_partition, plan=run.plan), gives=gives, jobs=jobs)
        for done, (asked, paid) in enumerate(parts, start=1):
            progress("judge", done, len(run.partitions))
            found.asked += enumerate(asked, start=len(found.asked) + 1)
            found.paid |= paid
    return found


def _in_partition(partition: "Partition", *, plan: "Plan") -> "tuple[list[Asked], dict[str, list[Payment]]]":
    """The requests of some customers, and what they paid after a consultation."""
    from coach import engine
    from coach.faq import Asked, asked
    from coach.faq.value import payments
    from coach.outcomes import attribute_cases
    from coach.pipeline import Coach

    cases = Coach(plan).cases(*engine.load(partition))
    owned = attribute_cases(cases, method=plan.settings.metrics.attribution)
    requests: list[Asked] = []
    for case in cases:
        ordered_after = {one.session for one in owned.by_person.get(case.person, ())}
        for linked in case.sessions:
            requests += asked(linked, followed_by_order=linked.session.id in ordered_after)
    return requests, payments(owned)
