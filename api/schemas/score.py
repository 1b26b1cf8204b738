"""One conversation to score, and what comes back."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.cards import Card
from api.schemas.chats import FindingLine, Judged
from api.schemas.fields import Name, Text, Time, WallClock
from coach.labels import RequestStatus
from coach.transcript import Role

MOST_MESSAGES = 2000


class Spoken(BaseModel):
    """One turn, as `coach label` takes it."""

    role: Role
    text: Text


class Sent(BaseModel):
    """One message with its time, on the shop's clock unless it carries an offset; `sender` names the agent."""

    role: Role
    text: Text
    at: Time
    sender: Name | None = None


class Talk(BaseModel):
    """A conversation: either `turns`, or `messages` with times, from which response times are judged too."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "platform": "taobao",
                    "messages": [
                        {"role": "customer", "text": "这件160/50kg穿什么码，会掉色吗", "at": "2026-01-05T10:00:20"},
                        {"role": "agent", "text": "稍等哦", "at": "2026-01-05T10:04:24", "sender": "wang"},
                        {"role": "customer", "text": "好的", "at": "2026-01-05T10:04:30"},
                        {"role": "agent", "text": "建议您拍M码哦", "at": "2026-01-05T10:05:50", "sender": "wang"},
                    ],
                },
                {
                    "language": "en",
                    "turns": [
                        {"role": "customer", "text": "Will it shrink in the wash?"},
                        {"role": "agent", "text": "See the product page."},
                    ],
                },
            ]
        }
    )

    language: Literal["zh", "en", "es"] | None = Field(None, description="What the texts are in; null: found out.")
    platform: str = Field("", max_length=64, pattern="^[a-z0-9_-]*$", description="Whose preset counts: taobao, jd …")
    turns: list[Spoken] | None = Field(None, min_length=1, max_length=MOST_MESSAGES)
    messages: list[Sent] | None = Field(None, min_length=1, max_length=MOST_MESSAGES)

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.turns is None) == (self.messages is None):
            raise ValueError("give either turns or messages")
        return self


class CustomerTurn(BaseModel):
    """A customer turn with its question type."""

    role: Literal["customer"]
    sender: str
    at: WallClock | None
    text: str
    question_type: Judged


class AgentTurn(BaseModel):
    """An agent turn with its stance, moves and flags."""

    role: Literal["agent"]
    sender: str
    at: WallClock | None
    text: str
    stance: Judged
    moves: list[str]
    flags: list[str]


class AskedThere(BaseModel):
    """One thing asked, and what became of it."""

    text: str
    type: str
    status: RequestStatus
    response_s: float | None


class Scored(BaseModel):
    """The conversation's turns with labels, what was asked, what to do better, and a card for each agent.

    Cards of one conversation rest on few opportunities: look at `n`.
    """

    language: str
    turns: list[CustomerTurn | AgentTurn]
    requests: list[AskedThere]
    findings: list[FindingLine]
    cards: list[Card]
