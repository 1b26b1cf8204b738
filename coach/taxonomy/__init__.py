"""Question types, stances, moves and flags, with their cues: data in TOML, one file a question type.

A shop's own question types stand after the package's and hold for the whole process: those that the settings name, read
once, unless `adopt` says which.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from coach.settings import load_settings
from coach.taxonomy import own
from coach.taxonomy.loading import QuestionType, Term, folder, load_question_type, load_terms
from coach.taxonomy.matching import Matcher, matcher
from coach.taxonomy.own import OwnType
from coach.taxonomy.wording import plain, unmasked

__all__ = [
    "Matcher",
    "OwnType",
    "QuestionType",
    "Term",
    "adopt",
    "flags",
    "matcher",
    "moves",
    "own_cues",
    "own_digests",
    "own_types",
    "plain",
    "question_types",
    "read_own_types",
    "stances",
    "topics",
    "unmasked",
]


_adopted: list[tuple[OwnType, ...]] = []
"""The shop's own types, once they are known."""


def question_types() -> tuple[QuestionType, ...]:
    """All question types: the package's by name, then the shop's own."""
    return (*_built_in(), *(one.as_question_type() for one in own_types()))


def own_types() -> tuple[OwnType, ...]:
    """The shop's own question types, by name; raises SettingsError, naming file and place, for one that cannot be."""
    if not _adopted:
        adopt(read_own_types(load_settings().types.own))
    return _adopted[0]


def adopt(types: Sequence[OwnType]) -> None:
    """Make these the own types of this process, before anything is labelled: what a plan brings to a worker."""
    _adopted[:] = [tuple(types)]
    own_cues.cache_clear()


def read_own_types(names: Sequence[str]) -> tuple[OwnType, ...]:
    """The types of these files and folders; raises SettingsError, naming file and place, for one that cannot be."""
    return own.read_own_types([Path(name) for name in names], known=[kind.name for kind in _built_in()])


def own_digests(language: str) -> dict[str, str]:
    """The shop's own types that are taught in a language, each with the digest of what a model learns of it."""
    return {one.name: one.digest(language) for one in own_types() if one.examples.get(language)}


@cache
def own_cues(language: str) -> Matcher:
    """The cues of the shop's own types."""
    return matcher(own_types(), language)


@cache
def stances() -> tuple[Term, ...]:
    """Proactive, passive and neutral."""
    return load_terms(folder() / "stances.toml")


@cache
def moves() -> tuple[Term, ...]:
    """What makes a reply proactive."""
    return load_terms(folder() / "moves.toml")


@cache
def flags() -> tuple[Term, ...]:
    """The ways of being passive that coaching names."""
    return load_terms(folder() / "flags.toml")


def topics(text: str, *, language: str) -> frozenset[str]:
    """The question types whose cues fire in the text, "none" apart; empty when the text touches no topic."""
    form = plain(text, language)
    return frozenset((*_built_in_cues(language).fired(form), *own_cues(language).fired(form))) - {"none"}


@cache
def _built_in() -> tuple[QuestionType, ...]:
    found = [file for file in (folder() / "question_types").iterdir() if file.name.endswith(".toml")]
    return tuple(load_question_type(file) for file in sorted(found, key=lambda file: file.name))


@cache
def _built_in_cues(language: str) -> Matcher:
    return matcher(_built_in(), language)
