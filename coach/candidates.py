"""FAQ candidates: questions that recur, with their answers, what they are worth, and whether the page has them."""

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from coach.findings import Difference, Rate


class FaqAnswer(Struct, frozen=True):
    """One reply that answers a candidate: its text, who gave it, where it stands, and how often it was given."""

    text: str
    agent: str
    session: str
    message_id: str
    n: int = 1


class FaqVariant(Struct, frozen=True):
    """One wording of a question and how often customers used it."""

    text: str
    n: int


class FaqMonth(Struct, frozen=True):
    """A calendar month such as "2024-03": consultations with a question, of all in which anything was asked."""

    month: str
    n: int
    of: int


class FaqChange(Struct, frozen=True):
    """The share of consultations with a question before a day and from it on: whether publishing the answer helped."""

    since: date
    shares: Difference


class FaqValue(Struct, frozen=True):
    """What answering a question on the page is worth in 30 days; None where times or orders are missing.

    `saved` is requests x answerable share; `lost_amount` is requests x lower bound of the loss (at least 0) x mean paid
    amount. `loss` sets the paid share of who asked against that of who did not; `decisive`: rare, and surely a loss.
    """

    requests: float | None
    answerable: float
    saved: float | None
    loss: Difference | None = None
    paid_amount: Decimal | None = None
    currency: str = ""
    lost_amount: Decimal | None = None
    decisive: bool = False


class FaqPassage(Struct, frozen=True):
    """A place of a page that speaks about a question; `page` is its file."""

    page: str
    text: str


class FaqCoverage(Struct, frozen=True):
    """Whether the page answers a question: not at all, yes but it is still asked, or yes and it is asked rarely.

    `wrong` pairs what agents answer with the passage's other value: "8个月", "12个月".
    """

    status: Literal["missing", "still_asked", "covered"]
    passage: FaqPassage | None = None
    wrong: tuple[str, str] | None = None


class FaqCandidate(Struct, frozen=True):
    """A question that recurs: how often, in which words, about which items, and its best answers.

    `share` is its part of all requests, `consultations` that of the consultations in which anything was asked. Where
    agents contradict each other, `contradiction` has two answers that cannot both hold, and `answers` is empty.
    """

    id: str
    question: str
    question_type: str
    items: tuple[str, ...]
    variants: tuple[FaqVariant, ...]
    answers: tuple[FaqAnswer, ...]
    support: int
    share: float
    consultations: Rate | None = None
    months: tuple[FaqMonth, ...] = ()
    trend: Difference | None = None
    change: FaqChange | None = None
    value: FaqValue | None = None
    coverage: FaqCoverage | None = None
    contradiction: tuple[FaqAnswer, ...] = ()
    status: Literal["proposed", "approved", "rejected"] = "proposed"
