"""A reply that an agent can learn from, with its source."""

from datetime import datetime

from msgspec import Struct

IN_TIME = frozenset({"slow_first_response", "slow_response"})
"""Rules for which the better reply also came within the limit that the finding's was late for."""


class Practice(Struct, frozen=True):
    """A reply that did what was due: what it replied to, its words, who wrote it, where and when.

    `type` and `item` are those of the question; `seconds` is how long the customer had waited for it, where that is
    known. `n` counts the replies of this agent with the same words.
    """

    text: str
    agent: str
    session: str
    message_id: str
    prompt: str = ""
    at: datetime | None = None
    type: str = ""
    item: str | None = None
    language: str = "zh"
    moves: tuple[str, ...] = ()
    seconds: float | None = None
    followed_by_order: bool = False
    thanked: bool = False
    n: int = 1
