"""What people say about labels, findings and FAQ candidates."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.fields import Key, Name, Text, Word
from coach.store.values import FaqStatus


class NewVerdict(BaseModel):
    """A verdict: subject `turn:ID` with field question_type or stance, or `finding:ID` with field outcome."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"subject": "turn:9f2ab4", "field": "question_type", "value": "size", "note": "asks for M or L"}
        }
    )

    subject: Key
    field: Literal["question_type", "stance", "outcome"]
    value: Word
    note: Text = ""


class NewDispute(BaseModel):
    """An objection to a label (`turn:ID`) or a finding (`finding:ID`); agents leave `agent` out, it is themselves."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"subject": "finding:51d2", "reason": "the customer had left already"}}
    )

    subject: Key
    reason: Text = Field(min_length=1)
    agent: Name | None = None


class DisputeAnswer(BaseModel):
    """How a trainer answers an objection."""

    model_config = ConfigDict(json_schema_extra={"example": {"status": "accepted", "answer": "agreed, she had left"}})

    status: Literal["accepted", "rejected"]
    answer: Text = ""


class Decision(BaseModel):
    """What people decide about an FAQ candidate; words that are null stay, `merged_into` goes with status merged."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "status": "approved",
                "question": "会掉色吗？",
                "answer": "不会。",
                "merged_into": None,
            }
        }
    )

    status: FaqStatus
    question: Text | None = None
    answer: Text | None = None
    merged_into: Key | None = None
