"""Scorecards and agents' numbers."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from coach.findings import Factor


class RateOut(BaseModel):
    """A share with its numerator, denominator and 95 % interval; `value` is null when the denominator is 0."""

    hits: int
    n: int
    value: float | None
    low: float | None
    high: float | None


class FactorOut(BaseModel):
    """0 to 100 for one factor, null below the minimum of opportunities; `rules` has hits over n by rule."""

    factor: Factor
    score: float | None
    n: int
    low: float | None
    high: float | None
    rules: dict[str, RateOut]


class Card(BaseModel):
    """One agent: the factors, and the score unless there is too little to judge; `capped_by` names a critical rule."""

    agent: str
    factors: list[FactorOut]
    score: float | None
    capped_by: str | None
    n: int


class CardPair(BaseModel):
    """The automatic card of an agent ("": the team) beside the trainers', null where they have judged nothing."""

    agent: str
    since: date | None
    until: date | None
    automatic: Card
    trainers: Card | None


class AgentLine(BaseModel):
    """An agent's numbers as summary.json has them; waits in seconds, shares 0..1, null when not known."""

    agent: str
    consultations: int
    orders: int
    paid: int
    amount: float | dict[str, float]
    conversion: float | None
    first_response_s: float | None
    average_response_s: float | None
    passive_share: float | None
    factors: dict[str, float | None]
    findings: dict[str, int]


class AuditLine(BaseModel):
    """Who did what to what, and when."""

    id: int
    at: Any
    actor: str
    action: str
    subject: str
    detail: dict[str, str]
