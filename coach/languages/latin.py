"""What English and Spanish share: spaCy's blank tokenizer, and texts read without accents and apostrophes."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Protocol

from coach.languages.clauses import cut
from coach.languages.language import Cues, Script, Slot
from coach.memory import Memory

_PLAIN = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüñç’‘`´“”", "aaaaaeeeeiiiiooooouuuunc''''\"\"")


def plain(text: str) -> str:
    """Lower case without accents, of the same length whenever the text is composed (NFC) Latin."""
    lower = text.lower().translate(_PLAIN)
    return lower if len(lower) == len(text) else "".join(sign.lower()[:1] or sign for sign in text).translate(_PLAIN)


def _without_apostrophes(text: str) -> str:
    return plain(unicodedata.normalize("NFC", text)).replace("'", "")


_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPANISH = ("un", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
_VALUES = {"a": 1.0, "una": 1.0, "medio": 0.5} | {
    word: float(value) for words in (_ENGLISH, _SPANISH) for value, word in enumerate(words, start=1)
}


def number(text: str) -> float:
    """The value of a number in digits (1,299 and 1.299 are thousands; 1,5 and 1.5 decimals) or a word up to twelve."""
    if text in _VALUES:
        return _VALUES[text]
    grouped = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", text)
    return float(grouped.replace(",", ".").rstrip("."))


class _Token(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def whitespace_(self) -> str: ...


class LatinLanguage:
    """A language of Latin script, by its cue file and spaCy's blank tokenizer of that code."""

    script: Script = "latin"

    def __init__(self, code: str, *, breaks: re.Pattern[str], light: re.Pattern[str]) -> None:
        self.code = code
        self._cues = Cues(code, edge=r"\b", number=number)
        self._clauses = Memory(partial(cut, breaks=breaks, light=light))
        self._acts = Memory(partial(self._cues.acts, normal=_without_apostrophes))
        self._slots = Memory(partial(self._cues.slots, normal=plain))

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Frequent words of the language, with and without their accents."""
        words = self._cues.file.stop_words
        return frozenset((*words, *map(plain, words)))

    def tokens(self, text: str) -> list[str]:
        """Tokens of spaCy, with the white space between them as tokens."""
        parts = ((token.text, token.whitespace_) for token in self._tokenizer(text))
        return [part for pair in parts for part in pair if part]

    def clauses(self, text: str) -> tuple[tuple[int, int], ...]:
        """Clauses at sentence marks, line ends and "and" before a question word."""
        return self._clauses[text]

    def acts(self, text: str) -> frozenset[str]:
        """Speech acts by the language's cue file; accents and apostrophes do not matter."""
        return self._acts[text]

    def slots(self, text: str) -> tuple[Slot, ...]:
        """Slots by the language's cue file."""
        return self._slots[text]

    @cached_property
    def _tokenizer(self) -> Callable[[str], Iterable[_Token]]:
        import spacy

        tokenizer: Callable[[str], Iterable[_Token]] = spacy.blank(self.code).tokenizer
        return tokenizer
