"""What one person adds to the counts of some agents, or of the shop."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from coach.findings import Case, Preset
from coach.metrics.attributed import AttributedOrder
from coach.metrics.counts import Counts, add_up
from coach.metrics.prospects import prospect
from coach.metrics.rounds import Round
from coach.metrics.visit_counts import in_time, visit_counts
from coach.metrics.visits import Members, Visit, is_followed_up, is_handed_on, is_member, is_taken_over, resolved

NEXT_DAY_FINAL = timedelta(days=1)
PAID_FINAL = timedelta(days=4)


def no_team(agent: str, shop: str, at: datetime | None) -> str:  # noqa: ARG001 - the form of `Counting.team_of`
    """The team of an agent of whom no roster tells."""
    return ""


class Counting(Struct, frozen=True):
    """What counting is told.

    `presale` are the question types that make an inquirer; a question that was not asked again for `resolved_days` is
    settled; `team_of` gives the team of an agent in a shop at a time ("": none).
    """

    presale: frozenset[str]
    resolved_days: float = 7
    team_of: Callable[[str, str, datetime | None], str] = no_team


class Person(Struct, frozen=True):
    """A person with all that is counted of them."""

    case: Case
    visits: tuple[Visit, ...]
    sales: tuple[AttributedOrder, ...]


def counts_of(person: Person, members: Members, counting: Counting) -> Counts:
    """What the person, with all sessions, adds to the counts of the members."""
    theirs = [one for one in person.visits if members is None or any(is_member(agent, members) for agent in one.agents)]
    sales = [sale for sale in person.sales if is_member(sale.agent, members)]
    sessions = [visit_counts(one, members, person.case.preset) for one in theirs]
    whole = sessions[0] if len(sessions) == 1 else add_up(sessions)
    return _with_person(whole, person, theirs, sales, members=members, counting=counting)


def _with_person(
    sessions: Counts,
    person: Person,
    visits: Sequence[Visit],
    sales: Sequence[AttributedOrder],
    *,
    members: Members,
    counting: Counting,
) -> Counts:
    case = person.case
    consultations = [one for one in visits if one.has_customer and one.agents]
    owed = [wait for one in visits for wait in one.waits if is_member(wait.charged_to, members)]
    asked = {request.type.name for one in consultations for request in one.linked.requests}
    inquires = bool(asked & counting.presale)
    age = _age(case, consultations)
    settled, unsettled = resolved(case, visits, person.visits, days=counting.resolved_days)
    before = prospect(case, consultations, sales, members=members)
    return msgspec.structs.replace(
        sessions,
        consultations=int(bool(consultations)),
        inquirers=int(inquires),
        asked=int(bool(owed)),
        never_answered=int(bool(owed) and all(wait.reply is None for wait in owed)),
        within=sessions.within
        if case.preset.counted_by == "round"
        else in_time(_people(case.preset, visits, members), case.preset),
        pending_next_day=int(age is not None and age < NEXT_DAY_FINAL),
        pending_paid=int(age is not None and age < PAID_FINAL),
        transferred_in=int(any(is_taken_over(one, members) for one in visits)),
        transferred_out=int(any(is_handed_on(one, members) for one in visits)),
        followed_up=int(any(is_followed_up(one, members) for one in visits)),
        resolved=settled,
        pending_resolved=unsettled,
        prospects=before.prospects,
        askers=before.askers,
        owners=before.owners,
        intent=before.intent,
        evaded=before.evaded,
        **_bought(sales, inquires=inquires),
    )


def _bought(sales: Sequence[AttributedOrder], *, inquires: bool) -> dict[str, Any]:
    """What the person's orders count for, by field."""
    paid = any(sale.order.paid_at for sale in sales)
    return {
        "orders": int(bool(sales)),
        "inquirers_who_ordered": int(bool(sales) and inquires),
        "paid": int(paid),
        "paid_next_day": int(any(sale.paid_next_day for sale in sales)),
        "amount": _paid_amount(sales),
        "inquirers_who_paid": int(paid and inquires),
    }


def _people(preset: Preset, visits: Sequence[Visit], members: Members) -> list[list[Round]]:
    """The person's rounds together, or day by day, as the preset counts."""
    units: dict[date | None, list[Round]] = {}
    for one in (one for seen in visits for one in seen.rounds if is_member(one.charged_to, members)):
        units.setdefault(one.opened_at.date() if preset.counted_by == "person_day" else None, []).append(one)
    return list(units.values())


def _age(case: Case, consultations: Sequence[Visit]) -> timedelta | None:
    """Days from the last consultation to the latest day read; None when the files do not tell."""
    begun = [one.linked.session.started_at for one in consultations]
    days = [moment.date() for moment in begun if moment is not None]
    return case.seen_until.date() - max(days) if days and case.seen_until is not None else None


def _paid_amount(sales: Iterable[AttributedOrder]) -> dict[str, Decimal]:
    amounts: dict[str, Decimal] = {}
    for order in (sale.order for sale in sales if sale.order.paid_at is not None):
        amounts[order.currency] = amounts.get(order.currency, Decimal(0)) + order.amount
    return amounts
