"""What follows from it: orders, cases, opportunities, scorecards, FAQ candidates and people's verdicts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from coach.labels import LinkedSession, Span
from coach.practice import Practice
from coach.transcript import Kind, Role

Factor = Literal[
    "response_speed", "service_awareness", "professional_knowledge", "proactive_selling", "attitude", "risk"
]
OpportunityOutcome = Literal["hit", "clear", "credit", "exempt", "unknown"]
AttributionMethod = Literal["order", "payment", "order_first"]
Exclusion = Literal["", "refunded", "test", "setting"]


class Order(Struct, frozen=True):
    """An order of the shop; times are the shop's wall clock, the amount is what was or is to be paid.

    `excluded` says why it is no sale: its money went back, it is a test, or its status is one that a setting names.
    """

    id: str
    customer: str
    created_at: datetime
    paid_at: datetime | None
    amount: Decimal
    currency: str = "CNY"
    status: str = ""
    item: str | None = None
    agent: str | None = None
    excluded: Exclusion = ""


class TrafficDay(Struct, frozen=True):
    """One day's visits (visitors where nothing else is known), and the shop's own figure of its sales."""

    day: date
    visits: int
    sales: Decimal | None = None


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
    promised_word_hours: float = 24
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
    `advice_from` is how a colleague of the agent handled the same; None where nobody did, or before all was added up.
    """

    id: str
    opportunity: Opportunity
    customer: str
    platform: str
    shop: str
    quotes: tuple[Quote, ...]
    chain: str | None = None
    advice_from: Practice | None = None


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


class Difference(Struct, frozen=True):
    """Two shares and the 95 % interval of `second` minus `first`; no interval when one of them counts nobody."""

    first: Rate
    second: Rate
    low: float | None = None
    high: float | None = None


class Verdict(Struct, frozen=True):
    """A person's last word on one field of one label or finding; it lies beside the prediction, never over it."""

    subject: str
    field: str
    value: str
    person: str
    at: datetime
    note: str = ""
