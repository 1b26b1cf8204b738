"""Taobao and Tmall: the batch download of a sub-account's chats (`.txt`, usually GBK).

    店铺:子账号
    ====…  单聊  ====…
    ----------------------------peer----------------------------
    peer(2024-03-05 10:23:45):  text, with more lines of the same message below it
    ====…  群聊  ====…                 group chats follow; they are not read

Several peers stand in one file, one after the other. Only one peer's messages are held at a time.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from coach.readers.accounts import split_account
from coach.readers.bodies import read_body
from coach.readers.build import ConversationBuilder, clean_text
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.times import parse_time
from coach.transcript import Conversation, Role, Visibility

_PEER = re.compile(r"-{20,200}([^-\s].{0,127}?)-{20,200}\s*")
_BAR = re.compile(r"={40,}\s*")
_HEADER = re.compile(r"(?P<who>.{1,64}?)\((?P<ts>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2})\):\s{0,2}(?P<text>.*)")
_SHOP_LINE = re.compile(r"[^\s():：][^():：]{0,62}:[^():：]{1,63}")
_PREFIX = re.compile(r"^(?:cntaobao|cnalichn)")
_BOT = re.compile(r"(?:^|:)(?:服务助手|店小蜜|智能客服|.{0,8}机器人)$")
_SNIFF_MESSAGE = re.compile(r"^.{1,64}?\(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2}\):", re.MULTILINE)
_SNIFF_PEER = re.compile(r"^-{20,200}[^-\s].{0,127}?-{20,200}\s{0,9}$", re.MULTILINE)
_SNIFF_TITLE = re.compile(r"^={40,}[^\S\n]{0,9}\n\s{0,9}(?:单聊|群聊)\s{0,9}\n={40}", re.MULTILINE)

Row = tuple[int, str, datetime, str]
"""Line, sender, time, body."""


def sniff(head: Head) -> float:
    """A peer line with messages in the form nick(time): below it, or the bars around 单聊."""
    if _SNIFF_PEER.search(head.text) and _SNIFF_MESSAGE.search(head.text):
        return 1.0
    return 0.9 if _SNIFF_TITLE.search(head.text) else 0.0


@reader("taobao_batch", title="Taobao sub-account batch download, .txt", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each peer section. The shop is taken from the first line, else from the agents' accounts."""
    account = ""
    for section in _sections(stream):
        if isinstance(section, str):
            account = section
        else:
            yield section.conversation(account)


class _Section:
    """The rows of one peer, until the next peer begins."""

    def __init__(self, peer: str, stream: Stream) -> None:
        self.peer = peer
        self.stream = stream
        self.rows: list[Row] = []
        self._more: list[str] = []
        self._dropping = False

    def add(self, row: Row) -> None:
        if self._more:
            self._close_row()
        self.rows.append(row)
        self._dropping = False

    def drop(self, line: int, reason: str) -> None:
        self._close_row()
        self._dropping = True
        self.stream.skip(line, reason)

    def continue_with(self, line: int, text: str) -> None:
        if self.rows and not self._dropping:
            self._more.append(text)
        elif text.strip() and not self._dropping:
            self.stream.skip(line, "belongs to no message; a message begins with nick(time):")

    def conversation(self, account: str) -> Conversation:
        self._close_row()
        shop = split_account(account)[0] or self._shop_of_agents()
        options = self.stream.options
        builder = ConversationBuilder(
            platform="taobao", shop=shop, customer=self.peer, zone=options.wall_clock, file=self.stream.name
        )
        roles: dict[str, tuple[Role, str]] = {}
        visibility: Visibility = "internal" if shop and split_account(self.peer)[0] == shop else "public"
        if visibility == "internal":
            self.stream.notice(f"the chat with {self.peer} is one among colleagues; it is kept as internal")
        for line, sender, sent_at, body in self.rows:
            if sender not in roles:
                roles[sender] = self._role(sender, shop, visibility)
            role, evidence = roles[sender]
            raw = clean_text(body)
            kind, text, by_platform = read_body(raw)
            if by_platform:
                role, evidence = "system", "system notice"
            builder.add(
                sender=sender,
                role=role,
                role_evidence=evidence,
                sent_at=sent_at,
                precision="s",
                text=text,
                line=line,
                kind=kind,
                raw=raw,
                visibility=visibility,
            )
        return builder.conversation()

    def _role(self, sender: str, shop: str, visibility: Visibility) -> tuple[Role, str]:
        if sender == self.peer:
            return ("agent", "peer is an account of the shop") if visibility == "internal" else ("customer", "peer")
        if self.stream.options.roster.knows(sender, shop=shop):
            return "agent", "roster"
        if _BOT.search(sender):
            return "bot", "name pattern"
        return "agent", "sender is not the peer"

    def _shop_of_agents(self) -> str:
        shops = (split_account(sender)[0] for _, sender, _, _ in self.rows if sender != self.peer)
        return next((shop for shop in shops if shop), "")

    def _close_row(self) -> None:
        if self._more:
            line, sender, sent_at, body = self.rows[-1]
            self.rows[-1] = line, sender, sent_at, "\n".join((body, *self._more))
            self._more = []


def _sections(stream: Stream) -> Iterator[str | _Section]:
    """The account line, if there is one, then a section for each peer that has messages."""
    section: _Section | None = None
    bars = _Bars()
    for number, line in stream.lines():
        if (line[:1] == "=" or bars.pending) and bars.take(number, line):
            continue
        if bars.title and section:
            yield from _filled(section)
            section = None
        if bars.stray and section:
            section.continue_with(*bars.stray)
        bars.title, bars.stray = "", None
        if bars.in_groups:
            _notice_groups(line, stream)
        elif line[:1] == "-" and (peer := _PEER.fullmatch(line)):
            yield from _filled(section)
            section = _Section(_PREFIX.sub("", peer[1].strip()), stream)
        elif section:
            _take(section, number, line)
        elif line.strip():
            yield from _before_peers(number, line.strip(), stream)
    yield from _filled(section)


def _before_peers(number: int, line: str, stream: Stream) -> Iterator[str]:
    if _SHOP_LINE.fullmatch(line):
        yield _PREFIX.sub("", line)
    else:
        stream.skip(number, "stands before the first peer; a line of dashes with the peer's name begins its messages")


def _notice_groups(line: str, stream: Stream) -> None:
    if line.strip():
        stream.notice("group chats (群聊) are not read, only the chats with single customers")


def _filled(section: _Section | None) -> Iterator[_Section]:
    if section and section.rows:
        yield section


class _Bars:
    """Tells the bars around 单聊 and 群聊 from lines of equals signs that somebody typed."""

    def __init__(self) -> None:
        self.pending: tuple[int, str] | None = None
        self.title = ""
        self.stray: tuple[int, str] | None = None
        self.in_groups = False
        self._under_title = False

    def take(self, number: int, line: str) -> bool:
        """Whether the line is part of the bars; a bar that turned out to be typed is left in `stray`."""
        if self.pending and line.strip() in ("单聊", "群聊"):
            self.title = line.strip()
            self.in_groups = self.title == "群聊"
            self.pending, self._under_title = None, True
            return True
        self.stray, self.pending = self.pending, None
        if not _BAR.fullmatch(line):
            return False
        if self._under_title:
            self._under_title = False
            return True
        if self.stray is None:
            self.pending = number, line
        return self.stray is None


def _take(section: _Section, number: int, line: str) -> None:
    """Begin a message if the line is a header, else add the line to the message before it."""
    end = line.find("):")
    if 20 < end < 85 and line[end - 20] == "(" and line[end - 9] == " ":
        who, stamp, text = line[: end - 20], line[end - 19 : end], line[end + 2 :]
    elif end > 0 and (match := _HEADER.fullmatch(line)):
        who, stamp, text = match["who"], match["ts"], match["text"]
    else:
        section.continue_with(number, line)
        return
    found = parse_time(stamp)
    if found is None:
        section.drop(number, f"has a time that cannot be: {stamp}")
        return
    section.add((number, _PREFIX.sub("", who) if who.startswith("cn") else who, found[0], text))
