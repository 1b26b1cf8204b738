"""QQ: the message manager's export as text, `.txt`.

    消息记录（此消息记录为文本格式，不支持重新导入）
    消息分组:我的好友
    消息对象:示例客户
    2024-03-05 9:24:02 nick(QQ), nick<mail> or nick alone
    body, one or more lines, then an empty line

Read twice: first for the names, to know who writes in many chats, then chat by chat.
"""

import re
from collections.abc import Iterator

from coach.readers.qq_chats import QqChat, QqRow, conversations, count_people, split_sender
from coach.readers.reader import Head, reader
from coach.readers.stream import Stream
from coach.readers.times import parse_time
from coach.transcript import Conversation

_MARK = "消息记录（此消息记录为文本格式"
_BAR = re.compile(r"={20,}\s*")
_GROUP = re.compile(r"消息分组\s*[:：].*")
_PEER = re.compile(r"消息对象\s*[:：]\s*(?P<peer>.*?)\s*")
_HEADER = re.compile(
    r"(?P<time>\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+(?:(?:凌晨|早上|上午|中午|下午|晚上)\s?)?\d{1,2}:\d{2}:\d{2}(?:\s[AP]M)?)\s+(?P<who>\S.{0,120})"
)


def sniff(head: Head) -> float:
    """Its first line."""
    return 1.0 if _MARK in head.text else 0.0


@reader("qq_txt", title="QQ message record, .txt", sniff=sniff)
def read(stream: Stream) -> Iterator[Conversation]:
    """One conversation for each peer (消息对象)."""
    names = count_people(_chats(stream, quiet=True), stream)
    yield from conversations(_chats(stream, quiet=False), names, stream)


def _chats(stream: Stream, *, quiet: bool) -> Iterator[QqChat]:
    chat: QqChat | None = None
    after_gap = True
    for number, line in stream.lines(quiet=quiet):
        if _BAR.fullmatch(line) or line.startswith(_MARK) or _GROUP.fullmatch(line):
            after_gap = True
            continue
        row = _row(number, line, after_gap)
        after_gap = not line.strip()
        if peer := _PEER.fullmatch(line):
            if chat:
                yield chat
            chat = QqChat(line=number, peer=peer["peer"])
        elif row:
            chat = chat or QqChat(line=number)
            chat.rows.append(row)
        elif chat and chat.rows:
            chat.rows[-1].body.append(line.rstrip())
        elif line.strip() and not quiet:
            stream.skip(number, "belongs to no message; a message begins with its time and a name")
    if chat:
        yield chat


def _row(number: int, line: str, after_gap: bool) -> QqRow | None:
    """The message that a line begins; one without an account only below an empty line, else it is somebody's words."""
    header = _HEADER.fullmatch(line)
    stamp = parse_time(header["time"]) if header else None
    if header is None or stamp is None:
        return None
    nick, account = split_sender(header["who"])
    return QqRow(line=number, nick=nick, account=account, stamp=stamp) if account or after_gap else None
