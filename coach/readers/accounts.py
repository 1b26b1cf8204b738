"""Who is behind an account: rosters of agents, and the shop that an account name carries."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property

from msgspec import Struct

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
    """One person at one account, from `start` to `end` (both days included; None: open)."""

    account: str
    agent: str
    shop: str = ""
    team: str = ""
    start: date | None = None
    end: date | None = None

    def covers(self, day: date | None) -> bool:
        """Whether the entry holds on that day; a day that is not known is always covered."""
        if day is None:
            return True
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Roster(Struct, frozen=True, dict=True):
    """Which person used which account when."""

    entries: tuple[RosterEntry, ...] = ()

    @classmethod
    def of_names(cls, names: Iterable[str]) -> "Roster":
        """A roster that only knows that these accounts are agents, each under its own name."""
        cleaned = dict.fromkeys(name.strip() for name in names if name.strip())
        return cls(tuple(RosterEntry(account=name, agent=name) for name in cleaned))

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

    def knows(self, account: str, *, shop: str = "") -> bool:
        """Whether anybody ever used this account as an agent."""
        return bool(self.entries) and self.entry(account, shop=shop) is not None

    @cached_property
    def _by_name(self) -> dict[str, list[RosterEntry]]:
        found: dict[str, list[RosterEntry]] = {}
        for entry in self.entries:
            found.setdefault(split_account(entry.account)[1], []).append(entry)
        return found
