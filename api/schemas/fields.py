"""Kinds of fields that several requests share."""

from datetime import date, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema

Item = TypeVar("Item")


def _storable(text: str) -> str:
    """Refuse what no database keeps and no encoding writes: the character NUL, and half a character."""
    if "\x00" in text:
        raise ValueError("the character NUL is not text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half a character (a lone surrogate) is not text") from None
    return text


def _in_our_times(at: datetime) -> datetime:
    """Refuse times that no chat has, near which computing with offsets fails."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}")
    return at


FIRST_YEAR, LAST_YEAR = 1971, 2200

_CLOCK = WithJsonSchema(
    {"type": "string", "description": "The shop's wall clock, without an offset.", "examples": ["2026-01-05T10:00:20"]}
)

WallClock = Annotated[datetime, _CLOCK]
"""When something in a chat was, as the shop's clock showed it; not a date-time of RFC 3339, which has an offset."""

Time = Annotated[datetime, AfterValidator(_in_our_times), _CLOCK]
"""When something was said: the shop's wall clock, or with an offset."""

Day = Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))]
"""A day of a period, which it belongs to."""

Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
"""A short text that may hold any writing: an agent, a customer, an account."""

Word = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
"""A name from a list: a question type, a rule, a status."""

Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""An id or key that programs write: visible ASCII."""

Text = Annotated[str, Field(max_length=20_000), AfterValidator(_storable)]
"""A text of any writing, also empty."""


class Listed(BaseModel, Generic[Item]):
    """One page of a list; `next` is the cursor of the following page, None on the last."""

    items: list[Item]
    next: str | None = None
