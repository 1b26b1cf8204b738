"""Making messages: ids that are the same in every export, clean text, references."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b

from msgspec import structs

from coach.readers.references import references
from coach.transcript import Conversation, Kind, Message, Outcome, Precision, Refs, Role, Source, Visibility

NO_OUTCOME = Outcome()
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\u200e\u200f\ufeff]")


def stable_id(*parts: str) -> str:
    """20 hexadecimal digits that only depend on the parts (BLAKE2b, 80 bits)."""
    return _digest(parts).hexdigest()


def clean_text(text: str) -> str:
    """The text without control characters and without space around it."""
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    return text.strip()


class ConversationBuilder:
    """Collects the messages of one conversation in the order of its file.

    A message's id is a hash of platform, shop, customer, time, sender, text without any space (or its kind), and
    which occurrence of these it is within the conversation: the same message in two exports gets the same id, two
    equal messages in one second get two.
    """

    def __init__(
        self, *, platform: str, shop: str, customer: str, zone: str, file: str, session: str | None = None
    ) -> None:
        self.platform = platform
        self.shop = shop
        self.customer = customer
        self.zone = zone
        self.file = file
        self.session = session
        self.messages: list[Message] = []
        self._hash = _digest((platform, shop, customer, ""))
        self._occurrences: dict[str, int] = {}

    def add(
        self,
        *,
        sender: str,
        role: Role,
        role_evidence: str,
        sent_at: datetime | None,
        precision: Precision,
        text: str,
        line: int,
        kind: Kind = "text",
        raw: str | None = None,
        refs: Iterable[Refs] = (),
        recalled: bool = False,
        visibility: Visibility = "public",
        reply_to: str | None = None,
        edited: bool = False,
        instant: str = "",
    ) -> str:
        """Add one message and give its id, which the `reply_to` of later ones can name.

        `text` is clean; `raw` is what references are taken from when the text was emptied; `instant` is
        `str(sent_at)` for a time without an offset, if it is at hand.
        """
        key = f"{instant or _instant(sent_at)}\x1f{sender}\x1f{''.join(text.split()) or kind}\x1f"
        occurrence = self._occurrences.get(key, 0)
        self._occurrences[key] = occurrence + 1
        digest = self._hash.copy()
        digest.update(f"{key}{occurrence}".encode("utf-8", "surrogatepass"))
        identity = digest.hexdigest()
        found = references(text if raw is None else raw)
        found = join_refs(found, *refs) if refs else found
        place = Source(self.file, line, self.session)
        message = Message(
            identity, sender, role, role_evidence, sent_at, precision, text, place, kind, visibility, found, reply_to
        )
        if edited or recalled:
            message = structs.replace(message, edited=edited, recalled=recalled)
        self.messages.append(message)
        return identity

    def conversation(self, outcome: Outcome = NO_OUTCOME) -> Conversation:
        """The conversation so far; its id depends on platform, shop, customer and the file's own session mark."""
        return Conversation(
            id=stable_id(self.platform, self.shop, self.customer, self.session or ""),
            platform=self.platform,
            shop=self.shop,
            customer=self.customer,
            zone=self.zone,
            messages=tuple(self.messages),
            outcome=outcome,
        )


def join_refs(*refs: Refs) -> Refs:
    """All references of several, each once."""
    return Refs(
        orders=tuple(dict.fromkeys(order for ref in refs for order in ref.orders)),
        items=tuple(dict.fromkeys(item for ref in refs for item in ref.items)),
        urls=tuple(dict.fromkeys(url for ref in refs for url in ref.urls)),
    )


def _instant(sent_at: datetime | None) -> str:
    """The same text for the same instant, whatever offset it is written with."""
    if sent_at is None:
        return ""
    return str(sent_at if sent_at.tzinfo is None else sent_at.astimezone(UTC))


def _digest(parts: Iterable[str]) -> blake2b:
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10)
