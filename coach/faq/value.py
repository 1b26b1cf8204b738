"""What answering a question on the page is worth: requests saved, and sales that are lost with those who ask."""

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from coach.candidates import FaqCandidate, FaqValue
from coach.faq.asking import Asked
from coach.faq.shares import Consultations
from coach.metrics.attributed import AttributedOrders
from coach.metrics.counts import Share
from coach.metrics.loss import is_decisive, paid_loss
from coach.settings import FaqSettings

MONTH_DAYS = 30


class Payment(Struct, frozen=True):
    """What was paid for one order that followed a consultation."""

    amount: Decimal
    currency: str = "CNY"


class Sales(Struct, frozen=True):
    """Who paid of those who asked anything, and the mean paid amount of an order in the most frequent currency."""

    buyers: frozenset[str] = frozenset()
    paid_amount: Decimal | None = None
    currency: str = ""


def payments(owned: AttributedOrders) -> dict[str, list[Payment]]:
    """What each person paid, of those who did."""
    paid = {
        person: [Payment(one.order.amount, one.order.currency) for one in those if one.order.paid_at]
        for person, those in owned.by_person.items()
    }
    return {person: those for person, those in paid.items() if those}


def sales(paid: Mapping[str, Sequence[Payment]]) -> Sales:
    """The sales behind what each person paid."""
    orders = [order for those in paid.values() for order in those]
    if not orders:
        return Sales()
    counts = Counter(order.currency for order in orders)
    currency = min(counts, key=lambda code: (-counts[code], code))
    amounts = [order.amount for order in orders if order.currency == currency]
    mean = (sum(amounts, Decimal(0)) / len(amounts)).quantize(Decimal("0.01"))
    buyers = frozenset(person for person, those in paid.items() if those)
    return Sales(buyers=buyers, paid_amount=mean, currency=currency)


def with_value(
    candidates: Sequence[FaqCandidate],
    members: Sequence[Collection[int]],
    asked: Sequence[Asked],
    *,
    every: Consultations,
    settings: FaqSettings,
    paid: Mapping[str, Sequence[Payment]] | None = None,
) -> tuple[FaqCandidate, ...]:
    """The candidates with what they are worth; `paid` is what each person paid, None when no orders were read.

    requests = requests in 30 days; saved = requests x answerable share of the type; loss = paid share of the customers
    who did not ask - that of those who did; lost amount = requests x max(0, lower bound of loss) x mean paid amount.
    """
    days = _days(every)
    people = frozenset(one.person for one in asked if one.person)
    sold = sales(paid) if paid is not None else None
    found = []
    for one, places in zip(candidates, members, strict=True):
        requests = len(places) * MONTH_DAYS / days if days else None
        share = answerable(one.question_type, settings)
        saved = requests * share if requests is not None else None
        value = FaqValue(requests=requests, answerable=share, saved=saved)
        if sold is not None:
            value = _with_loss(value, frozenset(asked[place].person for place in places) & people, people, sold)
        decisive = is_decisive(one.consultations.value if one.consultations else None, value.loss)
        found.append(msgspec.structs.replace(one, value=msgspec.structs.replace(value, decisive=decisive)))
    return tuple(found)


def by_value(one: FaqCandidate) -> tuple[float, float, float, str, str]:
    """The order in which candidates are listed: most lost, then most saved, then most asked first."""
    value = one.value or FaqValue(None, 0.0, None)
    saved = value.saved if value.saved is not None else one.support * value.answerable
    return -float(value.lost_amount or 0), -saved, -one.support, one.question, one.id


def answerable(kind: str, settings: FaqSettings) -> float:
    """The part of a type's requests that a page can answer; the shop's own figure goes before the built-in one."""
    return settings.answerable.get(kind, _answerable().get(kind, _answerable()["other"]))


@cache
def _answerable() -> dict[str, float]:
    return tomllib.loads(files("coach.faq").joinpath("answerable.toml").read_text(encoding="utf-8"))


def _days(every: Consultations) -> float | None:
    """The days that the consultations span, at least one; None without times."""
    if every.first is None or every.last is None:
        return None
    return max(1.0, (every.last.date() - every.first.date()).days + 1)


def _with_loss(value: FaqValue, askers: frozenset[str], people: frozenset[str], sold: Sales) -> FaqValue:
    loss = paid_loss(_paid(askers, sold), _paid(people, sold))
    known = sold.paid_amount is not None and value.requests is not None and loss.low is not None
    lost = None
    if known and sold.paid_amount is not None:
        sure = Decimal(str(round((value.requests or 0.0) * max(0.0, loss.low or 0.0), 6)))
        lost = (sure * sold.paid_amount).quantize(Decimal("0.01"))
    return msgspec.structs.replace(
        value, loss=loss, paid_amount=sold.paid_amount, currency=sold.currency, lost_amount=lost
    )


def _paid(people: frozenset[str], sold: Sales) -> Share:
    return Share(hits=len(people & sold.buyers), n=len(people))
