"""QQ chats, whether exported as text or as MHT: whose chat it is, who wrote, and the conversation that makes."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from coach.errors import UnknownRoles
from coach.readers.names import Names, RoleWithEvidence, count_names, roles_of
from coach.readers.stream import Stream
from coach.readers.threads import Said, Thread, conversation_of
from coach.readers.times import Stamp
from coach.transcript import Conversation

_ACCOUNT = re.compile(
    r"(?P<nick>.*?)(?:\((?P<number>\d{5,12})\)|<(?P<mail>[^<>\s@]{1,100}@[^<>\s]{1,100})>)\s*", re.DOTALL
)
_TITLE = re.compile(r"^【(?:管理员|群主|潜水|冒泡|吐槽|活跃|话唠|传说|成员)】")
_SYSTEM = "系统消息"


class QqRow(Struct):
    """One message: who wrote it, by nick and by number or mail ("" when not given), when, and its lines."""

    line: int
    nick: str
    account: str
    stamp: Stamp
    body: list[str] = field(default_factory=list)

    @property
    def who(self) -> str:
        """What tells people apart: nicks change, numbers do not."""
        return self.account or self.nick


class QqChat(Struct):
    """The chat with one peer (消息对象), a person or a group."""

    line: int
    peer: str = ""
    rows: list[QqRow] = field(default_factory=list)


def split_sender(text: str) -> tuple[str, str]:
    """Nick and account of a sender: nick(QQ), nick<mail> or nick, without a group's title such as 【管理员】."""
    match = _ACCOUNT.fullmatch(text)
    nick, account = (match["nick"], match["number"] or match["mail"]) if match else (text, "")
    return _TITLE.sub("", nick.strip()) or account, account


def count_people(chats: Iterable[QqChat], stream: Stream) -> Names:
    """The names of a file, each counted once a chat."""
    people = ({row.nick for row in chat.rows if row.nick != _SYSTEM} for chat in chats)
    return count_names(people, stream.options.roster)


def conversations(chats: Iterable[QqChat], names: Names, stream: Stream) -> Iterator[Conversation]:
    """The conversation of each chat; one in which nobody can tell the agent is skipped and logged."""
    for chat in chats:
        if not chat.rows:
            stream.skip(chat.line, f"begins the chat with {chat.peer or '?'}, which has no message")
            continue
        try:
            roles = _roles(chat, names)
        except UnknownRoles as problem:
            stream.skip(chat.line, f"begins a chat that is skipped: {problem.message}")
            continue
        first = next((row.nick for row in chat.rows if roles[row.who][0] == "customer"), "")
        customer = split_sender(chat.peer)[0] or first or chat.rows[0].nick
        said = [
            Said(line=row.line, sender=row.nick, role=roles[row.who], stamp=row.stamp, body="\n".join(row.body))
            for row in chat.rows
        ]
        yield conversation_of(Thread(shop="", customer=customer, session=None, said=said), stream, "qq")


def _roles(chat: QqChat, names: Names) -> dict[str, RoleWithEvidence]:
    """The role of each account: the peer is the customer; in groups, and under other nicks, names must tell."""
    nicks = {row.who: row.nick for row in chat.rows}
    found: dict[str, RoleWithEvidence] = {who: ("system", "name") for who, nick in nicks.items() if nick == _SYSTEM}
    peer = {name for name in split_sender(chat.peer) if name}
    peers = {row.who for row in chat.rows if row.nick in peer or row.account in peer}
    for who, nick in nicks.items():
        if who in found:
            continue
        if names.roster.knows(nick) or names.roster.knows(who):
            found[who] = "agent", "roster"
        elif who in peers:
            found[who] = "customer", "peer"
    left = {who: nick for who, nick in nicks.items() if who not in found}
    if peers - {who for who, role in found.items() if role[0] != "customer"}:
        found |= {who: names.sure_role(nick) or ("agent", "sender is not the peer") for who, nick in left.items()}
    elif left:
        known = {nicks[who]: role for who, role in found.items() if role[0] != "system"}
        by_nick = roles_of(left.values(), names, known=known)
        found |= {who: by_nick[nick] for who, nick in left.items()}
    return found
