"""Languages of the chats: words, clauses, speech acts and slots; the only home of jieba and spaCy."""

import re
from collections.abc import Iterable

from coach.languages.language import LANGUAGES, SPEECH_ACTS, Language, Slot
from coach.memory import Memory

__all__ = ["SPEECH_ACTS", "Language", "Slot", "codes", "detect", "get"]

_NO_SPEECH = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w.-]{1,255}|\[[^\]\n]{1,30}\]|<[^>\n]{1,30}>")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_READ = 2_000
"""How many characters of a text are enough to tell its language."""

_LATIN_WORD = re.compile(r"[^\W\d_\u2e80-\uffef]+")


def get(code: str) -> Language:
    """The language of that code; raises UnknownPart, which lists the known ones."""
    return LANGUAGES.get(code)


def codes() -> tuple[str, ...]:
    """The codes of all languages, sorted."""
    return LANGUAGES.names()


def _written_in(text: str) -> tuple[int, list[str]]:
    """How many Han characters a text has, and its words in Latin letters."""
    speech = _NO_SPEECH.sub(" ", text[:_READ])
    return len(_HAN.findall(speech)), _LATIN_WORD.findall(speech.lower())


_KNOWN = Memory(_written_in)


def detect(texts: Iterable[str], *, default: str = "zh") -> str:
    """The language that most of the texts are in, by script and stop words; `default` when they hold no word.

    Chinese needs one Han character for every two Latin words, so that product names in English do not count against
    it. Latin text without any stop word is taken for English.
    """
    han = 0
    words: list[str] = []
    for text in texts:
        characters, latin_words = _KNOWN[text]
        han += characters
        words.extend(latin_words)
    if han and 2 * han >= len(words):
        return "zh"
    latin = [language for language in LANGUAGES if language.script == "latin"]
    scores = {language.code: sum(word in language.stop_words for word in words) for language in latin}
    best = max(scores, key=lambda code: scores[code])
    if scores[best]:
        return best
    return "en" if any(len(word) > 2 for word in words) else default
