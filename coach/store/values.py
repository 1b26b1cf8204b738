"""What goes into the store and comes out of it: small frozen values; ids are text, the store's own times are UTC."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar

from msgspec import Struct

from coach.candidates import FaqAnswer, FaqCandidate
from coach.findings import Case, Finding, OpportunityOutcome, Scorecard, Verdict
from coach.labels import Label
from coach.readers import Notice, Skipped

Role = Literal["admin", "trainer", "agent", "viewer"]
ImportKind = Literal["chats", "orders", "roster", "items"]
ImportStatus = Literal["waiting", "running", "done", "failed"]
FaqStatus = Literal["proposed", "approved", "rejected", "merged"]
DisputeStatus = Literal["open", "accepted", "rejected"]
Item = TypeVar("Item")


class Page(Struct, Generic[Item], frozen=True):
    """Some items of a list, and the cursor that gives the following ones (None: there are no more)."""

    items: tuple[Item, ...]
    next: str | None = None


class Paging(Struct, frozen=True):
    """Which page: at most `limit` items after `cursor`; `sort` names a field, "-" in front of it sorts downwards."""

    limit: int = 50
    cursor: str | None = None
    sort: str | None = None


class Shop(Struct, frozen=True):
    """A shop, apart from all others.

    `settings` are sections as in coach.toml that go before the store's own; `retention_days` None keeps everything;
    `run` is the run whose results are shown.
    """

    id: str
    name: str
    created_at: datetime
    settings: dict[str, dict[str, object]] = {}
    retention_days: int | None = None
    run: str | None = None


class Account(Struct, frozen=True):
    """Who may sign in; `password` is a hash that the service made, never the password itself."""

    id: str
    name: str
    password: str
    created_at: datetime
    disabled_at: datetime | None = None


class Member(Struct, frozen=True):
    """What an account may do in a shop; `agent` is the agent's name in the chats, for the role agent."""

    shop: str
    account: str
    name: str
    role: Role
    agent: str | None = None


class BrowserSession(Struct, frozen=True):
    """A signed-in browser, found by the hash of its token."""

    token_hash: str
    account: str
    csrf: str
    created_at: datetime
    expires_at: datetime


class ApiKey(Struct, frozen=True):
    """A key for programs, found by its hash; `prefix` are the first characters, to tell keys apart."""

    id: str
    shop: str
    name: str
    prefix: str
    role: Role
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None


class ImportOptions(Struct, frozen=True):
    """What the uploader says about a file; None means "find out"."""

    format: str | None = None
    encoding: str | None = None
    zone: str | None = None
    agents: tuple[str, ...] = ()


class Import(Struct, frozen=True):
    """One uploaded file and the job that takes it in.

    `stage` is "read", "store", "judge" or "summary" with `done` of `of` steps; `messages` are those in the file,
    `new_messages` those the shop did not have. `error` says why it failed. The same bytes in a shop are one import.
    """

    id: str
    shop: str
    kind: ImportKind
    name: str
    sha256: str
    size: int
    status: ImportStatus
    created_at: datetime
    created_by: str
    options: ImportOptions = ImportOptions()
    stage: str = ""
    done: int = 0
    of: int | None = None
    conversations: int = 0
    messages: int = 0
    new_messages: int = 0
    skipped_count: int = 0
    skipped: tuple[Skipped, ...] = ()
    notices: tuple[Notice, ...] = ()
    error: str | None = None
    finished_at: datetime | None = None


class Run(Struct, frozen=True):
    """What results were computed by: version, checksums of the models by language and task, settings as JSON."""

    id: str
    shop: str
    created_at: datetime
    version: str
    models: dict[str, str]
    settings: str


class ConversationRow(Struct, frozen=True):
    """A customer's conversation in a list; `findings` counts its hits."""

    person: str
    customer: str
    platform: str
    language: str
    first_at: datetime | None
    last_at: datetime | None
    sessions: int
    messages: int
    findings: int
    agents: tuple[str, ...]


class ConversationDetail(Struct, frozen=True):
    """A conversation with all that is known of it: labels as predicted, findings, people's verdicts and disputes."""

    case: Case
    findings: tuple[Finding, ...]
    exchanges: tuple["ExchangeRow", ...]
    verdicts: tuple["StoredVerdict", ...]
    disputes: tuple["Dispute", ...]


class ExchangeRow(Struct, frozen=True):
    """An exchange in a list. `id` is the id of its first message, the same in every run.

    `type` is the prompt's question type, `stance` that of the last reply, which begins with message `reply_id`;
    `agent` wrote it. `doubt` is 1 - the least score; `priority` orders the queue, `reasons` says why it is in it:
    "unsure_type", "unsure_stance", "critical", "chain", "many_findings"; a finding's rule follows as "rule:NAME".
    `judged` tells that a person has said something about it.
    """

    id: str
    person: str
    session: str
    number: int
    at: datetime | None
    customer: str
    agent: str
    prompt: str
    reply: str
    reply_id: str | None
    type: Label | None
    stance: Label | None
    moves: tuple[str, ...]
    flags: tuple[str, ...]
    doubt: float
    priority: float
    reasons: tuple[str, ...]
    judged: bool = False


class StoredVerdict(Struct, frozen=True):
    """A verdict as stored; `predicted` is what the run said at that time. The latest one on a field holds.

    Subjects: "turn:MESSAGE", the turn's first (fields question_type, stance), and "finding:ID" (field outcome).
    """

    id: str
    verdict: Verdict
    predicted: str
    run: str | None

    @property
    def confirms(self) -> bool:
        """Whether the person agreed with the prediction."""
        return self.verdict.value == self.predicted


class Dispute(Struct, frozen=True):
    """An agent's objection to a label or finding, and how a trainer answered it."""

    id: str
    subject: str
    agent: str
    reason: str
    at: datetime
    status: DisputeStatus = "open"
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None


class ScorecardPair(Struct, frozen=True):
    """One agent ("" is the team) in one period, both days included: the automatic card beside the trainers'.

    `trainers` is computed with people's verdicts in place of the predictions; it is None where there is no verdict.
    """

    agent: str
    since: date | None
    until: date | None
    automatic: Scorecard
    trainers: Scorecard | None


class FaqEntry(Struct, frozen=True):
    """A candidate with what people decided; `question` and `answer` are the edited words, else the mined ones.

    `candidate` is None when it was approved once and the chats no longer bring it up.
    """

    id: str
    status: FaqStatus
    question: str
    answer: str
    candidate: FaqCandidate | None
    answers: tuple[FaqAnswer, ...] = ()
    merged_into: str | None = None
    person: str | None = None
    at: datetime | None = None


class AuditEntry(Struct, frozen=True):
    """Who did what to what, and when; `detail` holds no personal data."""

    id: int
    shop: str | None
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, str] = {}


class Erased(Struct, frozen=True):
    """What an erasure removed: customers, messages, rows of results in all runs, and uploads that were kept."""

    people: int
    messages: int
    results: int
    files: int


OUTCOMES: tuple[OpportunityOutcome, ...] = ("hit", "clear", "credit", "exempt", "unknown")
"""What a verdict on a finding may say."""
