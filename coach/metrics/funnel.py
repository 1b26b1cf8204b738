"""Where the way from consultation to payment leaks: at which step an agent loses more than the colleagues do."""

from collections.abc import Callable, Iterable
from typing import Literal

from msgspec import Struct

from coach.findings import Difference, Rate
from coach.metrics.intervals import difference, wilson
from coach.metrics.summary import AgentMetrics

Step = Literal["inquiry", "order", "payment"]

FEWEST = 5
"""An agent's step is set beside the colleagues' from so many people on."""

STEPS: dict[Step, Callable[[AgentMetrics], Rate]] = {
    "inquiry": lambda one: one.inquiry,
    "order": lambda one: one.conversion_of_inquirers,
    "payment": lambda one: one.inquirers_paid,
}
"""Inquirers over consultations, of these who ordered, and of these who paid."""


class Leak(Struct, frozen=True):
    """A step at which surely fewer go on than with the colleagues, whose share is `second`.

    `lost` is how many people more would have gone on at the colleagues' share.
    """

    step: Step
    shares: Difference
    lost: float


def leak(agent: AgentMetrics, team: Iterable[AgentMetrics]) -> Leak | None:
    """The step that costs most people among those surely below the colleagues' (Newcombe interval above 0), if any.

    A customer of several colleagues counts for each of them.
    """
    others = [one for one in team if one.agent != agent.agent]
    found = []
    for step, share in STEPS.items():
        own, theirs = share(agent), [share(one) for one in others]
        shares = difference(own, wilson(sum(one.hits for one in theirs), sum(one.n for one in theirs)))
        if own.n >= FEWEST and shares.low is not None and shares.low > 0:
            gap = (shares.second.value or 0.0) - (own.value or 0.0)
            found.append(Leak(step=step, shares=shares, lost=gap * own.n))
    return max(found, key=lambda one: one.lost, default=None)


def most_lost(shop: AgentMetrics) -> tuple[Step, int] | None:
    """The step after which most people are gone, and how many; None when nobody is lost."""
    lost = {step: share(shop).n - share(shop).hits for step, share in STEPS.items()}
    step = max(lost, key=lambda one: lost[one])
    return (step, lost[step]) if lost[step] else None
