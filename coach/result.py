"""The one result of an analysis: what reports, the store and the API take."""

from datetime import datetime

from msgspec import Struct

from coach.candidates import FaqCandidate
from coach.coaching.allocation import Allocation
from coach.coaching.book import Playbook
from coach.coaching.plan import AgentPlan
from coach.coaching.precision import Calibration
from coach.findings import AttributionMethod, Finding, Order, Preset, Scorecard
from coach.highlights import Highlight
from coach.metrics.comparison import Standardised
from coach.metrics.summary import AgentMetrics
from coach.metrics.traffic import TrafficResult
from coach.readers import Notice, Skipped
from coach.rules.own import OwnRule
from coach.settings import Settings


class AgentAnalysis(Struct, frozen=True):
    """One agent: numbers, scorecard, the findings worth showing, best and worst exchange.

    `findings` is a choice (all of them are in findings.jsonl); `finding_counts` counts all hits and credits by rule.
    """

    agent: str
    metrics: AgentMetrics
    card: Scorecard
    findings: tuple[Finding, ...]
    finding_counts: dict[str, int]
    best: Highlight | None
    worst: Highlight | None
    trainers_card: Scorecard | None = None
    plan: AgentPlan | None = None


class TypeShare(Struct, frozen=True):
    """How often a question type was asked: requests of it, and its part of all requests."""

    type: str
    n: int
    share: float


class ModelUsed(Struct, frozen=True):
    """A model that labelled part of the chats: for whom, when it was trained, and the checksum of its bytes."""

    language: str
    task: str
    trained: str
    sha256: str


class Analysis(Struct, frozen=True):
    """Everything a report needs: totals, the shop, the agents, what was asked, and how it was computed.

    `groups` has the shop's metrics by "team", "shop", "platform", "day" or "hour" and its name; `attribution` names how
    orders were given to agents; `order_cards` tells that they were read from cards in the chats, `excluded_orders`
    counts those that are no sales. `standardised` has agents' conversion on the shop's mix of questions and hours.

    `presets` maps each platform met to the preset it was judged under; `unmatched_orders` could not be joined to a
    customer who wrote; `masked_people` were counted per session, since their names are blotted out. `rubric` is the
    checksum of the one that weighed the cards.
    """

    conversations: int
    sessions: int
    exchanges: int
    requests: int
    messages: int
    masked_people: int
    first_at: datetime | None
    last_at: datetime | None
    languages: dict[str, int]
    question_types: tuple[TypeShare, ...]
    shop: AgentMetrics
    team: Scorecard
    agents: tuple[AgentAnalysis, ...]
    faq: tuple[FaqCandidate, ...]
    orders: int
    unmatched_orders: int
    presets: dict[str, Preset]
    settings: Settings
    models: tuple[ModelUsed, ...]
    skipped: tuple[Skipped, ...]
    skipped_count: int
    notices: tuple[Notice, ...]
    shops: tuple[str, ...] = ()
    item_titles: dict[str, str] = {}
    unmatched_examples: tuple[Order, ...] = ()
    own_rules: tuple[OwnRule, ...] = ()
    playbook: Playbook = Playbook()
    groups: dict[str, dict[str, AgentMetrics]] = {}
    attribution: AttributionMethod = "order"
    order_cards: bool = False
    excluded_orders: int = 0
    standardised: dict[str, Standardised] = {}
    traffic: tuple[TrafficResult, ...] = ()
    rubric: str = ""
    allocation: Allocation = Allocation()
    calibration: Calibration | None = None
    trainers_team: Scorecard | None = None
