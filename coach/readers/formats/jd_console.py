"""JD 咚咚: the messages that the web console loads, as JSON, newest first.

    {"data": [{"body": {"type": "text", "content": "…<br/>…", "chatinfo": {"sid": "S1"}},
               "from": {"app": "im.waiter", "pin": "店铺--小美"}, "datetime": ms, "action": {"code": …}}]}

Messages of robots and of the system may lack `sid`: they go to the session that is nearest in time. An action
`cfg.welcome…` is an automatic welcome under a person's name. The list mixes sessions, so it is held until the end.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

from coach.readers.accounts import split_account
from coach.readers.json_records import json_keys, json_records, path_to
from coach.readers.markup import plain_text
from coach.readers.names import Names, RoleWithEvidence, count_names
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Threads, oldest_first, stamp_of, until_cut_off
from coach.transcript import Conversation, Kind

_KINDS: dict[str, Kind] = {
    "text": "text", "image": "image", "img": "image", "emoji": "image", "voice": "voice", "audio": "voice",
    "video": "video", "file": "file", "link": "link", "sys": "event", "system": "event", "notice": "event",
}  # fmt: skip


_PLACES = ("data.item", "item.data.item")


class _Action(Struct, frozen=True):
    code: str | None = None


class _ChatInfo(Struct, frozen=True):
    sid: str | int | None = None
    shown: str | None = field(default=None, name="pushContent")


class _Body(Struct, frozen=True):
    type: str | None = None
    content: str | None = None
    chatinfo: _ChatInfo | None = None
    url: str | None = None
    action: _Action | str | None = None


class _Party(Struct, frozen=True):
    app: str | None = None
    pin: str | None = None


class _Packet(Struct, frozen=True):
    """One message."""

    body: _Body
    datetime: str | int | float | None = None
    sender: _Party = field(default=_Party(), name="from")
    receiver: _Party | None = field(default=None, name="to")
    action: _Action | str | None = None

    @property
    def sid(self) -> str:
        """The session's id; empty when the message has none."""
        return str(self.body.chatinfo.sid) if self.body.chatinfo and self.body.chatinfo.sid else ""

    @property
    def customer(self) -> str:
        """The customer who wrote or got it; empty when it does not say."""
        for party in (self.sender, self.receiver):
            if party and party.app == "im.customer" and party.pin:
                return party.pin
        return ""

    @property
    def text(self) -> str:
        """Its words, or what a card shows of itself."""
        shown = self.body.chatinfo.shown if self.body.chatinfo else ""
        return self.body.content or self.body.url or shown or ""


class _Seen(Struct):
    """A message with its number in the file and its time, for comparing only (without an offset: as in UTC)."""

    number: int
    at: datetime
    packet: _Packet


def sniff(head: Head) -> float:
    """The fields of its messages, or the names of its two sides."""
    keys = json_keys(head)
    named = "im.waiter" in head.text or "im.customer" in head.text
    return 1.0 if {"from", "pin", "datetime"} <= keys and (named or "chatinfo" in keys) else 0.0


@reader("jd_console", title="JD Dongdong web console messages, .json", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each session id (`sid`)."""
    seen: list[_Seen] = []
    place = path_to(stream, "data")
    packets = json_records(stream, place if place in _PLACES else "item", _Packet)
    for number, packet in until_cut_off(stream, packets):
        stamp = stamp_of(packet.datetime)
        if stamp is None:
            stream.skip(number, f"has no time that can be read: {packet.datetime!r}; export it again")
        else:
            at = stamp[0] if stamp[0].tzinfo else stamp[0].replace(tzinfo=UTC)
            seen.append(_Seen(number=number, at=at, packet=packet))
    ordered = oldest_first(seen, lambda one: one.at)
    sids = _sids(ordered)
    customers = {sid: one.packet.customer for one, sid in zip(ordered, sids, strict=True) if one.packet.customer}
    only = next(iter(customers.values())) if len(set(customers.values())) == 1 else ""
    threads, names = Threads(stream, "jd"), count_names((), stream.options.roster)
    shop = next((shop for one in ordered if (shop := split_account(one.packet.sender.pin or "")[0])), "")
    for one, sid in zip(ordered, sids, strict=True):
        customer = customers.get(sid) or only
        if customer:
            threads.add(_said(one, names), customer=customer, shop=shop, session=sid or None)
        else:
            stream.skip(one.number, "belongs to a session without a customer; export the session from its beginning")
    yield from threads.conversations()


def _sids(ordered: Sequence[_Seen]) -> list[str]:
    """Each message's session: its own, else that of the next or the earlier message, whichever is nearer in time."""
    found: list[str] = []
    following: list[tuple[datetime, str] | None] = []
    later: tuple[datetime, str] | None = None
    for one in reversed(ordered):
        later = (one.at, one.packet.sid) if one.packet.sid else later
        following.append(later)
    earlier: tuple[datetime, str] | None = None
    for one, after in zip(ordered, reversed(following), strict=True):
        earlier = (one.at, one.packet.sid) if one.packet.sid else earlier
        near = min(filter(None, (after, earlier)), key=lambda pair: abs(pair[0] - one.at), default=None)
        found.append(one.packet.sid or (near[1] if near else ""))
    return found


def _said(one: _Seen, names: Names) -> Said:
    packet = one.packet
    kind = _KINDS.get((packet.body.type or "").lower(), "card")
    return Said(
        line=one.number,
        sender=packet.sender.pin or packet.sender.app or "system",
        role=_role(packet, names),
        stamp=stamp_of(packet.datetime),
        body=plain_text(packet.text)[0],
        kind=kind,
    )


def _role(packet: _Packet, names: Names) -> RoleWithEvidence:
    action = packet.action or packet.body.action
    code = action.code if isinstance(action, _Action) else action
    by_name = names.sure_role(packet.sender.pin or "")
    if by_name and by_name[0] == "bot":
        return by_name
    if packet.sender.app == "im.customer":
        return "customer", "app"
    if packet.sender.app == "im.waiter":
        return ("bot", "automatic welcome") if code and "welcome" in code else ("agent", "app")
    return "system", "app"
