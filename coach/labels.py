"""What was judged: spans, labels on turns, and the requests that labels reveal."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from coach.transcript import Exchange, Session, Turn

QuestionType = str
"""A name from `coach/taxonomy/question_types/`; shops can add their own, so it is not a closed list."""
Stance = Literal["proactive", "passive", "neutral"]
Voice = Literal["cues", "model", "person"]
RequestStatus = Literal["answered", "deflected", "replaced", "given_up", "unanswered"]


class Span(Struct, frozen=True):
    """Characters `start` to `end` of one message's text."""

    message_id: str
    start: int
    end: int


class Label(Struct, frozen=True):
    """One judgement: its name, its score in 0..1, which voice gave it, and what it rests on.

    `evidence` names the cues that spoke for it; `unsure` marks a score below the threshold chosen when training.
    """

    name: str
    score: float
    source: Voice
    evidence: tuple[str, ...] = ()
    unsure: bool = False


class LabelledReply(Struct, frozen=True):
    """An agent turn with its stance, the moves that make it proactive and the flags that coaching names."""

    turn: Turn
    stance: Label
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Ask(Struct, frozen=True):
    """One asking clause of a customer turn, its text and its question type."""

    span: Span
    text: str
    type: Label


class LabelledExchange(Struct, frozen=True):
    """An exchange with the question type of its prompt, the asking clauses in it, and its replies."""

    exchange: Exchange
    type: Label | None
    asks: tuple[Ask, ...]
    replies: tuple[LabelledReply, ...]


class LabelledSession(Struct, frozen=True):
    """A session whose turns are labelled; `language` is what its labels were judged in."""

    session: Session
    language: str
    exchanges: tuple[LabelledExchange, ...]


class Request(Struct, frozen=True):
    """One thing asked, and every agent turn until it was answered, replaced or given up.

    `asked_again` holds the later asking clauses of the same request; `answered_at` is None unless `status` is
    "answered" and the file has times. `answer` points into `replies`: the turn that answered, if one did.
    """

    id: str
    span: Span
    text: str
    type: Label
    item: str | None
    opened_at: datetime | None
    replies: tuple[LabelledReply, ...] = ()
    asked_again: tuple[Span, ...] = ()
    answer: int | None = None
    answered_at: datetime | None = None
    status: RequestStatus = "unanswered"

    @property
    def response_s(self) -> float | None:
        """Seconds from the first asking to the answer, if it was answered and the file has times."""
        if self.answered_at is None or self.opened_at is None:
            return None
        return (self.answered_at - self.opened_at).total_seconds()


class LinkedSession(Struct, frozen=True):
    """A labelled session with its requests, in the order they were opened."""

    labelled: LabelledSession
    requests: tuple[Request, ...]

    @property
    def session(self) -> Session:
        """The session underneath."""
        return self.labelled.session
