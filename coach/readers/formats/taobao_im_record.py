"""Taobao: the message record that the Wangwang or Qianniu client exports (消息管理器 → 导出消息记录), as text.

店铺:子账号 的聊天记录

即时消息
2024-03-05                                   a day begins
2024-03-05 10:23:45 tb_demo_001: 在吗        time, nick, text; more lines of it below
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct, field

from coach.errors import UnknownRoles
from coach.readers.accounts import split_account
from coach.readers.client_headers import STAMP, Headed, true_headers
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.taobao import Spoken, conversations, is_staff, own_name
from coach.readers.times import parse_time
from coach.transcript import Conversation

_RECORD = re.compile(rf"\s{{0,3}}(?P<ts>{STAMP})\s{{1,8}}(?P<rest>\S.*)")
_NICK = r"[^\s:：]{1,48}"
_WHO = re.compile(rf"(?P<who>{_NICK}(?::{_NICK})?)[:：](?:\s(?P<text>.*)|)")
_CLOSE_WHO = re.compile(rf"(?P<who>{_NICK})[:：](?P<text>.*)")
_RECALL = re.compile(rf"(?P<who>{_NICK}(?::{_NICK}?)?)\s?撤回了?一条消息[。.]?")
_DAY = re.compile(r"\s*\d{4}[-/]\d{1,2}[-/]\d{1,2}\s*")
_TITLE = re.compile(r"(?P<peer>(?:与|和)\s*)?(?P<name>\S.{0,62}?)\s{0,5}的?(?:聊天|消息|历史消息)记录\s*")
_SNIFF_RECORD = re.compile(rf"^\s{{0,3}}{STAMP} {{1,8}}{_NICK}(?::{_NICK})?[:：]", re.MULTILINE)
_SNIFF_DAY = re.compile(r"^\d{4}-\d{1,2}-\d{1,2}[^\S\n]{0,9}$", re.MULTILINE)
_MARK = "即时消息"
_TOP_LINES = 8


def sniff(head: Head) -> float:
    """即时消息 or a title among the first lines, or lines with nothing but a day; and messages in this form."""
    if not _SNIFF_RECORD.search(head.text):
        return 0.0
    top = [line.strip() for line in head.text.split("\n", _TOP_LINES)[:_TOP_LINES]]
    if any(_MARK in line and len(line) < 20 for line in top):
        return 1.0
    if any(_TITLE.fullmatch(line) for line in top if not _SNIFF_RECORD.match(line)):
        return 0.9
    return 0.6 if _SNIFF_DAY.search(head.text) else 0.0


class _Record(Struct):
    """One record of the file: whose it is, or whose chat, and its messages."""

    account: str = ""
    customer: str = ""
    headed: list[Headed] = field(default_factory=list)


@reader("taobao_im_record", title="Wangwang or Qianniu client message record, .txt", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer; a record mixes them, so it is held in memory until its end."""
    roster = stream.options.roster
    for record in _records(stream):
        own = {record.account, split_account(record.account)[0]}
        headed = true_headers(_without_days(record.headed), lambda who: who in own or is_staff(who, roster))  # noqa: B023
        spoken = [
            Spoken(line=one.line, sender=one.who, stamp=one.stamp, body="\n".join((one.first, *one.body)).strip())
            for one in headed
        ]
        try:
            yield from conversations(spoken, stream, account=record.account, customer=record.customer)
        except UnknownRoles as problem:
            stream.skip(headed[0].line, f"begins a record that is skipped: {problem.message}")


def _records(stream: Stream) -> Iterator[_Record]:
    """The records of a file, one after the other, each with its title; records without a message are left out."""
    record = _Record()
    for number, line in stream.lines():
        text = line.strip()
        match = _RECORD.fullmatch(line)
        found = _headed(number, line, match, record.account) if match else None
        if found:
            record.headed.append(found)
        elif text == _MARK and record.headed and (title := _title_below(record.headed[-1].body)):
            yield record
            record = title
        elif record.headed:
            record.headed[-1].body.append(line)
        elif title := _titled(text):
            record = title
        elif text and text != _MARK and not _DAY.fullmatch(line):
            stream.skip(number, "stands before the first message; a message begins with its time and a nick")
    if record.headed:
        yield record


def _titled(text: str) -> _Record | None:
    match = _TITLE.fullmatch(text)
    if match is None:
        return None
    name = own_name(match["name"])
    return _Record(customer=name) if match["peer"] else _Record(account=name)


def _title_below(body: list[str]) -> _Record | None:
    """The title that stands below a message, taken out of its body: there a new record begins."""
    lines = [line for line in body if line.strip()]
    title = _titled(lines[-1].strip()) if lines else None
    if title:
        body[:] = lines[:-1]
    return title


def _without_days(headed: list[Headed]) -> list[Headed]:
    """The messages without the lines that begin the next message's day."""
    for one, following in pairwise(headed):
        while one.body and not one.body[-1].strip():
            one.body.pop()
        day = parse_time(one.body[-1]) if one.body and _DAY.fullmatch(one.body[-1]) else None
        if day and day[0].date() == following.stamp[0].date():
            one.body.pop()
    return headed


def _headed(number: int, line: str, match: re.Match[str], account: str) -> Headed | None:
    stamp = parse_time(match["ts"])
    named = _named(match["rest"], split_account(account)[0])
    if stamp is None or named is None:
        return None
    return Headed(line=number, text=line, who=own_name(named[0]), stamp=stamp, first=named[1], body=[])


def _named(rest: str, shop: str) -> tuple[str, str] | None:
    """Nick and text. A nick may hold one colon (店铺:子账号): it ends at a colon with a space behind it, if any."""
    recall = _RECALL.fullmatch(rest)
    if recall:
        return recall["who"], rest
    spaced = _WHO.match(rest)
    if spaced and (spaced["text"] is not None or spaced.end() == len(rest)):
        return spaced["who"], spaced["text"] or ""
    sub = re.compile(rf"(?P<who>{re.escape(shop)}:{_NICK})[:：](?P<text>.*)").match(rest) if shop else None
    close = sub or _CLOSE_WHO.match(rest)
    return (close["who"], close["text"]) if close else None
