"""WhatsApp: "Export chat", a `.txt` (iOS: `_chat.txt` in a zip), in Chinese, English, Spanish or German.

    15/04/2024, 15:05 - Sam: text, with more lines of the same message below it      Android
    [4/15/24, 3:05:10 PM] Sam: text                                                  iOS

A file is one chat and is held as a whole. It names nobody's role, no zone, and not which part of 03/04/24 is the day.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import islice, pairwise

from msgspec import Struct, structs

from coach.errors import InputError, UnknownRoles
from coach.readers.attachments import with_attachments
from coach.readers.build import clean_text
from coach.readers.display_names import count_chats, roles_of_names, shop_of
from coach.readers.names import RoleWithEvidence
from coach.readers.reader import Head, head_of, reader
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of
from coach.readers.times import Stamp, day_order, parse_time
from coach.readers.whatsapp_phrases import Phrase, is_notice, read_phrase
from coach.transcript import Conversation, Kind

_DATE = r"(?P<date>\d{1,4}(?P<dot>[./-])\d{1,2}(?P=dot)\d{1,4})\.?"
_TIME = r"(?P<half>[凌清早上中下傍晚间午晨]{2}\s?)?\d{1,2}[:.]\d{2}(?P<s>[:.]\d{2})?(?P<ampm>\s?[ap]\.?\s?m\.?)?"
_HEADER = re.compile(
    rf"[\u200e\u200f\u202a\ufeff]?(?P<open>\[)?{_DATE}[,，]?\s{{0,2}}(?P<time>{_TIME})(?(open)\]|\s[-–])\s(?P<rest>.*)",
    re.IGNORECASE,
)
_SENDER_END = re.compile(r":(?=\s|\u200e|$)")
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_TITLES = (
    re.compile(r"(?:.*/)?WhatsApp[ -]Chat (?:with |mit |- )(?P<peer>.+)", re.IGNORECASE),
    re.compile(r"(?:.*/)?Chat de WhatsApp con (?P<peer>.+)", re.IGNORECASE),
    re.compile(r"(?:.*/)?(?:WhatsApp\s?)?[与與和]\s?(?P<peer>.+?)\s?的\s?(?:WhatsApp\s?)?(?:聊天|[对對][话話]).*"),
)
_ENDING = re.compile(r"(?:\s?\(\d{1,3}\))?\.(?:txt|zip)", re.IGNORECASE)
_OTHER_FILES = 100
_LONGEST_NAME = 80

Style = tuple[bool, bool, bool, str]
"""What all headers of one file share: brackets, seconds, a 12-hour clock, what separates the parts of a date."""


class Row(Struct):
    """One header and the lines below it."""

    line: int
    date: str
    time: str
    body: str


class Line(Struct):
    """One message taken apart: the sender (empty for WhatsApp's own), the body and what it says, when it was sent."""

    line: int
    sender: str
    body: str
    phrase: Phrase
    stamp: Stamp


def sniff(head: Head) -> float:
    """The first line is a header, or several are."""
    lines = [line for line in head.text.split("\n") if line.strip()]
    headers = [_HEADER.fullmatch(line) is not None for line in lines[:200]]
    if not any(headers):
        return 0.0
    return 0.95 if headers[0] else 0.6 if sum(headers) > 1 else 0.0


@reader("whatsapp", title="WhatsApp, exported chat, .txt", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """The chat, without its roles when nobody can tell them: then it is skipped and logged with the names seen."""
    rows = list(_rows(stream))
    peer = _peer(stream.name)
    senders = _Senders(rows, {entry.account for entry in stream.options.roster.entries} | {peer})
    lines = [_line(row, stamp, senders) for row, stamp in _timed(rows, stream)]
    names = dict.fromkeys(line.sender for line in lines if line.sender)
    writers = dict.fromkeys(line.sender for line in lines if line.sender and not line.phrase.by_platform)
    if not writers:
        return
    try:
        roles = roles_of_names(
            names, stream.options.roster, peer=peer, frequency=lambda: count_chats(_chats(names, stream))
        )
    except UnknownRoles as problem:
        stream.skip(rows[0].line, f"begins a chat that is skipped: {problem.message}")
        return
    customers = [name for name in (*writers, *names) if roles[name][0] == "customer"]
    shop = shop_of(name for name in names if roles[name][0] == "agent")
    said = [part for line in lines for part in _said(line, roles)]
    thread = Thread(shop=shop, customer=customers[0] if customers else peer, session=None, said=said)
    yield conversation_of(thread, stream, "whatsapp")


def _rows(stream: Stream) -> Iterator[Row]:
    """Every header with its body. A header in another style than the first one is a quoted line of a body."""
    row: Row | None = None
    more: list[str] = []
    style: Style | None = None
    for number, line in stream.lines():
        header = _HEADER.fullmatch(line)
        if header and (style is None or style == _style(header)):
            if row:
                yield _whole(row, more)
            style, more = _style(header), []
            row = Row(line=number, date=header["date"], time=header["time"], body=header["rest"])
        elif row:
            more.append(line)
        elif line.strip():
            stream.skip(number, "belongs to no message; a message begins with its date and time")
    if row:
        yield _whole(row, more)


def _whole(row: Row, more: list[str]) -> Row:
    return structs.replace(row, body="\n".join((row.body, *more))) if more else row


def _style(header: re.Match[str]) -> Style:
    return bool(header["open"]), bool(header["s"]), bool(header["half"] or header["ampm"]), header["dot"]


class _Senders:
    """Tells names from texts: a name ends at the first colon, unless it is known, or always goes on to a later one."""

    def __init__(self, rows: list[Row], known: set[str]) -> None:
        self._known = known
        self._counts = Counter(name for row in rows for name, _ in self._options(row.body))

    def split(self, body: str) -> tuple[str, str]:
        """Sender and text of a body; the sender is empty for WhatsApp's own lines."""
        options = self._options(body)
        if not options:
            return "", body
        for name, end in options:
            if name in self._known:
                return name, body[end:]
        best = options[0]
        for one, longer in pairwise(options):
            if self._counts[one[0]] < 2 or self._counts[one[0]] != self._counts[longer[0]]:
                break
            best = longer
        return best[0], body[best[1] :]

    def _options(self, body: str) -> list[tuple[str, int]]:
        first = body.split("\n", 1)[0]
        ends = islice(_SENDER_END.finditer(first[:_LONGEST_NAME]), 3)
        found = [(_shown(first[: end.start()]), end.end()) for end in ends]
        return [(name, end) for name, end in found if name] if found and not is_notice(found[0][0]) else []


def _shown(name: str) -> str:
    """A name as WhatsApp shows it, without marks of direction and the tilde of people who are no contacts."""
    return " ".join(_MARKS.sub("", name).split()).removeprefix("~").strip()


def _timed(rows: list[Row], stream: Stream) -> Iterator[tuple[Row, Stamp]]:
    day_first = _day_first(rows, stream)
    for row in rows:
        stamp = _stamp(row, day_first)
        if stamp:
            yield row, stamp
        else:
            stream.skip(row.line, f"has a time that cannot be: {row.date} {row.time}; correct it, or export it again")


def _stamp(row: Row, day_first: bool | None) -> Stamp | None:
    return parse_time(f"{row.date} {row.time}", day_first=day_first)


def _day_first(rows: list[Row], stream: Stream) -> bool | None:
    """Whether the day stands first: as the profile says, as the dates show, as their order shows, else by the style."""
    if stream.options.profile.day_first is not None:
        return stream.options.profile.day_first
    shown = day_order(row.date for row in rows)
    if shown is not None or all(_stamp(row, None) for row in rows):
        return shown
    in_order = [order for order in (True, False) if _is_in_order(rows, order)]
    us_style = bool(re.fullmatch(r"[1-9]\d?/[1-9]\d?/\d\d", rows[0].date)) and rows[0].time.lower().endswith(
        ("am", "pm")
    )
    day_first = in_order[0] if len(in_order) == 1 else not us_style
    stream.notice(
        f"dates such as {rows[0].date} do not tell day from month; the {'day' if day_first else 'month'} is taken to "
        "stand first; if it does not, write day_first = true or false into a --map FILE"
    )
    return day_first


def _is_in_order(rows: list[Row], day_first: bool) -> bool:
    times: list[datetime] = [stamp[0] for row in rows if (stamp := _stamp(row, day_first))]
    return len(times) == len(rows) and all(one <= other for one, other in pairwise(times))


def _line(row: Row, stamp: Stamp, senders: _Senders) -> Line:
    sender, body = senders.split(row.body)
    return Line(line=row.line, sender=sender, body=body, phrase=read_phrase(body), stamp=stamp)


def _said(line: Line, roles: dict[str, RoleWithEvidence]) -> Iterator[Said]:
    """The words of a message, then what was attached."""
    phrase = line.phrase
    by_platform = not line.sender or phrase.by_platform
    text = clean_text(_MARKS.sub("", line.body if by_platform else phrase.text))
    role: RoleWithEvidence = ("system", "system notice") if by_platform else roles[line.sender]
    kind: Kind | None = "event" if by_platform else None if phrase.kind == "text" else phrase.kind
    said = Said(
        line=line.line,
        sender=line.sender,
        role=role,
        stamp=line.stamp,
        body=text,
        kind=kind,
        recalled=kind == "recall",
        edited=phrase.edited,
    )
    return with_attachments(said, phrase.attached)


def _peer(name: str) -> str:
    """Whom the file, or the zip it stands in, is named after; empty when its name does not say."""
    for part in reversed(_ENDING.sub("", f"{name}").split("/")[-2:]):
        for title in _TITLES:
            match = title.fullmatch(part)
            if match:
                return _shown(match["peer"])
    return ""


def _chats(names: dict[str, None], stream: Stream) -> Iterator[set[str]]:
    """The names of this chat, and of the beginnings of the chats beside it."""
    yield set(names)
    for other in islice(stream.beside(), _OTHER_FILES):
        try:
            head = head_of(other)
        except InputError:
            continue
        if sniff(head):
            headers = filter(None, map(_HEADER.fullmatch, head.text.split("\n")))
            yield {_shown(header["rest"].split(":", 1)[0]) for header in headers}
