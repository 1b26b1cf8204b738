"""Words, numbers, times and money as one language writes them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from coach.i18n import translator
from coach.rules.own import OwnRule
from coach.taxonomy import flags, moves, question_types

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en", "es": "es"}
SHORT_WAIT_S = 600
"""Up to here waits are told in seconds, above in minutes, and from two hours on in hours."""

NO_BREAK = "\N{NO-BREAK SPACE}"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Texts:
    """The texts of one report language: `texts(key, **values)` translates, the methods write values.

    The texts of a shop's own rules stand in their files, not in a catalogue. Raises SettingsError for a language
    without a catalogue, KeyError for a key that the catalogue lacks.
    """

    def __init__(self, language: str, *, own_rules: Sequence[OwnRule] = ()) -> None:
        self.language = language
        self.tag = LANGUAGE_TAGS.get(language, language)
        self._translate = translator(language)
        self._own = {key: text for rule in own_rules for key, text in rule.texts(language).items()}
        self._types = {one.name: one.title[language] for one in question_types()}
        self._terms = {one.name: one.title[language] for one in (*moves(), *flags())}
        self._terms["thanked"] = self("reason.thanked")

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of that key with its values filled in."""
        return self._own[key] if key in self._own else self._translate(key, **values)

    def number(self, value: float | Decimal, *, places: int = 0) -> str:
        """The value with its thousands parted: 1,007.50, in Spanish 1.007,50."""
        written = f"{value:,.{places}f}"
        return written.translate(str.maketrans(",.", ".,")) if self.language == "es" else written

    def percent(self, share: float, *, places: int = 1) -> str:
        """A share of 1 as a percentage: 25.9%, in Spanish 25,9 %."""
        return self.number(share * 100, places=places) + (f"{NO_BREAK}%" if self.language == "es" else "%")

    def percents(self, low: float, high: float) -> str:
        """An interval of shares: 13.2–44.7%."""
        return f"{self.number(low * 100, places=1)}–{self.percent(high)}"

    def seconds(self, value: float) -> str:
        """A wait: 9.4 s, 244 s, 15.0 min, 3.2 h."""
        if value < SHORT_WAIT_S:
            return self("unit.seconds", n=self.number(value, places=1 if 0 < value < 10 else 0))
        if value < 7200:
            return self("unit.minutes", n=self.number(value / 60, places=1))
        return self("unit.hours", n=self.number(value / 3600, places=1))

    def money(self, amounts: Mapping[str, Decimal]) -> str:
        """Sums by currency: ¥1,007.00, joined by + where there are several."""
        return " + ".join(self._sum(currency, amount) for currency, amount in sorted(amounts.items()))

    def moment(self, at: datetime) -> str:
        """A date and time of the shop's wall clock, to the second."""
        return f"{at:%Y-%m-%d %H:%M:%S}"

    def period(self, first: datetime | None, last: datetime | None) -> str:
        """From the first day to the last; why there is none when the files have no times."""
        if first is None or last is None:
            return self("missing.times")
        if first.date() == last.date():
            return f"{first:%Y-%m-%d}"
        return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"

    def question_type(self, name: str) -> str:
        """The title of a question type; a shop's own type without one is called by its name."""
        return self._types.get(name, name)

    def reason(self, name: str) -> str:
        """The title of a move, a flag, of having been thanked, or else of a rule."""
        return self._terms.get(name) or self.rule(name)

    def rule(self, name: str, part: str = "title") -> str:
        """The text of a rule: its title, what it expects ("expected") or what doing it well is called ("credit").

        A rule of another package has no texts here; its name stands for its title.
        """
        try:
            return self(f"rule.{name}.{part}")
        except KeyError:
            return name.replace("_", " ") if part == "title" else ""

    def _sum(self, currency: str, amount: Decimal) -> str:
        figure = self.number(amount, places=2)
        if currency != "CNY":
            return f"{figure}{NO_BREAK}{currency}"
        return f"{figure}{NO_BREAK}¥" if self.language == "es" else f"¥{figure}"


def visible(text: str) -> str:
    """The text without control characters, which no page shows and some readers choke on."""
    return _CONTROL.sub("", text)
