"""FAQ candidates as they are answered."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.fields import Text
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


class Worth(BaseModel):
    """What an answer on the page is worth in 30 days; amounts only where orders are known."""

    requests: float | None
    saved: float | None
    lost_amount: Decimal | None
    currency: str
    decisive: bool


class Passage(BaseModel):
    """A place of a page that speaks about the question."""

    page: str
    text: str


class OnThePage(BaseModel):
    """Whether the page answers the question; `wrong` pairs what agents say with the page's other value."""

    status: Literal["missing", "still_asked", "covered"]
    passage: Passage | None
    wrong: tuple[str, str] | None


class FaqLine(BaseModel):
    """A question that recurs, with its words and what people decided about it; `share` is its part of all requests.

    `rank` is its place by worth, 0 where it was asked for alone; `contradiction` has two answers that cannot both hold.
    """

    id: str
    rank: int
    status: FaqStatus
    question: str
    answer: str
    question_type: str | None
    items: list[str]
    support: int
    share: float
    variants: list[Wording]
    answers: list[MinedAnswer]
    value: Worth | None
    trend: Literal["rose", "fell", "same", "unknown"]
    coverage: OnThePage | None
    contradiction: list[str]
    merged_into: str | None
    person: str | None
    at: datetime | None


class NewMove(BaseModel):
    """A wording of a candidate, and where it belongs: another candidate's id, or a new question."""

    model_config = ConfigDict(json_schema_extra={"example": {"wording": "会缩水吗", "target": "缩水吗？"}})

    wording: Text = Field(min_length=1)
    target: Text = Field(min_length=1)


class DetailPage(BaseModel):
    """A page that candidates are set against."""

    name: str
    person: str
    at: datetime


class Coverage(BaseModel):
    """How many requests the approved entries answer, of all requests of all candidates."""

    answered: int
    requests: int
