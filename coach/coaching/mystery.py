"""The script of a mystery test: what a tester asks an agent, and what a good reply contains."""

import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from coach.errors import InputError, UnreadableFile

Kind = Literal["worst", "decisive", "after_sale"]
Source = Literal["customer", "composed"]

LIMIT_S = 180
"""Within so many seconds a reply to a line is in time, unless the script says otherwise (the presets' 3 minutes)."""


class ScriptLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One line that the tester says: a customer's own words (`source` "customer") or composed where nobody said such.

    `reason` is why it was chosen: a rule the agent missed there, "decisive" (who asks it surely buys less), "loss",
    "intent" (who asks it is close to buying) or "hard". `expected` are the moves of a good reply; `good_reply` is one
    that a colleague gave.
    """

    say: str
    kind: Kind
    type: str
    reason: str
    expected: tuple[str, ...] = ()
    good_reply: str = ""
    source: Source = "customer"


class Script(Struct, frozen=True, forbid_unknown_fields=True):
    """A test for one agent; drawing it again from the same report with the same seed gives the same."""

    agent: str
    lines: tuple[ScriptLine, ...]
    seed: int = 0
    limit_s: float = LIMIT_S


def script_toml(script: Script) -> str:
    """The script as TOML that `read_script` reads; JSON's strings, numbers and lists are TOML's too."""
    values = msgspec.to_builtins(script)
    tables = values.pop("lines")
    return "\n\n[[lines]]\n".join(map(_rows, (values, *tables))) + "\n"


def read_script(file: Path) -> Script:
    """The script in a TOML file; raises InputError when it is none or has no line."""
    try:
        script = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), Script)
    except OSError as problem:
        raise UnreadableFile(f"{file} cannot be read: {problem.strerror}; check the path", file=str(file)) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        message = f"{file} is no test script: {problem}; give the .toml file that `coach mystery draw` wrote"
        raise InputError(message, file=str(file)) from None
    if not script.lines:
        raise InputError(f"{file} has no line to ask; draw the script again", file=str(file))
    return script


@cache
def expected_moves() -> dict[str, tuple[str, ...]]:
    """By question type, the moves that a good reply contains."""
    found = tomllib.loads(files("coach.coaching").joinpath("expected_moves.toml").read_text(encoding="utf-8"))
    return {name: tuple(moves) for name, moves in found.items()}


def _rows(values: dict[str, object]) -> str:
    return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items())
