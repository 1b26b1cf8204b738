"""The invented shop's facts: what it sells, who works there, when its chats may happen, what was bought."""

import tomllib
from datetime import date, time
from decimal import Decimal
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

Platform = Literal["taobao", "jd"]


class Item(Struct, frozen=True):
    """One thing on sale: its title, its price in yuan, and its number on both platforms."""

    title: str
    price: Decimal
    taobao: str
    jd: str

    def number(self, platform: Platform) -> str:
        """Its item number on the platform."""
        return self.taobao if platform == "taobao" else self.jd

    def url(self, platform: Platform) -> str:
        """The address of its page on the platform."""
        if platform == "taobao":
            return f"https://item.taobao.com/item.htm?id={self.taobao}"
        return f"https://item.jd.com/{self.jd}.html"


class DeskAgent(Struct, frozen=True):
    """One agent at the shop's desk, and how fast this agent replies (seconds)."""

    platform: Platform
    shop: str
    nick: str
    team: str
    mean_s: int
    fastest_s: int
    slowest_s: int
    typing_s: tuple[int, int]

    @property
    def account(self) -> str:
        """The sub-account as the platform writes it in front of a message."""
        return f"{self.shop}{':' if self.platform == 'taobao' else '--'}{self.nick}"


class When(Struct, frozen=True):
    """On which days of the fortnight (0 to 13) some scripts may be played, and by what time of day they begin."""

    scripts: tuple[str, ...]
    days: tuple[int, ...] = tuple(range(14))
    before: time = time(22, 30)


class Bought(Struct, frozen=True):
    """What the order in a script is for, where that is not one piece of the script's item."""

    script: str
    items: tuple[str, ...]


class Earlier(Struct, frozen=True):
    """An order from before a script begins, so many days earlier, and what was paid for it in yuan."""

    script: str
    days: int
    items: tuple[str, ...]
    paid: Decimal
    status: str = "交易成功"


class Facts(Struct, frozen=True, forbid_unknown_fields=True):
    """All facts of the invented shop."""

    first_day: date
    items: dict[str, Item]
    agents: dict[str, DeskAgent]
    when: tuple[When, ...]
    bought: tuple[Bought, ...]
    earlier: tuple[Earlier, ...]

    def days(self, script: str) -> tuple[int, ...]:
        """The days of the fortnight on which the script may be played."""
        allowed = [set(rule.days) for rule in self.when if script in rule.scripts]
        return tuple(sorted(set(range(14)).intersection(*allowed)))

    def before(self, script: str) -> time:
        """The time of day by which the script begins."""
        return min((rule.before for rule in self.when if script in rule.scripts), default=time(22, 30))


def load_facts() -> Facts:
    """The facts as `shop.toml` states them."""
    text = (files("coach.demo") / "shop.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Facts)
