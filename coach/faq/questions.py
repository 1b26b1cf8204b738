"""Which words ask something that a page could answer: no calls for an agent, thanks, announcements, bare numbers."""

import re
import tomllib
from functools import cache, partial
from importlib.resources import files

import msgspec
from msgspec import Struct

from coach import languages
from coach.faq.normalise import folded, normalise
from coach.languages import Language
from coach.memory import Memory

_MARK = re.compile(r"[?？]\s*$")
_APOSTROPHE = re.compile(r"['’`´]")
_WORD = re.compile(r"[^\W\d_]")
_TELLING = frozenset({"acknowledge", "complain", "leave", "thank"})


class _Cues(Struct, frozen=True, forbid_unknown_fields=True):
    """The patterns of one language, as questions.toml describes them."""

    idioms: str
    service: str
    states: str
    asks: str
    empty: str

    def find(self, name: str, form: str) -> bool:
        return re.search(getattr(self, name), form) is not None

    def content(self, form: str) -> str:
        return " ".join(re.sub(self.empty, " ", form).split())


def is_question(text: str, speech: Language) -> bool:
    """Whether a clause of the text asks, and says about what; in a language without cues whether it asks at all."""
    return _known(speech.code)[text]


@cache
def _known(code: str) -> Memory[bool]:
    return Memory(partial(_is_question, speech=languages.get(code)))


def _is_question(text: str, speech: Language) -> bool:
    cues = _cues().get(speech.code)
    if cues is None:
        return "ask" in speech.acts(text)
    return any(_asks(text[start:end], text[end:], cues, speech) for start, end in speech.clauses(text))


def matter(text: str, speech: Language) -> str:
    """What the text is about: its folded form without the words that say nothing about it; all of it if none is left.

    In a language without cues the folded form.
    """
    form, cues = folded(text), _cues().get(speech.code)
    return (cues.content(form) if cues else "") or form


def _asks(clause: str, rest: str, cues: _Cues, speech: Language) -> bool:
    form = normalise(_APOSTROPHE.sub("", clause))
    if cues.find("service", form) or cues.find("states", form):
        return False
    left = re.sub(cues.idioms, " ", form)
    if not _WORD.search(cues.content(left)):
        return False
    acts = speech.acts(clause)
    marked = bool(_MARK.search(clause)) or rest.lstrip().startswith(("?", "？"))
    return marked or cues.find("asks", left) or ("ask" in acts and _TELLING.isdisjoint(acts) and left == form)


@cache
def _cues() -> dict[str, _Cues]:
    text = files("coach.faq").joinpath("questions.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, _Cues])
