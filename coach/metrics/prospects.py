"""Customers who had not bought yet: what they asked before they did or did not pay, and what may have lost them."""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from coach.findings import Case
from coach.labels import Request
from coach.metrics.attributed import AttributedOrder
from coach.metrics.counts import ClusterSums, Share
from coach.metrics.visits import Members, Visit, is_member
from coach.taxonomy import question_types

CLOSE_TO_BUYING = frozenset({"after_sale", "order", "logistics"})
"""Question types of a customer who is about to order."""

OWNERS = ("page", "price", "stock", "logistics", "product")
"""Who can remove the cause of a question, besides the service itself (see the question types)."""

UNANSWERED, PASSIVE, SLOW = "service_unanswered", "service_passive", "service_slow"
EVADED = frozenset({"deflected", "unanswered"})


class Prospect(Struct, frozen=True):
    """One person's part of the counts of the same names."""

    prospects: Share = Share()
    askers: dict[str, Share] = {}
    owners: dict[str, Share] = {}
    intent: Share = Share()
    evaded: ClusterSums = ClusterSums()


def prospect(
    case: Case, consultations: Sequence[Visit], sales: Sequence[AttributedOrder], *, members: Members
) -> Prospect:
    """What one person who had not bought before adds to the counts; nothing for anybody else.

    What was asked after the first order of the person was created is about that order and left out.
    """
    bought = min((order.created_at for order in case.orders), default=None)
    begun = [one.linked.session.started_at for one in consultations]
    if not consultations or (bought and begun[0] and bought < begun[0]):
        return Prospect()
    asked = [
        request
        for one in consultations
        for request in one.linked.requests
        if bought is None or request.opened_at is None or request.opened_at <= bought
    ]
    paid = int(any(sale.order.paid_at is not None for sale in sales))
    person = Share(hits=paid, n=1)
    close = [request for request in asked if request.type.name in CLOSE_TO_BUYING]
    return Prospect(
        prospects=person,
        askers=dict.fromkeys(sorted({request.type.name for request in asked}), person),
        owners=dict.fromkeys(sorted(_owners(case, consultations, asked, members)), person),
        intent=Share(hits=int(bool(sales)), n=1) if close else Share(),
        evaded=ClusterSums.of(sum(request.status in EVADED for request in close), len(close)),
    )


def _owners(case: Case, consultations: Sequence[Visit], asked: Sequence[Request], members: Members) -> set[str]:
    """The likely causes of leaving without having paid, of which a visit may have several."""
    found = {owner for owner in (_owner_of().get(request.type.name) for request in asked) if owner in OWNERS}
    stances = {reply.stance.name for request in asked for reply in request.replies} - {"neutral"}
    first = next((one for one in consultations[0].rounds if one.first and is_member(one.charged_to, members)), None)
    if any(request.status in EVADED for request in asked):
        found.add(UNANSWERED)
    if stances == {"passive"}:
        found.add(PASSIVE)
    if first is not None and (first.seconds is None or first.seconds > case.preset.within_s[-1]):
        found.add(SLOW)
    return found


@cache
def _owner_of() -> dict[str, str]:
    return {kind.name: kind.owner for kind in question_types()}
