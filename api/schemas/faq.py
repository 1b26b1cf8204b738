"""FAQ candidates as they are answered."""

from datetime import datetime

from pydantic import BaseModel

from coach.store.values import FaqStatus


class MinedAnswer(BaseModel):
    """A reply that answers the question and how often it was given; who gave it is shown to trainers only."""

    text: str
    n: int
    agent: str | None
    session: str | None


class Wording(BaseModel):
    """One wording of the question and how often it was used."""

    text: str
    n: int


class FaqLine(BaseModel):
    """A question that recurs, with its words and what people decided about it; `share` is its part of all requests."""

    id: str
    status: FaqStatus
    question: str
    answer: str
    question_type: str | None
    items: list[str]
    support: int
    share: float
    variants: list[Wording]
    answers: list[MinedAnswer]
    merged_into: str | None
    person: str | None
    at: datetime | None


class Coverage(BaseModel):
    """How many requests the approved entries answer, of all requests of all candidates."""

    answered: int
    requests: int
