"""Conversations, exchanges and findings as they are answered."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from api.schemas.fields import WallClock
from coach.findings import Factor, OpportunityOutcome
from coach.labels import RequestStatus, Voice
from coach.transcript import Kind, Role


class ConversationLine(BaseModel):
    """A customer's conversation in a list; `findings` counts its hits."""

    person: str
    customer: str
    platform: str
    language: str
    first_at: WallClock | None
    last_at: WallClock | None
    sessions: int
    messages: int
    findings: int
    agents: list[str]


class Said(BaseModel):
    """One message."""

    id: str
    role: Role
    sender: str
    sent_at: WallClock | None
    kind: Kind
    text: str


class Judged(BaseModel):
    """A label with its score in 0..1; `unsure` marks one that a person should look at."""

    name: str
    score: float
    source: Voice
    evidence: list[str]
    unsure: bool


class Asked(BaseModel):
    """One thing asked and what became of it; `response_s` is in seconds."""

    id: str
    text: str
    type: Judged
    item: str | None
    status: RequestStatus
    opened_at: WallClock | None
    answered_at: WallClock | None
    response_s: float | None


class Visit(BaseModel):
    """One session: its messages and the requests in it."""

    id: str
    messages: list[Said]
    requests: list[Asked]


class ExchangeLine(BaseModel):
    """An exchange: what the customer said, what the agent replied, and how both are labelled.

    `doubt` is 1 - the least score; `priority` orders the trainers' queue and `reasons` says why it is in it.
    """

    id: str
    person: str
    session: str
    number: int
    at: WallClock | None
    customer: str
    agent: str
    prompt: str
    reply: str
    reply_id: str | None
    type: Judged | None
    stance: Judged | None
    moves: list[str]
    flags: list[str]
    doubt: float
    priority: float
    reasons: list[str]
    judged: bool


class Quoted(BaseModel):
    """A message as a finding shows it, with the characters that matter."""

    message_id: str
    role: Role
    sender: str
    at: WallClock | None
    text: str
    kind: Kind
    start: int
    end: int


class FindingLine(BaseModel):
    """Something missed, or done notably well, with its messages and what to do instead.

    Findings on one customer that follow from each other share a `chain`.
    """

    id: str
    rule: str
    factor: Factor
    outcome: OpportunityOutcome
    agent: str
    customer: str
    session: str
    at: WallClock | None
    quotes: list[Quoted]
    advice: str | None
    chain: str | None


class ConversationAnswer(BaseModel):
    """A conversation with all that is known of it."""

    person: str
    customer: str
    sessions: list[Visit]
    exchanges: list[ExchangeLine]
    findings: list[FindingLine]
    verdicts: list["VerdictLine"]
    disputes: list["DisputeLine"]


class VerdictLine(BaseModel):
    """A person's word on one field of a label or finding, beside what was predicted."""

    id: str
    subject: str
    field: str
    value: str
    person: str
    at: datetime
    note: str
    predicted: str
    confirms: bool


class DisputeLine(BaseModel):
    """An agent's objection, and how a trainer answered it."""

    id: str
    subject: str
    agent: str
    reason: str
    at: datetime
    status: str
    answer: str
    answered_by: str | None
    answered_at: datetime | None


class RunLine(BaseModel):
    """What results were computed by."""

    id: str
    created_at: datetime
    version: str
    models: dict[str, Any]
