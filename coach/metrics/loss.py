"""What a question costs: the paid share of the customers who asked it against that of those who did not."""

from collections.abc import Mapping

from msgspec import Struct

from coach.findings import Difference, Rate
from coach.metrics.counts import Share
from coach.metrics.intervals import difference, wilson

RARE = 0.05
FEWEST = 30
"""A question is decisive but rare when under 5 % of customers ask it, 30 or more did, and surely fewer of them paid."""


class Loss(Struct, frozen=True):
    """Who asked, among all customers who had not bought yet; their paid share (`first`) and the others' (`second`).

    The loss is `second` minus `first`, in shares of 1.
    """

    share: Rate
    paid: Difference
    decisive: bool

    @property
    def value(self) -> float | None:
        """The loss itself; None when nobody asked, or everybody did."""
        if self.paid.first.value is None or self.paid.second.value is None:
            return None
        return self.paid.second.value - self.paid.first.value

    @property
    def is_sure(self) -> bool:
        """Whether the whole interval lies above 0."""
        return (self.paid.low or 0) > 0

    @property
    def left(self) -> int:
        """How many asked and did not pay."""
        return self.paid.first.n - self.paid.first.hits


def paid_loss(asked: Share, everyone: Share) -> Difference:
    """The paid share of those who asked (`first`) and of the others (`second`), with the interval of the loss."""
    return difference(wilson(asked.hits, asked.n), wilson(everyone.hits - asked.hits, everyone.n - asked.n))


def is_decisive(share: float | None, paid: Difference | None) -> bool:
    """Whether a question is decisive but rare: `share` is its part of all customers or consultations."""
    if share is None or paid is None:
        return False
    return share < RARE and paid.first.n >= FEWEST and (paid.low or 0) > 0


def losses(askers: Mapping[str, Share], everyone: Share) -> dict[str, Loss]:
    """The loss of each question type, or of each likely owner, the surest and largest first."""
    found = {}
    for name, asked in askers.items():
        share, paid = wilson(asked.n, everyone.n), paid_loss(asked, everyone)
        found[name] = Loss(share=share, paid=paid, decisive=is_decisive(share.value, paid))
    return dict(sorted(found.items(), key=lambda one: (-_lower(one[1]), -(one[1].value or -1), one[0])))


def _lower(found: Loss) -> float:
    return -1.0 if found.paid.low is None else found.paid.low
