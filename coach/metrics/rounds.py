"""Rounds: how long customers waited for a reply, counted as a preset says."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import dropwhile

from msgspec import Struct

from coach import languages
from coach.findings import Preset
from coach.labels import LabelledExchange, LabelledReply, LabelledSession
from coach.languages import Language
from coach.segment import is_speech
from coach.transcript import Message

_SHOWN = frozenset({"image", "video", "voice", "file"})
_NUMBER = re.compile(r"\d{6}")
"""What an order or a telephone number has at least."""

AT_ONCE = timedelta(seconds=2)
"""Nobody reads a message and types a welcome in so short a time."""

_WELCOMING = frozenset({"greet", "welcome", "ask", "thank"})
_LEADING_UP = frozenset({"greet", "nag", "thank", "acknowledge"})
"""Speech acts that ask for nothing themselves when they stand before a question."""


class Wait(Struct, frozen=True):
    """A customer message that awaits a reply, and the message that replied, if one did; no clock is needed.

    `charged_to` is the agent who replied; while nobody has, the one who wrote last before it in the session, if any.
    """

    opener: Message
    reply: Message | None
    charged_to: str | None


class Round(Struct, frozen=True):
    """A wait that the file's times measure; `agent` answered it, `charged_to` also names whose silence it is.

    `counted` tells that it lies in the preset's hours, `first` that it is the session's first. `opened_by` and
    `answered_by` are message ids.
    """

    agent: str | None
    charged_to: str | None
    opened_at: datetime
    answered_at: datetime | None
    counted: bool
    first: bool
    opened_by: str
    answered_by: str | None

    @property
    def seconds(self) -> int | None:
        """Whole seconds from opening to answer, rounded down; None while unanswered."""
        return None if self.answered_at is None else int((self.answered_at - self.opened_at).total_seconds())


def rounds(labelled: LabelledSession, preset: Preset, *, known: Sequence[Wait] | None = None) -> tuple[Round, ...]:
    """The rounds of a session, in the order they were opened; `known` are its waits, if they are at hand.

    The clock starts at the first unanswered customer message that awaits a reply (a turn labelled `none` awaits none,
    unless the agent had asked for the picture or number that it brings) and stops at the next message of a
    human agent, whatever it says. A wait whose messages have no time of day is unknown and left out. Source of the
    rules: the table of presets, `presets.toml`.
    """
    start = next((message.sent_at for message in labelled.session.messages if has_clock(message)), None)
    if start is None:
        return ()
    found = []
    for number, wait in enumerate(waits(labelled, preset) if known is None else known):
        opened, reply = wait.opener.sent_at, wait.reply
        if opened is None or not has_clock(wait.opener) or (reply is not None and not has_clock(reply)):
            continue
        found.append(
            Round(
                agent=wait.charged_to if reply is not None else None,
                charged_to=wait.charged_to,
                opened_at=opened,
                answered_at=None if reply is None else reply.sent_at,
                counted=is_open(start if preset.decided_by == "session" else opened, preset),
                first=number == 0,
                opened_by=wait.opener.id,
                answered_by=None if reply is None else reply.id,
            )
        )
    return tuple(found)


def waits(labelled: LabelledSession, preset: Preset) -> tuple[Wait, ...]:
    """What awaited a reply in a session: a run of customer messages, or each of them, as the preset counts.

    Bots are no reply, unless the preset says so and a human has taken over before; nor is a welcome that comes under an
    agent's name faster than anybody types.
    """
    language = languages.get(labelled.language)
    awaiting = {message.id for message in _awaiting(labelled.exchanges, language)}
    each = preset.round == "message"
    found: list[Wait] = []
    pending: list[Message] = []
    writer: str | None = None
    for message in labelled.session.messages:
        if message.role == "customer":
            if message.id in awaiting and (each or not pending):
                pending.append(message)
            continue
        if message.role == "agent" and is_speech(message):
            if pending and _is_automatic(message, pending[0], language):
                continue
            writer = message.sender
        elif not (message.role == "bot" and preset.bot_replies and writer is not None):
            continue
        found.extend(Wait(opener=opener, reply=message, charged_to=writer) for opener in pending)
        pending = []
    found.extend(Wait(opener=opener, reply=None, charged_to=writer) for opener in pending)
    return tuple(found)


def _is_automatic(message: Message, opener: Message, language: Language) -> bool:
    """Whether an agent's message is the welcome that the client sends by itself."""
    if message.sent_at is None or opener.sent_at is None or message.precision != "s":
        return False
    acts = language.acts(message.text)
    return "welcome" in acts and acts <= _WELCOMING and message.sent_at - opener.sent_at <= AT_ONCE


def is_open(moment: datetime, preset: Preset) -> bool:
    """Whether the preset counts that time of day; hours may run past midnight (20:00 to 02:00)."""
    if preset.decided_by == "always":
        return True
    minute = moment.hour * 60 + moment.minute
    if preset.opens < preset.closes:
        return preset.opens <= minute < preset.closes
    return minute >= preset.opens or minute < preset.closes


def has_clock(message: Message) -> bool:
    """Whether the file gives the message a time of day."""
    return message.sent_at is not None and message.precision not in ("day", "none")


def _awaiting(exchanges: Sequence[LabelledExchange], language: Language) -> Iterator[Message]:
    """The messages that await a reply: questions without what leads up to them, and what an agent had asked for."""
    replies: tuple[LabelledReply, ...] = ()
    for exchange in exchanges:
        prompt = exchange.exchange.prompt
        if prompt is not None and exchange.type is not None:
            if exchange.type.name != "none":
                yield from _without_lead(prompt.messages, language)
            elif replies and _wants(replies[-1], language):
                yield from dropwhile(lambda message: not _brings(message), prompt.messages)
        replies = exchange.replies


def _without_lead(messages: tuple[Message, ...], language: Language) -> tuple[Message, ...]:
    """The messages from the first that asks for something itself, or all of them."""
    if len(messages) == 1:
        return messages
    return tuple(dropwhile(lambda message: _leads_up(message, language), messages)) or messages


def _wants(reply: LabelledReply, language: Language) -> bool:
    """Whether the agent asked the customer for something."""
    return "probe" in reply.moves or "ask" in language.acts(reply.turn.text)


def _brings(message: Message) -> bool:
    """Whether the customer's message is a picture, or has the number of an order or a telephone."""
    return message.kind in _SHOWN or bool(message.refs.orders) or _NUMBER.search(message.text) is not None


def _leads_up(message: Message, language: Language) -> bool:
    if message.kind != "text" or not message.text:
        return True
    acts = language.acts(message.text)
    return bool(acts) and acts <= _LEADING_UP
