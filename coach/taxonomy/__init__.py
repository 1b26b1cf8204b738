"""Question types, stances, moves and flags, with their cues: data in TOML, one file a question type."""

from functools import cache

from coach.taxonomy.loading import QuestionType, Term, folder, load_question_type, load_terms
from coach.taxonomy.matching import Matcher, matcher
from coach.taxonomy.wording import plain

__all__ = [
    "Matcher",
    "QuestionType",
    "Term",
    "flags",
    "matcher",
    "moves",
    "plain",
    "question_types",
    "stances",
    "topics",
]


@cache
def question_types() -> tuple[QuestionType, ...]:
    """All question types, by name."""
    found = [file for file in (folder() / "question_types").iterdir() if file.name.endswith(".toml")]
    return tuple(load_question_type(file) for file in sorted(found, key=lambda file: file.name))


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
    return frozenset(_question_cues(language).fired(plain(text, language))) - {"none"}


@cache
def _question_cues(language: str) -> Matcher:
    return matcher(question_types(), language)
