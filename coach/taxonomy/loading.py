"""Reads the taxonomy's TOML files and refuses broken ones by file and field."""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from coach.errors import SettingsError

LANGUAGES = ("zh", "en", "es")
Stage = Literal["presale", "order", "aftersale", "none"]
Owner = Literal["page", "price", "stock", "logistics", "product", "service", "none"]
Loaded = TypeVar("Loaded", bound=Struct)


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """A stance, a move or a flag: title and definition by language, and its cues.

    Cues are regular expressions that are searched in the `plain` form of a text.
    """

    name: str
    title: dict[str, str]
    definition: dict[str, str]
    cues: dict[str, tuple[str, ...]]


class QuestionType(Term, frozen=True, forbid_unknown_fields=True):
    """What a customer turn can ask for, the stage of the purchase it belongs to, and who can remove its cause.

    `examples` are of the type and hit by its cues; `counterexamples` are of other types and not hit.
    """

    stage: Stage
    owner: Owner
    examples: dict[str, tuple[str, ...]]
    counterexamples: dict[str, tuple[str, ...]]


def load_question_type(file: Traversable) -> QuestionType:
    """The question type of one file, named after it; SettingsError names the file and the field that cannot be."""
    name = file.name.removesuffix(".toml")
    return _build(_table(file), QuestionType, name=name, file=file.name, field="")


def load_terms(file: Traversable) -> tuple[Term, ...]:
    """The terms of one file, one table each; SettingsError names the file and the field that cannot be."""
    return tuple(
        _build(table, Term, name=name, file=file.name, field=f"{name}.") for name, table in _table(file).items()
    )


def folder() -> Traversable:
    """Where the taxonomy's files lie."""
    return files("coach.taxonomy")


def _table(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise SettingsError(f"{file.name} cannot be read: {problem.strerror}; check the file", file=file.name) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{file.name} is not valid TOML: {problem}; correct that line", file=file.name) from None


def _build(table: object, kind: type[Loaded], *, name: str, file: str, field: str) -> Loaded:
    if not isinstance(table, Mapping):
        raise SettingsError(f"{file}: field {name!r} stands outside a table; write it under [name]", file=file)
    try:
        built = msgspec.convert({**table, "name": name}, kind)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"{file}: field {field}{_place(problem)}; correct or add it", file=file) from None
    _check_languages(table, file=file, field=field)
    _check_cues(table["cues"], file=file, field=field)
    return built


def _place(problem: msgspec.ValidationError) -> str:
    """What msgspec says, with the path first: "cues.zh[0]: Expected `str`, got `int`"."""
    what, _, path = str(problem).partition(" - at `$.")
    if path:
        return f"{path.rstrip('`')}: {what}"
    named = re.search(r"field `(\w+)`", what)
    return f"{named.group(1) if named else '?'}: {what}"


def _check_languages(table: Mapping[str, Any], *, file: str, field: str) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping) and set(value) != set(LANGUAGES):
            wanted = ", ".join(LANGUAGES)
            raise SettingsError(f"{file}: field {field}{key} must have exactly the languages {wanted}", file=file)


def _check_cues(cues: Mapping[str, Any], *, file: str, field: str) -> None:
    for language, patterns in cues.items():
        for number, pattern in enumerate(patterns):
            try:
                re.compile(pattern)
            except re.error as problem:
                place = f"{field}cues.{language}[{number}]"
                raise SettingsError(f"{file}: field {place} is no regular expression: {problem}", file=file) from None
