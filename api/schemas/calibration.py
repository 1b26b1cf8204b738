"""Calibration sessions: several trainers judge the same exchanges, blind."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.fields import Key, Name, Word
from coach.store.calibrations import MOST


class NewCalibration(BaseModel):
    """A session over `size` exchanges, drawn so that every label has its turn."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "March", "field": "stance", "trainers": ["mei", "lan"], "size": 20}}
    )

    name: Name
    field: Literal["question_type", "stance"]
    trainers: Annotated[list[Name], Field(min_length=2, max_length=10)]
    size: Annotated[int, Field(ge=1, le=MOST)] = 20


class CalibrationAnswer(BaseModel):
    """What a trainer says of one exchange of the session."""

    model_config = ConfigDict(json_schema_extra={"example": {"exchange": "9f2ab4", "value": "passive"}})

    exchange: Key
    value: Word


class CalibrationLine(BaseModel):
    """A session; `agreement` and `kappa` (Cohen's) compare the first two trainers, once all have judged everything.

    `next` is the exchange that the asking trainer is to judge now: null when all are done, or for who is no part of it.
    """

    id: str
    name: str
    field: str
    trainers: list[str]
    size: int
    created_at: datetime
    answered: dict[str, int]
    agreement: float | None
    kappa: float | None
    next: str | None = None
