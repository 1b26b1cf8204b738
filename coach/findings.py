"""What follows from it: orders, cases, opportunities, scorecards, FAQ candidates and people's verdicts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from coach.labels import LinkedSession, Span
from coach.transcript import Kind, Role

Factor = Literal[
    "response_speed", "service_awareness", "professional_knowledge", "proactive_selling", "attitude", "risk"
]
OpportunityOutcome = Literal["hit", "clear", "credit", "exempt", "unknown"]


class Order(Struct, frozen=True):
    """An order of the shop; times are the shop's wall clock, the amount is what was or is to be paid."""

    id: str
    customer: str
    created_at: datetime
    paid_at: datetime | None
    amount: Decimal
    currency: str = "CNY"
    status: str = ""
    item: str | None = None
    agent: str | None = None


class Preset(Struct, frozen=True, forbid_unknown_fields=True):
    """How a platform counts service: which hours, what a round is, and the seconds within which a reply counts.

    `opens` and `closes` are minutes of the day (closes may be 1440); `decided_by` says whose time must lie in them.
    `within_s` is in seconds, ascending; its last value is also the limit of a slow first response.
    """

    name: str
    opens: int
    closes: int
    decided_by: Literal["round", "session", "message", "always"]
    within_s: tuple[int, ...]
    round: Literal["run", "message"] = "run"
    counted_by: Literal["round", "person", "person_day"] = "round"
    bot_replies: bool = False
    source: str = ""
    verified: bool = False


class Windows(Struct, frozen=True, forbid_unknown_fields=True):
    """How long rules wait before they call an act missed, in the unit of the name; `_messages` counts an agent's.

    A wait over `apology_after_s`, or a complaint, asks for an apology within `apology_messages`. A greeting is due in
    the first `greeting_messages`, unless the two spoke within `same_visit_hours`. A colleague who writes more than
    `shift_min` after the agent before was not handed the customer. A purchase makes a customer a returning one after
    `returning_days`. A customer who orders within `bought_hours` of taking leave had not left; an order within
    `at_hand_min` of the agent's last message was made in the chat.
    """

    lost_promise_min: float = 15
    payment_follow_up_hours: float = 24
    apology_after_s: float = 180
    apology_messages: int = 5
    greeting_messages: int = 3
    same_visit_hours: float = 12
    shift_min: float = 30
    returning_days: float = 3
    bought_hours: float = 24
    at_hand_min: float = 30


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """A shop's own words for the rules' lists, by language and list: besides the built-in ones, or instead of them.

    A word counts as it stands; one that is written /like this/ is a regular expression.
    """

    add: dict[str, dict[str, tuple[str, ...]]] = {}
    instead: dict[str, dict[str, tuple[str, ...]]] = {}


class Case(Struct, frozen=True):
    """One customer's whole timeline, as the rules look at it: sessions in order, with requests, orders and settings.

    `preset` is the one the customer's platform is judged under; `seen_until` is the latest time in all that was read,
    so that a window which has not ended yet is not called missed (None: the files have no times).
    """

    person: str
    customer: str
    sessions: tuple[LinkedSession, ...]
    orders: tuple[Order, ...]
    preset: Preset
    windows: Windows = Windows()
    words: Words = Words()
    seen_until: datetime | None = None


class Advice(Struct, frozen=True):
    """What to do instead: a message key of the catalogue and the values that its text needs."""

    key: str
    values: dict[str, str] = {}


class Opportunity(Struct, frozen=True):
    """A place where a rule expected an act of an agent, with what came of it and the messages that show it.

    `links` names what the opportunity is about (request ids, order ids): opportunities that share one form a chain.
    """

    rule: str
    factor: Factor
    agent: str
    session: str
    outcome: OpportunityOutcome
    evidence: tuple[Span, ...]
    advice: Advice | None = None
    links: tuple[str, ...] = ()
    at: datetime | None = None


class Quote(Struct, frozen=True):
    """A message as a finding shows it, with the characters that matter; the text is redacted like all others."""

    message_id: str
    role: Role
    sender: str
    at: datetime | None
    text: str
    kind: Kind = "text"
    start: int = 0
    end: int = 0


class Finding(Struct, frozen=True):
    """An opportunity that hit or credits, with what a reader needs to see it: whose chat, which messages.

    `chain` is shared by findings on one customer that follow from each other; None when it stands alone.
    """

    id: str
    opportunity: Opportunity
    customer: str
    platform: str
    shop: str
    quotes: tuple[Quote, ...]
    chain: str | None = None


class RuleCount(Struct, frozen=True):
    """What became of one rule's opportunities with one agent; counts of different parts add up.

    `clusters` is the number of sessions with a judged opportunity, the rest are sums over those sessions of hits h and
    judged opportunities n: what a clustered interval needs.
    """

    hits: int = 0
    clears: int = 0
    credits: int = 0
    exempt: int = 0
    unknown: int = 0
    clusters: int = 0
    sum_hh: int = 0
    sum_nn: int = 0
    sum_hn: int = 0


class Rate(Struct, frozen=True):
    """A share with its numerator, denominator and 95 % interval; `value` is None when the denominator is 0."""

    hits: int
    n: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.hits / self.n if self.n else None


class FactorScore(Struct, frozen=True):
    """0 to 100 for one factor, None below the rubric's minimum of opportunities; `rules` has hits over n by rule."""

    factor: Factor
    score: float | None
    n: int
    low: float | None
    high: float | None
    rules: dict[str, Rate] = {}


class Scorecard(Struct, frozen=True):
    """One agent in one period: the factors, and the overall score unless there is too little to judge."""

    agent: str
    factors: tuple[FactorScore, ...]
    score: float | None
    capped_by: str | None
    n: int


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


class Difference(Struct, frozen=True):
    """Two shares and the 95 % interval of `second` minus `first`; no interval when one of them counts nobody."""

    first: Rate
    second: Rate
    low: float | None = None
    high: float | None = None


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


class Verdict(Struct, frozen=True):
    """A person's last word on one field of one label or finding; it lies beside the prediction, never over it."""

    subject: str
    field: str
    value: str
    person: str
    at: datetime
    note: str = ""
