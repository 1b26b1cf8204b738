"""The text of the chat query page of Qianniu: time, then the message, then who wrote it.

    2024-03-05
    20:57:40
    这款灯泡能换吗           one or more lines
    tb_demo_001            the sender comes last
    没有更多内容了           the end of the page

The sender is the line above the next time; a time that stands below no account is a line of the message.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from coach.readers.build import clean_text
from coach.readers.taobao import Spoken, looks_like_account, own_name
from coach.readers.times import Stamp, parse_clock, parse_time

_DATE = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
_DAY = re.compile(rf"{_DATE}(?:\s*(?:星期|周)[一二三四五六日天])?")
_TIME = re.compile(rf"(?:(?P<day>{_DATE})\s+)?(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)")
_END = re.compile(r"[-—\s]*没有更多(?:内容|消息|记录)?了[。！!]?[-—\s]*")
_ACCOUNT = re.compile(r"[^\s:：]{2,40}:[^\s:：]{1,24}")

STRAY = "belongs to no message; a message is a line with its time, its text, and a line with its sender"
"""Why a line of a page is skipped."""

Line = tuple[int, str]


class Page(Struct):
    """One page: its messages, the account that stands above them, and the lines that belong to no message."""

    line: int
    title: str
    spoken: list[Spoken]
    stray: list[int]


class _Block(Struct):
    line: int
    stamp: Stamp | None
    lines: list[str]


def looks_like_page(text: str) -> float:
    """How surely a text is such a page: lines that are nothing but a time, with the page's end mark or date lines."""
    lines = [line.strip() for line in text.split("\n")]
    times = sum(1 for line in lines if _TIME.fullmatch(line) and " " not in line)
    marks = any(_END.fullmatch(line) or _DAY.fullmatch(line) for line in lines)
    if not times:
        return 0.0
    return 0.9 if marks else 0.6 if times > 1 else 0.2


def pages(lines: Iterable[Line], *, known: Iterable[str] = (), day: date | None = None) -> Iterator[Page]:
    """The pages in a text, one after the other; `known` are accounts that write in it, `day` counts until it says one.

    Empty lines and control characters are left out.
    """
    held: list[Line] = []
    for number, line in lines:
        text = clean_text(line)
        if _END.fullmatch(text):
            yield _page(held, ended=True, known=known, day=day)
            held = []
        elif text:
            held.append((number, text))
    if held:
        yield _page(held, ended=False, known=known, day=day)


def _page(lines: list[Line], *, ended: bool, known: Iterable[str], day: date | None) -> Page:
    starts = _starts(lines)
    above = [line for line in (lines[: starts[0]] if starts else lines) if not _DAY.fullmatch(line[1])]
    title = above[0][1] if starts and len(above) == 1 and looks_like_account(above[0][1]) else ""
    blocks = list(_blocks(lines, starts, day))
    stray = [block.line for block in blocks if not block.lines] + [number for number, _ in above if not title]
    filled = [block for block in blocks if block.lines]
    return Page(
        line=lines[0][0] if lines else 1,
        title=title,
        spoken=_spoken(filled, known, ended=ended),
        stray=sorted(stray),
    )


def _starts(lines: list[Line]) -> list[int]:
    """Where messages begin: times that stand behind a sender; another line that is a time is part of a message."""
    times = [(index, match) for index, (_, text) in enumerate(lines) if (match := _time(text))]
    with_seconds = any(match["clock"].count(":") == 2 for _, match in times)
    starts: list[int] = []
    for index, match in times:
        before = index - 1
        if before >= 0 and _DAY.fullmatch(lines[before][1]):
            before -= 1
        follows_sender = not starts or (before > starts[-1] and looks_like_account(lines[before][1]))
        if follows_sender and (match["clock"].count(":") == 2) == with_seconds:
            starts.append(index)
    return starts


def _time(text: str) -> re.Match[str] | None:
    match = _TIME.fullmatch(text)
    return match if match and parse_clock(match["clock"]) else None


def _blocks(lines: list[Line], starts: list[int], day: date | None) -> Iterator[_Block]:
    for start, end in pairwise([*starts, len(lines)]):
        day = _day_before(lines, start) or day
        body = [text for _, text in lines[start + 1 : end]]
        if body and _DAY.fullmatch(body[-1]):
            body = body[:-1]
        yield _Block(line=lines[start][0], stamp=_stamp(lines[start][1], day), lines=body)


def _day_before(lines: list[Line], start: int) -> date | None:
    match = _TIME.fullmatch(lines[start][1])
    stated = match["day"] if match else None
    found = parse_time(stated or (lines[start - 1][1] if start else ""))
    return found[0].date() if found and found[1] == "day" else None


def _stamp(text: str, day: date | None) -> Stamp | None:
    match = _TIME.fullmatch(text)
    clock = parse_clock(match["clock"]) if match else None
    return (datetime.combine(day, clock[0]), clock[1]) if day and clock else None


def _writers(blocks: list[_Block], known: Iterable[str]) -> set[str]:
    """The accounts that surely write: those that close two messages, and those of the form 店铺:子账号."""
    last = Counter(own_name(block.lines[-1]) for block in blocks)
    return set(known) | {name for name, count in last.items() if count > 1 or _ACCOUNT.fullmatch(name)}


def _spoken(blocks: list[_Block], known: Iterable[str], *, ended: bool) -> list[Spoken]:
    """The messages of blocks. Without a sender that can be told, all lines of a block are its text.

    The last one of a page without its end mark may be cut off: then only an account that wrote before is its sender,
    once a customer has.
    """
    writers = _writers(blocks, known)
    spoken: list[Spoken] = []
    for block in blocks:
        *body, last = block.lines
        sender = own_name(last)
        may_be_new = ended or block is not blocks[-1] or all(map(_ACCOUNT.fullmatch, writers))
        if sender not in writers and not (body and may_be_new and looks_like_account(sender)):
            sender, body = "", block.lines
        writers |= {sender} - {""}
        spoken.append(Spoken(line=block.line, sender=sender, stamp=block.stamp, body="\n".join(body)))
    return spoken
