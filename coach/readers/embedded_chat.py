"""A whole chat that a helpdesk put into the body of one ticket comment.

    Chat started: 2024-03-05 10:23 AM UTC
    Served by: Mia, Tom
    (10:23:50 AM) Sam: Where is my order?
    (10:24:30 AM) *** Mia joined the chat ***

Headings and clocks vary; whatever stands above the first line is kept as an event.
"""

import re
from datetime import datetime, timedelta

from msgspec import Struct, field

from coach.readers.times import parse_clock, parse_time
from coach.transcript import Role

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_LINES = (
    re.compile(r"\s*[(\[](?P<time>[^()\[\]]{4,40})[)\]]:?\s{1,4}(?P<rest>\S.*)"),
    re.compile(rf"\s*(?P<time>{_CLOCK})\s{{1,4}}(?:-\s)?(?P<rest>\S.*)"),
    re.compile(rf"\s*(?P<name>[^:()\[\]]{{1,64}}?)\s[(\[](?P<time>{_CLOCK})[)\]]\s?:\s(?P<text>.*)"),
)
_SAID = re.compile(r"(?P<name>[^:]{1,64}?)\s?:\s(?P<text>.*)")
_STARTED = re.compile(r"(?:chat|conversation) started(?: on)?\s*:\s*(?P<time>.+)", re.IGNORECASE)
_AGENTS = re.compile(r"served by\s*:\s*(?P<names>.+)", re.IGNORECASE)
_CUSTOMER = re.compile(r"(?:conversation with|visitor(?: name)?\s*:|name\s*:)\s*(?P<names>.+)", re.IGNORECASE)
_HALF_DAY = timedelta(hours=12)
_LEAST = 2


class Line(Struct):
    """One message of the chat; `sender` is empty for what the platform wrote."""

    sender: str
    text: str
    time: str | None = None


class EmbeddedChat(Struct):
    """The chat's messages, what stands above them, and the roles that it names."""

    heading: str = ""
    lines: list[Line] = field(default_factory=list)
    roles: dict[str, Role] = field(default_factory=dict)


def embedded_chat(body: str) -> EmbeddedChat | None:
    """The chat that a body holds; None when it is an ordinary comment.

    Lines only get a time when the date is stated with its offset: the clock of the lines says neither.
    """
    rows = body.splitlines()
    if sum(_is_said(row) for row in rows) < _LEAST:
        return None
    chat = EmbeddedChat()
    heading: list[str] = []
    started: datetime | None = None
    for row in rows:
        clock, rest = _split(row)
        stamp = _time(clock, started)
        if stamp is not None:
            started = stamp if isinstance(stamp, datetime) else started
            chat.lines.append(_line(rest, stamp if isinstance(stamp, datetime) else None))
        elif chat.lines:
            chat.lines[-1].text += f"\n{row}"
        else:
            heading.append(row)
            started = _heading(row, chat) or started
    chat.heading = "\n".join(heading).strip()
    return chat


def _split(row: str) -> tuple[str, str]:
    """The time of a line, and the rest as `Name: text`; both empty for a row without a time."""
    match = next((match for pattern in _LINES if (match := pattern.fullmatch(row))), None)
    if match is None:
        return "", ""
    parts = match.groupdict()
    return parts["time"], parts.get("rest") or f"{parts['name']}: {parts['text']}"


def _is_said(row: str) -> bool:
    clock, rest = _split(row)
    return bool(_SAID.fullmatch(rest)) and _time(clock, None) is not None


def _line(rest: str, at: datetime | None) -> Line:
    said = None if rest.startswith("***") else _SAID.fullmatch(rest)
    time = at.isoformat() if at else None
    return Line(sender=said["name"].strip(), text=said["text"], time=time) if said else Line("", rest.strip("* "), time)


def _time(text: str, before: datetime | None) -> datetime | bool | None:
    """The moment a line states, or that its clock names after the one before; True for a clock without a known day."""
    whole = parse_time(text)
    if whole:
        return whole[0] if whole[0].tzinfo else True
    clock = parse_clock(text)
    if clock is None:
        return None
    if before is None:
        return True
    at = datetime.combine(before.date(), clock[0].replace(tzinfo=clock[0].tzinfo or before.tzinfo))
    return at + timedelta(days=1) if before - at > _HALF_DAY else at


def _heading(row: str, chat: EmbeddedChat) -> datetime | None:
    for pattern, role in ((_AGENTS, "agent"), (_CUSTOMER, "customer")):
        named = pattern.fullmatch(row.strip())
        if named:
            chat.roles |= dict.fromkeys((name.strip() for name in named["names"].split(",")), role)  # type: ignore[arg-type]
    started = _STARTED.fullmatch(row.strip())
    stamp = parse_time(started["time"]) if started else None
    return stamp[0] if stamp and stamp[0].tzinfo else None
