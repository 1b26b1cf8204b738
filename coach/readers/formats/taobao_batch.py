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
from coach.readers.taobao import own_name
from coach.readers.threads import oldest_first
from coach.readers.times import parse_time
from coach.transcript import Conversation, Role, Visibility

_PEER = re.compile(r"-{20,200}([^-\s].{0,127}?)-{20,200}\s*")
_BAR = re.compile(r"={40,}\s*")
_HEADER = re.compile(r"(?P<who>.{1,64}?)\((?P<ts>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2})\):\s{0,2}(?P<text>.*)")
_ACCOUNT = re.compile(r"[^\s():：][^():：]{0,62}:[^():：]{1,63}")
_MAIN_ACCOUNT = re.compile(r"[^\s():：-][^\s():：]{0,62}")
_SYSTEM = re.compile(r"系统(?:消息|提示|提醒|通知)")
_BOT = re.compile(r"(?:^|:)(?:服务助手|店小蜜|智能客服|.{0,8}机器人)$")
_SNIFF_MESSAGE = re.compile(r"^.{1,64}?\(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2}\):", re.MULTILINE)
_SNIFF_PEER = re.compile(r"^-{20,200}[^-\s].{0,127}?-{20,200}\s{0,9}$", re.MULTILINE)
_SNIFF_TITLE = re.compile(r"^={40,}[^\S\n]{0,9}\n\s{0,9}(?:单聊|群聊)\s{0,9}\n={40}", re.MULTILINE)
_FULL_STAMP = len("2024-03-05 10:23:45")

Row = tuple[int, str, datetime, str, str]
"""Line, sender, time, the time as the file has it, body."""


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
        self._said: set[tuple[str, str, str]] = set()
        self._in_order = True
        self._last = datetime.min

    def take(self, number: int, line: str) -> None:
        """Begin a message if the line is a header, else add the line to the message before it."""
        end = line.find("):")
        if 20 < end < 85 and line[end - 20] == "(" and line[end - 9] == " ":
            who, stamp, text = line[: end - 20], line[end - 19 : end], line[end + 2 :]
        elif end > 0 and (match := _HEADER.fullmatch(line)):
            who, stamp, text = match["who"], match["ts"], match["text"]
        else:
            self.continue_with(number, line)
            return
        found = parse_time(stamp)
        if found is None:
            self._drop(number, f"has a time that cannot be: {stamp}")
            return
        if self._more:
            self._close_row()
        row = number, own_name(who) if who[:2] == "cn" else who, found[0], stamp, text
        if found[0] < self._last and self._repeats(row):
            self._more.append(line)
            return
        self._last = found[0]
        self.rows.append(row)
        self._dropping = False

    def _repeats(self, row: Row) -> bool:
        """Whether a row out of order repeats one from before: it is a quotation of it, and belongs to the body."""
        if not self._said:
            self._said = {(sender, stamp, body.split("\n", 1)[0]) for _, sender, _, stamp, body in self.rows}
        key = row[1], row[3], row[4]
        found = key in self._said
        self._said.add(key)
        self._in_order = self._in_order and found
        return found

    def _drop(self, line: int, reason: str) -> None:
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
        shop = split_account(account)[0] or account or self._shop_of_agents()
        visibility = self._visibility(shop)
        builder = ConversationBuilder(
            platform="taobao",
            shop=shop,
            customer=self.peer,
            zone=self.stream.options.wall_clock,
            file=self.stream.name,
        )
        roles: dict[str, tuple[Role, str]] = {}
        for line, sender, sent_at, stamp, body in self._oldest_first():
            if sender not in roles:
                roles[sender] = self._role(sender, shop, visibility)
            role, evidence = roles[sender]
            raw = clean_text(body)
            kind, text, by_platform = read_body(raw)
            if by_platform:
                role, evidence = "system", "system notice"
            elif role == "system":
                kind = "event"
            builder.add(
                sender=sender,
                role=role,
                role_evidence=evidence,
                sent_at=sent_at,
                precision="s",
                text=text,
                line=line,
                kind=kind if raw else "card",
                raw=raw,
                visibility=visibility,
                instant=stamp if len(stamp) == _FULL_STAMP else "",
            )
        return builder.conversation()

    def _oldest_first(self) -> list[Row]:
        return self.rows if self._in_order else oldest_first(self.rows, lambda row: row[2])

    def _visibility(self, shop: str) -> Visibility:
        """Internal for a chat among colleagues; one with another shop's account is worth a notice."""
        peer_shop = split_account(self.peer)[0]
        if shop and peer_shop == shop:
            self.stream.notice(f"the chat with {self.peer} is one among colleagues; it is kept as internal")
            return "internal"
        if peer_shop:
            self.stream.notice(
                "has chats with accounts of other shops; these are read as customers, "
                "leave out the chats in which the shop itself is the buyer"
            )
        return "public"

    def _role(self, sender: str, shop: str, visibility: Visibility) -> tuple[Role, str]:
        if _SYSTEM.fullmatch(sender):
            return "system", "name pattern"
        if sender == self.peer:
            return ("agent", "peer is an account of the shop") if visibility == "internal" else ("customer", "peer")
        if _BOT.search(sender):
            return "bot", "name pattern"
        if self.stream.options.roster.knows(sender, shop=shop):
            return "agent", "roster"
        return "agent", "sender is not the peer"

    def _shop_of_agents(self) -> str:
        shops = (split_account(sender)[0] for _, sender, _, _, _ in self.rows if sender != self.peer)
        return next((shop for shop in shops if shop), "")

    def _close_row(self) -> None:
        if self._more:
            *header, body = self.rows[-1]
            self.rows[-1] = (*header, "\n".join((body, *self._more)))  # type: ignore[assignment]
            self._more = []


def _sections(stream: Stream) -> Iterator[str | _Section]:
    """The account line, if there is one, then a section for each peer that has messages."""
    section: _Section | None = None
    bars = _Bars()
    for number, line in stream.lines():
        first = line[:1]
        if first == "=" or bars.busy:
            if bars.take(number, line):
                continue
            if bars.title and section:
                yield from _filled(section)
                section = None
            if bars.stray and section:
                section.continue_with(*bars.stray)
            if bars.settle():
                _notice_groups(line, stream)
                continue
        if first == "-" and (peer := _PEER.fullmatch(line)):
            yield from _filled(section)
            section = _Section(own_name(peer[1]), stream)
        elif section:
            section.take(number, line)
        elif line.strip():
            yield from _before_peers(number, line.strip(), stream)
    yield from _filled(section)


def _before_peers(number: int, line: str, stream: Stream) -> Iterator[str]:
    """The account line: 店铺:子账号, or on the first line the shop's main account, which has no colon."""
    if _ACCOUNT.fullmatch(line) or (number == 1 and _MAIN_ACCOUNT.fullmatch(line)):
        yield own_name(line)
    else:
        stream.skip(number, "stands before the first peer; a line of dashes with the peer's name begins its messages")


def _notice_groups(line: str, stream: Stream) -> None:
    if line.strip():
        stream.notice("group chats (群聊) are not read, only the chats with single customers")


def _filled(section: _Section | None) -> Iterator[_Section]:
    if section and section.rows:
        yield section


class _Bars:
    """Tells the bars around 单聊 and 群聊 from lines of equals signs that somebody typed.

    It is `busy` from a line of equals signs to the line behind it that settles what it was, and all through 群聊.
    """

    def __init__(self) -> None:
        self.busy = False
        self.title = ""
        self.stray: tuple[int, str] | None = None
        self._pending: tuple[int, str] | None = None
        self._in_groups = False
        self._under_title = False

    def take(self, number: int, line: str) -> bool:
        """Whether the line is part of the bars; a bar that turned out to be typed is left in `stray`."""
        self.busy = True
        if line[:1] != "=" and not self._pending:
            return False
        if self._pending and line.strip() in ("单聊", "群聊"):
            self.title = line.strip()
            self._in_groups = self.title == "群聊"
            self._pending, self._under_title = None, True
            return True
        self.stray, self._pending = self._pending, None
        if not _BAR.fullmatch(line):
            return False
        if self._under_title:
            self._under_title = False
            return True
        if self.stray is None:
            self._pending = number, line
        return self.stray is None

    def settle(self) -> bool:
        """Begin anew behind a line that is no part of the bars; whether it is one of the group chats."""
        self.title, self.stray = "", None
        self.busy = self._in_groups
        return self._in_groups
