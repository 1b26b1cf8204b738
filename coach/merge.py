"""One customer's messages from all files, in order, each once, with agents by name and times on the shop's clock."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from coach.errors import SettingsError
from coach.readers.accounts import Roster
from coach.transcript import Conversation, Message, Outcome


def is_masked(customer: str) -> bool:
    """Whether the platform has blotted the name out, so that two people may share it."""
    return "*" in customer


def person_key(conversation: Conversation) -> tuple[str, str, str]:
    """What one customer's conversations have in common: platform, shop and customer name."""
    return conversation.platform, conversation.shop, conversation.customer


def merge(conversations: Iterable[Conversation], *, roster: Roster, zone: str) -> Iterator[Conversation]:
    """One conversation a person, sorted by person, from conversations that may overlap.

    A message that stands in several files is kept once (ids are stable). Messages are ordered by time; equal times,
    and messages without one, keep their file order. Customers with masked names are one person only within a native
    session or where sessions share an order id.
    """
    by_key: dict[tuple[str, str, str], list[Conversation]] = {}
    for conversation in conversations:
        by_key.setdefault(person_key(conversation), []).append(conversation)
    for key in sorted(by_key):
        pieces = sorted(by_key[key], key=_file_position)
        for person in _people(pieces):
            yield _join(person, roster=roster, zone=zone)


def clock(zone: str) -> tzinfo:
    """The clock of a zone: an IANA name, or an offset such as +08:00."""
    try:
        return datetime.strptime(zone, "%z").tzinfo or UTC if zone[:1] in "+-" else ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"{zone!r} is no time zone; write a name such as Asia/Shanghai, or +08:00") from None


def wall_clock(at: datetime, shop_clock: tzinfo) -> datetime:
    """The time as the shop's wall clock shows it; one without an offset is that already."""
    return at if at.tzinfo is None else at.astimezone(shop_clock).replace(tzinfo=None)


def _file_position(conversation: Conversation) -> tuple[str, int]:
    first = conversation.messages[0].source
    return first.file, first.line


def _people(pieces: Sequence[Conversation]) -> list[list[Conversation]]:
    """Conversations grouped by person: all together, or for a masked name by native session and shared order id."""
    if not is_masked(pieces[0].customer):
        return [list(pieces)]
    groups: list[tuple[set[str], list[Conversation]]] = []
    for piece in pieces:
        marks = _identity_marks(piece)
        same = [group for group in groups if group[0] & marks]
        joined = (set().union(marks, *(group[0] for group in same)), [*(c for group in same for c in group[1]), piece])
        groups = [group for group in groups if group not in same] + [joined]
    return [sorted(group[1], key=_file_position) for group in groups]


def _identity_marks(conversation: Conversation) -> set[str]:
    sessions = {
        f"session {message.source.session or (message.source.file, conversation.id)}"
        for message in conversation.messages
    }
    orders = {f"order {order}" for message in conversation.messages for order in message.refs.orders}
    return sessions | orders


def _join(pieces: Sequence[Conversation], *, roster: Roster, zone: str) -> Conversation:
    first = pieces[0]
    messages: dict[str, Message] = {}
    shop_clock = clock(zone)
    for piece in pieces:
        for message in piece.messages:
            messages.setdefault(message.id, _localised(message, shop_clock, shop=first.shop, roster=roster))
    ordered = _in_order(list(messages.values()))
    parts = [*person_key(first), *([ordered[0].id] if is_masked(first.customer) else [])]
    return Conversation(
        id=hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest(),
        platform=first.platform,
        shop=first.shop,
        customer=first.customer,
        zone=zone,
        messages=tuple(ordered),
        outcome=next((piece.outcome for piece in pieces if piece.outcome != Outcome()), Outcome()),
    )


def _localised(message: Message, shop_clock: tzinfo, *, shop: str, roster: Roster) -> Message:
    """The message with its time on the shop's wall clock and, for an agent, the person whom the roster names."""
    sent_at = wall_clock(message.sent_at, shop_clock) if message.sent_at else None
    sender = message.sender
    if message.role == "agent":
        sender = roster.person(message.sender, shop=shop, at=sent_at) or message.sender
    if sent_at is message.sent_at and sender == message.sender:
        return message
    return msgspec.structs.replace(message, sent_at=sent_at, sender=sender)


def _in_order(messages: list[Message]) -> list[Message]:
    """Messages by time; one without a time stays behind the message it stood behind in its file."""
    last: dict[str, datetime] = {}
    keyed = []
    for message in messages:
        at = message.sent_at or last.get(message.source.file, datetime.min)
        last[message.source.file] = at
        keyed.append((at, message))
    return [message for _, message in sorted(keyed, key=lambda pair: pair[0])]
