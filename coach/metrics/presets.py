"""How each platform counts service: the presets, what a shop overrides in them, and which one a chat is judged by."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.findings import Preset

PLAIN = "plain"
"""The preset of a platform that has none of its own."""

MINUTES_A_DAY = 24 * 60
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")


class PresetBook(Struct, frozen=True):
    """The presets by name, overrides applied."""

    presets: dict[str, Preset]

    def for_platform(self, platform: str, *, chosen: str = "auto") -> Preset:
        """The preset named `chosen`; for "auto" the platform's own, or `plain` where it has none.

        Raises SettingsError when no preset has the chosen name.
        """
        if chosen == "auto":
            return self.presets.get(platform, self.presets[PLAIN])
        if chosen not in self.presets:
            raise SettingsError(f"there is no preset called {chosen!r}; choose auto or one of: {_listed(self.presets)}")
        return self.presets[chosen]


def load_presets(overrides: Mapping[str, Mapping[str, Any]]) -> PresetBook:
    """The built-in presets with a shop's own values in place of theirs, by preset and field.

    `opens` and `closes` may be written as "08:30" or as minutes of the day. Raises SettingsError for a preset or field
    that is unknown, and for values that cannot be.
    """
    text = files("coach.metrics").joinpath("presets.toml").read_text(encoding="utf-8")
    fields: dict[str, dict[str, Any]] = tomllib.loads(text)
    for name, changed in overrides.items():
        if name not in fields:
            raise SettingsError(f"there is no preset called {name!r} to override; choose one of: {_listed(fields)}")
        fields[name] = {**fields[name], **changed}
    return PresetBook({name: _preset(name, values) for name, values in fields.items()})


def _preset(name: str, values: Mapping[str, Any]) -> Preset:
    minutes = {field: _minutes(name, field, values[field]) for field in ("opens", "closes")}
    try:
        preset = msgspec.convert({**values, **minutes, "name": name}, Preset)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"preset {name!r} cannot be: {problem}; see metrics.presets in your settings") from None
    if preset.opens == preset.closes:
        raise SettingsError(f"preset {name!r} opens and closes at the same time; for all day write 00:00 and 24:00")
    limits = preset.within_s
    if not limits or limits[0] <= 0 or sorted(set(limits)) != list(limits):
        raise SettingsError(
            f"preset {name!r}: within_s must be ascending seconds, such as [30, 180], not {list(limits)}"
        )
    return preset


def _minutes(preset: str, field: str, value: object) -> object:
    """Minutes of the day from "08:30"; numbers are minutes already, anything else is left for the type check."""
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    minutes = int(found[1]) * 60 + int(found[2]) if found else value
    if isinstance(minutes, str) or (isinstance(minutes, int) and not 0 <= minutes <= MINUTES_A_DAY):
        raise SettingsError(f"preset {preset!r}: {field} must be a time from 00:00 to 24:00, not {value!r}")
    return minutes


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(sorted(names))
