"""The meta fields in which a ConvoKit corpus keeps what it has no field for, so that reading it back loses nothing."""

from datetime import datetime

from msgspec import Struct

from coach.transcript import Kind, Outcome, Precision, Refs, Role, Source, Visibility


class MessageMeta(Struct, frozen=True):
    """The meta of an utterance: a Message without its text and sender. `reply_to` is the message's own, if any."""

    id: str
    role: Role
    role_evidence: str
    sent_at: datetime | None
    precision: Precision
    source: Source
    kind: Kind
    visibility: Visibility
    refs: Refs
    reply_to: str | None
    edited: bool
    recalled: bool


class ConversationMeta(Struct, frozen=True):
    """The meta of a conversation: a Conversation without its messages."""

    id: str
    platform: str
    shop: str
    customer: str
    zone: str
    outcome: Outcome
