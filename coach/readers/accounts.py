"""Who is behind an account: rosters of agents, and the shop that an account name carries."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from itertools import combinations
from typing import Literal

from msgspec import Struct, structs

from coach.transcript import Conversation, Message

StaffRole = Literal["", "agent", "bot"]
"""What a roster says an account is; "" says nothing: its name may still tell that it is a bot."""

_SHOP_SEPARATOR = re.compile(r":|--")


def split_account(account: str) -> tuple[str, str]:
    """Shop and own name of an account such as `店铺:小美` or `店铺自营--小美`; the shop is empty if there is none."""
    if ":" not in account and "--" not in account:
        return "", account.strip()
    parts = [part.strip() for part in _SHOP_SEPARATOR.split(account, maxsplit=1)]
    if len(parts) == 2 and parts[0] and parts[1]:
        return parts[0], parts[1]
    return "", account.strip()


class RosterEntry(Struct, frozen=True):
    """One person, or bot, at one account, from `start` to `end` (both days included; None: open)."""

    account: str
    agent: str
    shop: str = ""
    team: str = ""
    start: date | None = None
    end: date | None = None
    role: StaffRole = ""

    def covers(self, day: date | None) -> bool:
        """Whether the entry holds on that day; a day that is not known is always covered."""
        if day is None:
            return True
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def clashes(self, other: "RosterEntry") -> bool:
        """Whether both give one account of one shop to different people on the same day."""
        starts, ends = (self.start, other.start), (self.end, other.end)
        same = split_account(self.account) == split_account(other.account) and self.shop == other.shop
        begin, end = max(filter(None, starts), default=None), min(filter(None, ends), default=None)
        return same and self.agent != other.agent and (begin is None or end is None or begin <= end)


class Roster(Struct, frozen=True, dict=True):
    """Which person used which account when."""

    entries: tuple[RosterEntry, ...] = ()

    @classmethod
    def of_names(cls, names: Iterable[str]) -> "Roster":
        """A roster that only knows that these accounts are agents, each under its own name."""
        cleaned = dict.fromkeys(name.strip() for name in names if name.strip())
        return cls(tuple(RosterEntry(account=name, agent=name, role="agent") for name in cleaned))

    def __or__(self, other: "Roster") -> "Roster":
        return Roster(self.entries + other.entries)

    def entry(self, account: str, *, shop: str = "", at: datetime | None = None) -> RosterEntry | None:
        """The entry for an account at a time, the closest match of the shop first; None when the roster has none."""
        own_shop, name = split_account(account)
        wanted = own_shop or shop
        day = at.date() if at else None
        best: RosterEntry | None = None
        for candidate in self._by_name.get(name, ()):
            entry_shop = candidate.shop or split_account(candidate.account)[0]
            if not candidate.covers(day) or (entry_shop and wanted and entry_shop != wanted):
                continue
            if entry_shop and entry_shop == wanted:
                return candidate
            best = best or candidate
        return best

    def person(self, account: str, *, shop: str = "", at: datetime | None = None) -> str | None:
        """The person behind an account at a time; None when the roster does not know it: it stays its own name."""
        entry = self.entry(account, shop=shop, at=at)
        return entry.agent if entry else None

    def role(self, account: str, *, shop: str = "", at: datetime | None = None) -> StaffRole:
        """What the roster says outright that an account is at a time."""
        entry = self.entry(account, shop=shop, at=at)
        return entry.role if entry else ""

    def knows(self, account: str, *, shop: str = "") -> bool:
        """Whether the account is the shop's: somebody ever used it."""
        return bool(self.entries) and self.entry(account, shop=shop) is not None

    def team(self, agent: str, shop: str = "", at: datetime | None = None) -> str:
        """The team of a person in a shop at a time; empty when the roster names none."""
        day = at.date() if at else None
        teams = (
            entry.team
            for entry in self._by_agent.get(agent, ())
            if entry.team and entry.covers(day) and (not shop or (entry.shop or shop) == shop)
        )
        return next(teams, "")

    def shared(self) -> tuple[str, ...]:
        """The accounts that two people have on the same day; the entry that stands first counts."""
        groups = (group for group in self._by_name.values() if len(group) > 1)
        pairs = (pair for group in groups for pair in combinations(group, 2))
        return tuple(dict.fromkeys(one.account for one, other in pairs if one.clashes(other)))

    @cached_property
    def names_roles(self) -> bool:
        """Whether it says of any account outright what it is."""
        return any(entry.role for entry in self.entries)

    @cached_property
    def _by_agent(self) -> dict[str, list[RosterEntry]]:
        found: dict[str, list[RosterEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.agent, []).append(entry)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[RosterEntry]]:
        found: dict[str, list[RosterEntry]] = {}
        for entry in self.entries:
            found.setdefault(split_account(entry.account)[1], []).append(entry)
        return found


def with_roster_roles(conversation: Conversation, roster: Roster) -> Conversation:
    """The conversation with staff in the role that the roster gives them outright, whatever their names look like."""
    if not roster.names_roles:
        return conversation
    messages = tuple(_with_role(message, conversation.shop, roster) for message in conversation.messages)
    return structs.replace(conversation, messages=messages)


def _with_role(message: Message, shop: str, roster: Roster) -> Message:
    if message.role not in ("agent", "bot"):
        return message
    said = roster.role(message.sender, shop=shop, at=message.sent_at)
    if not said or said == message.role:
        return message
    return structs.replace(message, role=said, role_evidence="roster")
