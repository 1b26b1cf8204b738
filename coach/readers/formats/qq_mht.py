"""QQ: the message manager's export as a web archive, `.mht`: one HTML table, and the pictures after it.

    From: <Save by Tencent MsgMgr>
    <tr> 消息分组:… <tr> 消息对象:… <tr> 日期: 2024-03-05 <tr> nick, H:MM:SS and the text below them

The table is taken row by row, and pictures are passed over, so that large archives are read in little memory.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

from coach.errors import UnreadableFile
from coach.readers.markup import plain_text
from coach.readers.qq_chats import QqChat, QqRow, conversations, count_people, split_sender
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.times import parse_clock, parse_time
from coach.transcript import Conversation

_LIMIT_KB = 1 << 16
"""A line can be the whole table: 64 MB."""
_LONGEST_ROW = 1 << 20
_TITLE = re.compile(r"消息记录|消息分组\s*[:：]")
_META = re.compile(r"消息对象\s*[:：]\s*(?P<peer>.*)", re.DOTALL)
_DAY = re.compile(r"日期\s*[:：]\s*(\d{4}[-/]\d{1,2}[-/]\d{1,2})")
_HEADER = re.compile(
    r"<div[^<>]{0,200}>\s*<div[^<>]{0,200}>(?P<who>[^<>]{1,300})</div>\s*(?P<clock>[^<>]{4,20}?)\s*</div>(?P<body>.*)",
    re.DOTALL | re.IGNORECASE,
)
_PICTURE = re.compile(r"<img\b[^<>]{0,2000}>", re.IGNORECASE)
_PICTURES_ONLY = re.compile(r"(?:\[图片\]\s*)+")
_ENCODED = re.compile(r"content-transfer-encoding\s*:\s*(base64|quoted-printable)", re.IGNORECASE)
_TABLE = re.compile(r"<(?:html|table)\b", re.IGNORECASE)
_ROW_END = re.compile(r"</tr>", re.IGNORECASE)


def sniff(head: Head) -> float:
    """Who saved it."""
    return 1.0 if "Save by Tencent MsgMgr" in head.text or "Subject: Tencent IM Message" in head.text else 0.0


@reader("qq_mht", title="QQ message record, .mht", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each peer (消息对象)."""
    names = count_people(_chats(stream, quiet=True), stream)
    yield from conversations(_chats(stream, quiet=False), names, stream)


def _chats(stream: Stream, *, quiet: bool) -> Iterator[QqChat]:
    chat: QqChat | None = None
    day: date | None = None
    for number, markup in _table_rows(stream, quiet=quiet):
        problem = ""
        header = _HEADER.search(markup)
        shown = "" if header else plain_text(markup)[0].replace("\u00a0", " ").strip()
        meta = _META.match(shown)
        if header:
            row = _row(number, header, day, names_only=quiet)
            chat = chat or QqChat(line=number)
            chat.rows += [row] if row else []
            problem = "" if row else "is a message without a date above it, or without a time; export it again"
        elif meta:
            if chat:
                yield chat
            chat = QqChat(line=number, peer=meta["peer"].strip())
        elif found := _DAY.match(shown):
            stamp = parse_time(found[1])
            day = stamp[0].date() if stamp else None
        elif shown and not _TITLE.match(shown):
            problem = "is a row that is neither a date nor a message; export it again"
        if problem and not quiet:
            stream.skip(number, problem)
    if chat:
        yield chat


def _row(number: int, header: re.Match[str], day: date | None, *, names_only: bool) -> QqRow | None:
    clock = parse_clock(plain_text(header["clock"])[0])
    if clock is None or day is None:
        return None
    nick, account = split_sender(plain_text(header["who"])[0].strip())
    body = "" if names_only else plain_text(_PICTURE.sub("[图片]", header["body"]))[0].replace("\u00a0", " ").strip()
    body = "[图片]" if _PICTURES_ONLY.fullmatch(body) else body
    return QqRow(
        line=number, nick=nick, account=account, stamp=(datetime.combine(day, clock[0]), clock[1]), body=[body]
    )


def _table_rows(stream: Stream, *, quiet: bool) -> Iterator[tuple[int, str]]:
    """The rows of the table with their lines; a row is whole when `</tr>` closes it."""
    rest: list[str] = []
    size = 0
    for number, line in _html_lines(stream, quiet=quiet):
        *whole, begun = _ROW_END.split(line)
        for part in whole:
            yield number, _within("\n".join((*rest, part)))
            rest, size = [], 0
        rest.append(begun)
        size += len(begun)
        if size > _LONGEST_ROW:
            if not quiet:
                stream.skip(number, "is in a table row longer than 1 MB; export it again")
            rest, size = [], 0


def _within(markup: str) -> str:
    return markup[markup.rfind("<tr") :] if "<tr" in markup else markup


def _html_lines(stream: Stream, *, quiet: bool) -> Iterator[tuple[int, str]]:
    """The lines of the HTML part: from its first tag to the boundary after it."""
    inside = False
    for number, line in stream.lines(limit_kb=_LIMIT_KB, quiet=quiet):
        if inside and line.startswith("--"):
            return
        if not inside and (encoded := _ENCODED.match(line)):
            message = f"{stream.name} holds its table as {encoded[1]}, which is not read; export it as text (.txt)"
            raise UnreadableFile(message, file=stream.name, line=number)
        inside = inside or bool(_TABLE.search(line))
        if inside:
            yield number, line
