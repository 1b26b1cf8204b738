"""Requests as FAQ mining sees them, built by hand."""

from collections.abc import Sequence
from typing import Any

from coach.candidates import FaqCandidate
from coach.faq import Asked, Given, mine_all
from coach.settings import FaqSettings


def given(text: str, *, agent: str = "li", stance: str = "proactive", number: str = "", **fields: Any) -> Given:
    """A reply; its message is numbered by its text."""
    return Given(text=text, agent=agent, message_id=number or f"m-{text}", stance=stance, **fields)


def request(text: str, answer: str | Given | None = None, *, kind: str = "quality", **fields: Any) -> Asked:
    """A request of one type, answered when there is an answer."""
    reply = given(answer) if isinstance(answer, str) else answer
    fields.setdefault("session", f"s-{text}")
    return Asked(text=text, type=kind, status="answered" if reply else "unanswered", answer=reply, **fields)


def mine(asked: Sequence[Asked], *, settings: FaqSettings) -> tuple[FaqCandidate, ...]:
    """The candidates alone."""
    return mine_all(asked, settings=settings).candidates
