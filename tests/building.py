"""Sessions and cases built by hand, from short lines, for tests of all that comes after labelling.

    session([
        ("C", "10:00:20", "这件多大码", "size"),
        ("B", "10:00:21", "欢迎光临"),
        ("A", "10:04:24", "稍等", "neutral"),
        ("A li", "10:05:00", "您平时穿M还是L", "proactive:probe"),
    ])

A line is who, when, what, and how it is labelled: "C" the customer, "A" the session's agent, "A li" another one, "B" a
bot, "S" the system; a time of day ("10:00:20"), a full time ("2024-03-06 09:00:00") or None. A customer's label is a
question type (one word for the message, or pairs of clause and type: [("穿什么码", "size"), ("掉色吗", "quality")]);
an agent's is a stance, with moves or flags behind a colon ("passive:deflection,blame"). A turn takes the label of its
last labelled message that is not `none`, a reply that of its last labelled message. A fifth element sets fields of the
message: {"kind": "image"}, {"orders": ("1",)}, {"items": ("7",)}, {"recalled": True}.

Each asking clause opens a request, unless one of its type is open: that one is asked again. Replies answer all open
requests when they are passive or proactive, except a deflection, an off-topic reply and a mere probe.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from coach.findings import Case, Order, Preset, Windows
from coach.labels import (
    Ask,
    Label,
    LabelledExchange,
    LabelledReply,
    LabelledSession,
    LinkedSession,
    Request,
    RequestStatus,
    Span,
)
from coach.segment import exchanges, turns
from coach.transcript import Exchange, Message, Refs, Role, Session, Source, Turn

DAY = "2024-03-05"
PLAIN = Preset(name="plain", opens=0, closes=1440, decided_by="always", within_s=(30, 180))
Line = tuple[Any, ...]
_ROLES: dict[str, Role] = {"C": "customer", "A": "agent", "B": "bot", "S": "system"}


def moment(text: str, *, day: str = DAY) -> datetime:
    """A time of day on `day`, or a full time."""
    return datetime.fromisoformat(text if "-" in text else f"{day} {text}")


def label(name: str) -> Label:
    """A label that cues gave, and are sure of."""
    return Label(name=name, score=0.9, source="cues")


def order(
    number: str = "1001",
    *,
    created: str,
    paid: str | None = None,
    amount: str = "129.00",
    customer: str = "mei",
    **fields: Any,
) -> Order:
    """An order; times as in lines."""
    return Order(
        id=number,
        customer=customer,
        created_at=moment(created),
        paid_at=moment(paid) if paid else None,
        amount=Decimal(amount),
        **fields,
    )


def session(
    lines: Sequence[Line],
    *,
    day: str = DAY,
    agent: str = "wang",
    customer: str = "mei",
    person: str | None = None,
    platform: str = "taobao",
    shop: str = "shop",
    language: str = "zh",
    native: bool = False,
    statuses: Mapping[str, RequestStatus] | None = None,
) -> LinkedSession:
    """One labelled and linked session; `statuses` overrides what became of a request, by its text."""
    person = person or customer
    number = f"{person}-{_first_time(lines, day):%m%d%H%M%S}"
    messages = tuple(
        _message(line, number=f"{number}-{position}", position=position, day=day, agent=agent, customer=customer)
        for position, line in enumerate(lines, start=1)
    )
    labels = {message.id: line[3] for message, line in zip(messages, lines, strict=True) if len(line) > 3 and line[3]}
    found = Session(
        id=number,
        person=person,
        platform=platform,
        shop=shop,
        customer=customer,
        zone="Asia/Shanghai",
        native=native,
        messages=messages,
        exchanges=exchanges(turns(messages)),
    )
    labelled = tuple(_labelled(exchange, labels) for exchange in found.exchanges)
    return LinkedSession(
        labelled=LabelledSession(session=found, language=language, exchanges=labelled),
        requests=_requests(labelled, {message.id: message for message in messages}, statuses or {}),
    )


def case(
    *sessions: LinkedSession | Sequence[Line],
    orders: Iterable[Order] = (),
    preset: Preset = PLAIN,
    seen_until: str | None = None,
    windows: Windows | None = None,
    **options: Any,
) -> Case:
    """One customer's case, from sessions or from the lines of each; `options` go to `session`."""
    linked = tuple(one if isinstance(one, LinkedSession) else session(one, **options) for one in sessions)
    return Case(
        person=linked[0].session.person,
        customer=linked[0].session.customer,
        sessions=linked,
        orders=tuple(orders),
        preset=preset,
        windows=windows or Windows(),
        seen_until=moment(seen_until) if seen_until else None,
    )


def _first_time(lines: Sequence[Line], day: str) -> datetime:
    return next((moment(line[1], day=day) for line in lines if line[1]), moment("00:00:00", day=day))


def _message(line: Line, *, number: str, position: int, day: str, agent: str, customer: str) -> Message:
    who, _, name = line[0].partition(" ")
    sender = name or {"C": customer, "A": agent, "B": "robot", "S": "system"}[who]
    extra = dict(line[4]) if len(line) > 4 else {}
    refs = Refs(orders=extra.pop("orders", ()), items=extra.pop("items", ()), urls=extra.pop("urls", ()))
    message = Message(
        id=number,
        sender=sender,
        role=_ROLES[who],
        role_evidence="built by hand",
        sent_at=moment(line[1], day=day) if line[1] else None,
        precision="s" if line[1] else "none",
        text=line[2],
        source=Source(file="built.txt", line=position),
        refs=refs,
    )
    return msgspec.structs.replace(message, **extra)


def _labelled(exchange: Exchange, labels: Mapping[str, Any]) -> LabelledExchange:
    prompt = exchange.prompt
    asks = tuple(ask for message in prompt.messages for ask in _asks(message, labels)) if prompt else ()
    named = [*(ask.type.name for ask in asks), "none"]
    return LabelledExchange(
        exchange=exchange,
        type=label(named[-2] if asks else "none") if prompt else None,
        asks=asks,
        replies=tuple(_reply(turn, labels) for turn in exchange.replies),
    )


def _asks(message: Message, labels: Mapping[str, Any]) -> list[Ask]:
    given = labels.get(message.id, "none")
    pairs = [(message.text, given)] if isinstance(given, str) else given
    return [Ask(span=_span(message, text), text=text, type=label(name)) for text, name in pairs if name != "none"]


def _span(message: Message, text: str) -> Span:
    start = message.text.index(text)
    return Span(message_id=message.id, start=start, end=start + len(text))


def _reply(turn: Turn, labels: Mapping[str, str]) -> LabelledReply:
    given = next((labels[message.id] for message in reversed(turn.messages) if message.id in labels), "neutral")
    stance, _, names = given.partition(":")
    marks = tuple(name for name in names.split(",") if name)
    moves = marks if stance == "proactive" else ()
    return LabelledReply(turn=turn, stance=label(stance), moves=moves, flags=() if moves else marks)


def _requests(
    labelled: Sequence[LabelledExchange], messages: Mapping[str, Message], statuses: Mapping[str, RequestStatus]
) -> tuple[Request, ...]:
    found: list[Request] = []
    item: str | None = None
    for exchange in labelled:
        prompt = exchange.exchange.prompt
        item = next((name for one in (prompt.messages if prompt else ()) for name in reversed(one.refs.items)), item)
        for ask in exchange.asks:
            _open_or_ask_again(found, ask, opened_at=messages[ask.span.message_id].sent_at, item=item)
        for reply in exchange.replies:
            found = [_replied(request, reply) for request in found]
    return tuple(msgspec.structs.replace(one, status=statuses.get(one.text, one.status)) for one in found)


def _open_or_ask_again(found: list[Request], ask: Ask, *, opened_at: datetime | None, item: str | None) -> None:
    for position, request in enumerate(found):
        if request.type.name == ask.type.name and request.status != "answered":
            found[position] = msgspec.structs.replace(request, asked_again=(*request.asked_again, ask.span))
            return
    found.append(
        Request(
            id=f"{ask.span.message_id}:{ask.span.start}",
            span=ask.span,
            text=ask.text,
            type=ask.type,
            item=item,
            opened_at=opened_at,
        )
    )


def _replied(request: Request, reply: LabelledReply) -> Request:
    if request.status == "answered":
        return request
    request = msgspec.structs.replace(request, replies=(*request.replies, reply))
    if "deflection" in reply.flags:
        return msgspec.structs.replace(request, status="deflected")
    if reply.stance.name == "neutral" or "off_topic" in reply.flags or reply.moves == ("probe",):
        return request
    return msgspec.structs.replace(
        request, status="answered", answer=len(request.replies) - 1, answered_at=reply.turn.started_at
    )
