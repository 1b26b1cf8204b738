"""What rules look for in texts beyond labels and speech acts: patterns by language, and a shop's own words."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.findings import Words
from coach.memory import MOST_CHARACTERS

_NEVER = "(?!)"
_REMEMBERED = 10_000


class Wording:
    """A compiled list. It remembers texts in which it found nothing: most hold nothing, and many recur."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._without: set[str] = set()

    def search(self, text: str) -> re.Match[str] | None:
        """The first place in the text that has the wording."""
        if text in self._without:
            return None
        found = self._pattern.search(text)
        if found is None and len(text) <= MOST_CHARACTERS:
            if len(self._without) >= _REMEMBERED:
                self._without.clear()
            self._without.add(text)
        return found

    def subn(self, replacement: str, text: str) -> tuple[str, int]:
        """The text with every place that has the wording replaced, and how many there were."""
        return self._pattern.subn(replacement, text)


class Cues(Struct, frozen=True):
    """The lists of one language, compiled: each field is a list of `cues.toml`, where a comment says what it holds."""

    abuse: Wording
    need_stated: Wording
    which_size: Wording
    greeting: Wording
    address: Wording
    settled: Wording
    own_errand: Wording
    closing: Wording
    waited: Wording
    takeover: Wording
    asks_anew: Wording
    told_before: Wording
    bought_before: Wording
    recognition: Wording
    coming_offer: Wording
    favour: Wording
    refusal: Wording
    wish: Wording
    asks_price: Wording
    price_told: Wording
    sales_offer: Wording
    asks_yes_no: Wording
    yes_or_no: Wording
    plain_yes_no: Wording
    asked_this: Wording
    only_wants: Wording
    comes_back: Wording
    wait_here: Wording
    others_word: Wording
    unwanted: Wording
    reason: Wording
    way_out: Wording
    out_of_stock: Wording
    wants_choice: Wording
    refund: Wording
    refund_when: Wording
    refund_promise: Wording
    refund_time: Wording
    refund_later: Wording
    cannot_pay: Wording
    pay_guide: Wording
    paid_now: Wording
    pay_asks: Wording
    pay_shrug: Wording
    about_paying: Wording
    too_dear: Wording
    kept: Wording
    ordered: Wording
    cross_sell: Wording
    advert: Wording
    your_choice: Wording
    advises: Wording
    refund_how: Wording
    reproach: Wording
    forbidden: Wording
    doubt: Wording
    curt: Wording
    grievance: Wording
    not_ours: Wording
    received: Wording
    empathy: Wording
    warm_wish: Wording
    absolute: Wording
    no_promise: Wording
    guaranteed: Wording
    off_platform: Wording
    stays_here: Wording
    official_line: Wording
    return_address: Wording
    data_check: Wording
    recipient: Wording
    addressee: Wording
    good_review: Wording
    review_reward: Wording
    review_declined: Wording
    evasive: Wording


def cues(language: str, words: Words = Words()) -> Cues:  # noqa: B008 - a frozen value
    """The cues of a language by its code, with the words of a shop; a list that nobody fills matches nothing.

    Raises SettingsError when the cue file is broken, or `words` names a list that there is not or is no pattern.
    """
    return _cues(language, msgspec.json.encode(words))


def check_words(words: Words, *, languages: Iterable[str]) -> None:
    """Raise SettingsError for the first list, language or pattern of a shop's words that cannot be."""
    known = set(languages)
    for section in (words.add, words.instead):
        for language in section:
            if language not in known:
                raise SettingsError(
                    f"rules.words names the language {language!r}; choose among: {', '.join(sorted(known))}"
                )
            cues(language, words)


@cache
def _cues(language: str, encoded_words: bytes) -> Cues:
    words = msgspec.json.decode(encoded_words, type=Words)
    added, instead = words.add.get(language, {}), words.instead.get(language, {})
    names = Cues.__struct_fields__
    if unknown := sorted((added.keys() | instead.keys()) - set(names)):
        raise SettingsError(f"rules.words names the list {unknown[0]!r}; choose among: {', '.join(names)}")
    built_in = _built_in().get(language, {})
    return Cues(
        **{
            name: _compiled(
                (
                    *(map(_pattern, instead[name]) if name in instead else built_in.get(name, ())),
                    *map(_pattern, added.get(name, ())),
                ),
                name=name,
            )
            for name in names
        }
    )


@cache
def _built_in() -> dict[str, dict[str, tuple[str, ...]]]:
    text = files("coach.rules").joinpath("cues.toml").read_text(encoding="utf-8")
    try:
        found = msgspec.convert(tomllib.loads(text), dict[str, dict[str, tuple[str, ...]]])
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise SettingsError(f"cues.toml of the rules is broken: {problem}; reinstall or correct it") from None
    for lists in found.values():
        if unknown := sorted(lists.keys() - set(Cues.__struct_fields__)):
            raise SettingsError(f"cues.toml of the rules has the list {unknown[0]!r}, which no rule reads; remove it")
    return found


def _pattern(word: str) -> str:
    """A shop's word as a pattern: as it stands, or a regular expression when it is written /like this/."""
    if not word.strip():
        raise SettingsError("rules.words has an empty word, which every message contains; remove it")
    return word[1:-1] if len(word) > 2 and word.startswith("/") and word.endswith("/") else re.escape(word)


def _compiled(patterns: tuple[str, ...], *, name: str) -> Wording:
    try:
        return Wording(re.compile("|".join(patterns) or _NEVER, re.IGNORECASE))
    except re.error as problem:
        raise SettingsError(f"a pattern of the list {name!r} is no regular expression: {problem}") from None
