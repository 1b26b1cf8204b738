"""What was said: messages, conversations, and the structure that segmenting finds in them."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

Role = Literal["customer", "agent", "bot", "system", "unknown"]
Kind = Literal["text", "image", "voice", "video", "file", "card", "link", "event", "recall", "note"]
Precision = Literal["ms", "s", "min", "day", "none"]
Visibility = Literal["public", "internal"]


class Source(Struct, frozen=True, gc=False):
    """Where a message was read: the file, its 1-based line (or row), and the file's own session mark, if it has one."""

    file: str
    line: int
    session: str | None = None


class Refs(Struct, frozen=True, gc=False, omit_defaults=True):
    """What a message points at, taken from the raw text; `personal` holds keyed hashes of redacted personal data."""

    orders: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()


class Message(Struct, frozen=True, gc=False):
    """One message as it was sent.

    `sent_at` carries an offset only where the file states one; else it is the wall clock of the conversation's zone.
    It is None (precision "none") when the file gives no time: file order then counts. `text` is what can be scored:
    empty for a pure placeholder such as an unreadable card, whose `kind` says that something was sent.
    """

    id: str
    sender: str
    role: Role
    role_evidence: str
    sent_at: datetime | None
    precision: Precision
    text: str
    source: Source
    kind: Kind = "text"
    visibility: Visibility = "public"
    refs: Refs = Refs()
    reply_to: str | None = None
    edited: bool = False
    recalled: bool = False


class Outcome(Struct, frozen=True):
    """What the platform recorded: the customer's rating as exported, and whether the matter was resolved."""

    rating: str | None = None
    resolved: bool | None = None


class Conversation(Struct, frozen=True):
    """The messages between one shop and one customer, as one file has them or, after merging, as all files have them.

    `zone` is an IANA name or an offset ("+08:00"); it applies to times that carry no offset of their own.
    """

    id: str
    platform: str
    shop: str
    customer: str
    zone: str
    messages: tuple[Message, ...]
    outcome: Outcome = Outcome()


class Turn(Struct, frozen=True):
    """Consecutive messages of one human sender; bot, system and event rows neither join it nor break it."""

    role: Literal["customer", "agent"]
    sender: str
    messages: tuple[Message, ...]

    @property
    def text(self) -> str:
        """The texts of its messages, one a line; empty when nothing but placeholders was sent."""
        if len(self.messages) == 1:
            return self.messages[0].text
        return "\n".join(message.text for message in self.messages if message.text)

    @property
    def started_at(self) -> datetime | None:
        """When its first message was sent, if the file says so."""
        return self.messages[0].sent_at

    @property
    def ended_at(self) -> datetime | None:
        """When its last message was sent, if the file says so."""
        return self.messages[-1].sent_at


class Exchange(Struct, frozen=True):
    """A customer turn, or none when an agent speaks unasked, and the agent turns up to the next customer turn."""

    prompt: Turn | None
    replies: tuple[Turn, ...]


class Session(Struct, frozen=True):
    """One visit of one customer: all its messages in order, and the exchanges among them.

    `person` identifies the customer across sessions (the merged conversation's id): counts of people count it.
    `native` tells that the file itself marked the session; otherwise it was cut by silence.
    """

    id: str
    person: str
    platform: str
    shop: str
    customer: str
    zone: str
    native: bool
    messages: tuple[Message, ...]
    exchanges: tuple[Exchange, ...]
    outcome: Outcome = Outcome()

    @property
    def started_at(self) -> datetime | None:
        """When its first message was sent, if the file says so."""
        return self.messages[0].sent_at

    @property
    def agents(self) -> tuple[str, ...]:
        """The human agents who wrote in it, in order of first appearance."""
        return tuple(dict.fromkeys(message.sender for message in self.messages if message.role == "agent"))
