"""What rules look for in texts beyond labels and speech acts: insults, needs stated, questions of fit."""

import re
import tomllib
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from coach.errors import SettingsError

_NEVER = "(?!)"


class Cues(Struct, frozen=True):
    """Patterns of one language: an insult, a need that the customer states, a question which size fits a person."""

    abuse: re.Pattern[str]
    need_stated: re.Pattern[str]
    which_size: re.Pattern[str]


class _Patterns(Struct, frozen=True, forbid_unknown_fields=True):
    abuse: tuple[str, ...] = ()
    need_stated: tuple[str, ...] = ()
    which_size: tuple[str, ...] = ()


@cache
def cues(language: str) -> Cues:
    """The cues of a language by its code; a language without any has patterns that match nothing.

    Raises SettingsError when the cue file is broken.
    """
    text = files("coach.rules").joinpath("cues.toml").read_text(encoding="utf-8")
    try:
        patterns = msgspec.convert(tomllib.loads(text), dict[str, _Patterns])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise SettingsError(f"cues.toml of the rules is broken: {problem}; reinstall or correct it") from None
    found = patterns.get(language, _Patterns())
    return Cues(
        abuse=_compiled(found.abuse), need_stated=_compiled(found.need_stated), which_size=_compiled(found.which_size)
    )


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or _NEVER, re.IGNORECASE)
