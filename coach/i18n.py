"""Texts by key, in Chinese, English or Spanish: gettext catalogues under `coach/locale/`."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from coach.errors import SettingsError

LANGUAGES = ("zh", "en", "es")
"""The languages that reports and messages can be written in."""

Translator = Callable[..., str]
"""`translate(key, **values)`: the text of that key with its values filled in."""

LOCALE = Path(__file__).parent / "locale"


def translator(language: str) -> Translator:
    """A function from message key and values to text; an unknown language lists the known ones.

    A key that the catalogue lacks raises KeyError: a missing text is a fault of ours, not something to show.
    """
    if language not in LANGUAGES:
        raise SettingsError(f"there are no texts in {language!r}; choose one of: {', '.join(LANGUAGES)}")
    catalogue = _catalogue(language)

    def translate(key: str, /, **values: object) -> str:
        text = catalogue.gettext(key)
        if text == key:
            raise KeyError(f"no {language} text for {key!r}")
        return text.format_map({name: str(value) for name, value in values.items()}) if values else text

    return translate


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("coach", localedir=LOCALE, languages=[language])
