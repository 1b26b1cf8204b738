"""The composed chats: scripts without times, and what each customer turn in them does."""

import re
import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any, Literal

from msgspec import Struct

from coach.errors import SettingsError

_FILES = ("slow_few", "quick_passive")
_SIDES: dict[str, "Side"] = {"C ": "customer", "A ": "agent", "B ": "bot", "order": "order", "paid": "paid"}
_GAP = re.compile(r"gap (\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MARK = re.compile(r"(ask|tell|nod)(\d?)")

NEW_VISIT_S = 12 * 3600
"""A silence, in seconds, after which the customer's next message is another visit."""

Side = Literal["customer", "agent", "bot", "order", "paid"]
Act = Literal["ask", "tell", "nod"]


class Line(Struct, frozen=True):
    """One message, or the moment an order is created or paid; `gap_s` is the silence that the script sets before it."""

    side: Side
    text: str = ""
    gap_s: int = 0


class Turn(Struct, frozen=True):
    """A run of customer messages: their places in the script, what it does, and which of them is the first that counts.

    `reply` is the place of the human message that ends it, or None when it stays open.
    """

    places: tuple[int, ...]
    act: Act
    opens: int
    reply: int | None


class Script(Struct, frozen=True):
    """One customer's chat with one agent, as composed; `amount` is what was paid for its order in yuan, if given."""

    id: str
    agent: str
    item: str
    lines: tuple[Line, ...]
    turns: tuple[Turn, ...]
    story: str = ""
    amount: Decimal | None = None

    @property
    def orders(self) -> bool:
        """Whether the customer creates an order in it."""
        return any(line.side == "order" for line in self.lines)

    @property
    def visits(self) -> int:
        """How many visits of the customer it tells."""
        return 1 + sum(line.gap_s >= NEW_VISIT_S for line in self.lines)


def load_scripts() -> tuple[Script, ...]:
    """All composed chats in file order. Raises SettingsError naming the one that is wrong."""
    folder = files("coach.demo") / "scripts"
    marks = tomllib.loads((folder / "turns.toml").read_text(encoding="utf-8"))
    tables = [tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in _FILES]
    return tuple(read_script(entry, marks.get(entry["id"], "").split()) for table in tables for entry in table["chat"])


def read_script(entry: dict[str, Any], marks: list[str]) -> Script:
    """One composed chat and the marks of its customer turns. Raises SettingsError where they do not fit."""
    lines = _lines(entry["id"], entry["lines"])
    return Script(
        id=entry["id"],
        agent=entry["agent"],
        item=entry["item"],
        lines=lines,
        turns=_turns(entry["id"], lines, marks),
        story=entry.get("story", ""),
        amount=Decimal(entry["amount"]) if "amount" in entry else None,
    )


def _lines(script: str, written: list[str]) -> tuple[Line, ...]:
    lines: list[Line] = []
    gap_s = 0
    for line in written:
        if gap := _GAP.fullmatch(line):
            gap_s += int(gap[1]) * _SECONDS[gap[2]]
            continue
        side = _SIDES.get(line if line in ("order", "paid") else line[:2])
        if side is None:
            raise SettingsError(
                f"{script}: the line {line!r} begins with none of C, A, B, gap, order, paid; mend the script"
            )
        lines.append(Line(side, "" if side in ("order", "paid") else line[2:], gap_s))
        gap_s = 0
    return tuple(lines)


def _turns(script: str, lines: tuple[Line, ...], marks: list[str]) -> tuple[Turn, ...]:
    runs = _runs(lines)
    if len(runs) != len(marks):
        raise SettingsError(f"{script} has {len(runs)} customer turns but {len(marks)} marks; mend scripts/turns.toml")
    turns = []
    for (places, reply), mark in zip(runs, marks, strict=True):
        found = _MARK.fullmatch(mark)
        if found is None or int(found[2] or 1) > len(places):
            raise SettingsError(
                f"{script}: the mark {mark!r} fits no turn of {len(places)} messages; mend scripts/turns.toml"
            )
        act: Act = "ask" if found[1] == "ask" else "tell" if found[1] == "tell" else "nod"
        turns.append(Turn(places=tuple(places), act=act, opens=int(found[2] or 1) - 1, reply=reply))
    return tuple(turns)


def _runs(lines: tuple[Line, ...]) -> list[tuple[list[int], int | None]]:
    """Customer turns and the places of their replies; a message that follows up an order by itself replies to none."""
    runs: list[tuple[list[int], int | None]] = []
    current: list[int] = []
    for place, line in enumerate(lines):
        if current and (line.side == "agent" or line.gap_s >= NEW_VISIT_S):
            unasked = lines[place - 1].side in ("order", "paid")
            runs.append((current, place if line.side == "agent" and not unasked else None))
            current = []
        if line.side == "customer":
            current.append(place)
    return [*runs, (current, None)] if current else runs
