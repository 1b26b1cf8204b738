"""Qianniu: messages copied from the chat window and pasted into a text file.

    tb_demo_001 2024-3-5 9:03:05        nick and time; also without the space, as [nick], on two lines,
    在吗                                 or as "A --> B time" where A's message was passed on to B
    已读                                 whether it was read: 已读 未读 发送中
    店:小美 撤回了一条消息                 has no time

What the window shows between the messages (transfers, where the customer comes from, product cards) stands in it too.
"""

import re
from collections.abc import Iterable, Iterator

from coach.readers.build import clean_text
from coach.readers.client_headers import STAMP, Headed, true_headers
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.taobao import Spoken, conversations, is_staff, looks_like_account, own_name
from coach.readers.times import parse_time
from coach.transcript import Conversation

_WHO = r"[^\s，。？！；、,?!;/|][^，。？！；、,?!;/|\t\n]{0,63}?"
_HEADERS = (
    re.compile(rf"(?P<who>{_WHO}) {{0,3}}-{{1,3}}> {{0,3}}(?P<to>{_WHO}) {{0,8}}(?P<ts>{STAMP})"),
    re.compile(rf"\[(?P<who>[^\[\]]{{1,64}})\] {{0,8}}(?P<ts>{STAMP})"),
    re.compile(rf"(?P<who>{_WHO}) {{0,8}}(?P<ts>{STAMP})"),
)
_STAMP = re.compile(STAMP)
_RECALL = re.compile(r"(?P<who>\S.{0,63}?) {0,3}撤回了?一条消息[。.]?")
_EVENT = re.compile(r"由.{1,64}转交给.{1,64}|当前用户来自.{0,80}|原因\s?[:：]\s?【.{1,60}】.{0,20}")
_STATUS = frozenset({"已读", "未读", "发送中"})
_CARD = frozenset({"商品详情页", "商品推荐", "这些非常适合您的商品可以一起看看～～", "千牛"})
_CURRENCY = frozenset({"¥", "￥"})
_ACCOUNT = re.compile(r"[\w*-]{3,40}|[^\s:]{2,40}:[^\s:]{1,24}", re.ASCII)
_PRICE = re.compile(r"\d[\d,]{0,9}(?:\.\d{1,2})?(?:\s?[-~]\s?\d[\d,]{0,9}(?:\.\d{1,2})?)?")
_SNIFF_HEADER = re.compile(rf"^(?:\[[^\[\]\n]{{1,64}}\]|{_WHO}) {{0,8}}(?:\n)?{STAMP}[^\S\n]{{0,3}}$", re.MULTILINE)
_SNIFF_MARK = re.compile(r"^(?:已读|未读|发送中|由.{1,64}转交给.{1,64})[^\S\n]{0,3}$| 撤回了一条消息$", re.MULTILINE)


Line = tuple[int, str]


def sniff(head: Head) -> float:
    """Lines that are a nick and a time, and the marks that only this window has."""
    headers = sum(1 for _, _ in zip(_SNIFF_HEADER.finditer(head.text), range(3), strict=False))
    if headers and _SNIFF_MARK.search(head.text):
        return 0.9
    return (0.0, 0.3, 0.7, 0.7)[headers]


@reader("qianniu_clipboard", title="Qianniu chat window, copied as text", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each customer, usually one; the text is held in memory until its end."""
    before, headed = _headed(stream)
    roster = stream.options.roster
    spoken = list(_events(before))
    for number, text in before:
        if text and not _is_event(text):
            stream.skip(number, "stands before the first message; a message begins with a nick and its time")
    for one in true_headers(headed, lambda who: is_staff(who, roster)):
        spoken += _spoken(one)
    yield from conversations(spoken, stream)


def _headed(stream: Stream) -> tuple[list[Line], list[Headed]]:
    """The lines before the first header, and the headers with the lines below them."""
    before: list[Line] = []
    headed: list[Headed] = []
    for number, line in stream.lines():
        text = clean_text(line)
        if header := _header(number, text):
            headed.append(header)
        elif _STAMP.fullmatch(text) and (header := _below_nick(number, text, before, headed)):
            del (headed[-1].body if headed else before)[-1:]
            headed.append(header)
        elif headed:
            headed[-1].body.append(text)
        else:
            before.append((number, text))
    return before, headed


def _header(number: int, text: str) -> Headed | None:
    match = next((match for pattern in _HEADERS if (match := pattern.fullmatch(text))), None)
    stamp = parse_time(match["ts"]) if match else None
    if match is None or stamp is None:
        return None
    to = own_name(match["to"]) if "to" in match.re.groupindex else ""
    return Headed(line=number, text=text, who=own_name(match["who"]), stamp=stamp, body=[], to=to)


def _below_nick(number: int, text: str, before: list[Line], headed: list[Headed]) -> Headed | None:
    """The header whose nick stands above its time. The only line of a message is one only if it looks like a nick."""
    above = headed[-1].body if headed else [line for _, line in before[-1:]]
    nick = above[-1] if above else ""
    stamp = parse_time(text)
    if stamp is None or not looks_like_account(nick) or nick in _STATUS or _is_event(nick):
        return None
    if headed and not any(above[:-1]) and not _ACCOUNT.fullmatch(nick):
        return None
    return Headed(line=number - 1, text=f"{nick}\n{text}", who=own_name(nick), stamp=stamp, body=[])


def _spoken(one: Headed) -> Iterator[Spoken]:
    """The message of a header, then what the client wrote below it."""
    begin = one.line + one.text.count("\n") + 1
    lines = list(enumerate(one.body, start=begin))
    body = _without_card([text for _, text in lines if not _is_event(text)])
    yield Spoken(line=one.line, sender=one.who, stamp=one.stamp, body=body, to=one.to)
    yield from _events(lines)


def _events(lines: Iterable[Line]) -> Iterator[Spoken]:
    for number, text in lines:
        if recall := _RECALL.fullmatch(text):
            yield Spoken(line=number, sender=own_name(recall["who"]), stamp=None, body=text, kind="recall")
        elif _is_event(text):
            yield Spoken(line=number, sender="", stamp=None, body=text, kind="event")


def _is_event(text: str) -> bool:
    return _EVENT.fullmatch(text) is not None or _RECALL.fullmatch(text) is not None


def _without_card(lines: list[str]) -> str:
    """The body without the marks of a product card (a ¥ with the price below it) and without its read status."""
    kept: list[str] = []
    for text in lines:
        if kept and kept[-1] in _CURRENCY and _PRICE.fullmatch(text):
            kept.pop()
        elif text not in _CARD:
            kept.append(text)
    while kept and kept[-1] in _STATUS | {""} and len(lines) > 1:
        kept.pop()
    return "\n".join(kept).strip()
