"""A shop's own question types, read from TOML: one file a type, named after it, with the examples that teach it."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.i18n import LANGUAGES
from coach.taxonomy.loading import Owner, QuestionType, Term
from coach.taxonomy.wording import plain

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """What a customer writes, and the agent's words that it answers, if it does not stand alone."""

    text: str
    after: str = ""


Examples = tuple[str | Example, ...]


class OwnType(Term, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question type of a shop: texts and cues by language, each as the shop has them.

    `examples` are of the type, by language; `counterexamples` are not: by language and the type that they are of.
    """

    definition: dict[str, str] = msgspec.field(default_factory=dict)
    cues: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    stage: Literal["presale", "order", "aftersale"]
    owner: Owner = "page"
    examples: dict[str, Examples]
    counterexamples: dict[str, dict[str, Examples]] = msgspec.field(default_factory=dict)

    def as_question_type(self) -> QuestionType:
        """The type as the taxonomy has it; a language without a text shows another one's.

        It has no cues: models of the package have no place for them (see `coach.classifiers.own`).
        """
        texts = {code: self.title.get(code, next(iter(self.title.values()))) for code in LANGUAGES}
        return QuestionType(
            name=self.name,
            title=texts,
            definition=texts | self.definition,
            cues={},
            stage=self.stage,
            owner=self.owner,
            examples={},
            counterexamples={},
        )

    def labelled(self, language: str) -> list[tuple[str, Example]]:
        """The examples of a language and then its counterexamples, each with its type."""
        own = {self.name: self.examples.get(language, ())}
        return [
            (label, Example(one) if isinstance(one, str) else one)
            for label, found in (own | self.counterexamples.get(language, {})).items()
            for one in found
        ]

    def digest(self, language: str) -> str:
        """The sha256 of what a model of a language learns of the type."""
        taught = (self.name, self.cues.get(language, ()), self.labelled(language))
        return hashlib.sha256(msgspec.json.encode(taught)).hexdigest()


def read_own_types(paths: Sequence[Path], *, known: Sequence[str]) -> tuple[OwnType, ...]:
    """The types of these TOML files, and of all `.toml` files in these folders, by name; `known` are the package's.

    Raises SettingsError, naming file and place, when one cannot be read or cannot be a question type.
    """
    found: dict[str, OwnType] = {}
    for file in (file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])):
        one = _read(file)
        if one.name in found:
            raise SettingsError(f"{file} is a second type {one.name!r}; rename one of the files", file=str(file))
        found[one.name] = one
        if fault := next(_faults(one, known), None):
            raise SettingsError(f"{file} {fault}", file=str(file))
    for one in found.values():
        for label in {label for labels in one.counterexamples.values() for label in labels} - {*known, *found}:
            names = ", ".join(sorted({*known, *found} - {one.name}))
            raise SettingsError(
                f"the type {one.name!r} has counterexamples of {label!r}, which there is not; choose among: {names}"
            )
    return tuple(found[name] for name in sorted(found))


def _read(file: Path) -> OwnType:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        found = msgspec.convert({**table, "name": file.stem}, OwnType)
    except OSError as problem:
        raise SettingsError(f"{file} cannot be read: {problem.strerror}; check types.own", file=str(file)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8 text; save it as UTF-8", file=str(file)) from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise SettingsError(
            f"{file} holds no question type: {problem}; compare it with the page about labels", file=str(file)
        ) from None
    if "name" in table:
        raise SettingsError(f"{file} has the key 'name'; a type is named after its file: remove it", file=str(file))
    return found


def _faults(one: OwnType, known: Sequence[str]) -> Iterator[str]:
    if not _NAME.fullmatch(one.name):
        yield "has a name that cannot be a type's; use small letters, digits and _, like gift_wrap.toml"
    if one.name in known:
        yield f"has the name of the built-in type {one.name!r}; choose another one"
    if not one.title:
        yield "has no title; give one in at least one language"
    yield from _false_languages(one)
    if not any(one.examples.values()):
        yield "has no examples; give some in at least one language"
    for code, patterns in one.cues.items():
        yield from _false_cues(code, patterns)
    for code in one.examples:
        yield from _false_examples(one, code)


def _false_languages(one: OwnType) -> Iterator[str]:
    for field in ("title", "definition", "cues", "examples", "counterexamples"):
        for code in sorted(getattr(one, field)):
            if code not in LANGUAGES:
                yield f"has {field} in {code!r}; choose among: {', '.join(LANGUAGES)}"
            elif field in ("cues", "counterexamples") and not one.examples.get(code):
                yield f"has {field} in {code!r} but no examples there; give some"


def _false_cues(code: str, patterns: Sequence[str]) -> Iterator[str]:
    for number, pattern in enumerate(patterns):
        try:
            finds_nothing = re.compile(pattern).search("") is not None
        except re.error as problem:
            yield f"has at cues.{code}[{number}] no regular expression: {problem}"
        else:
            if finds_nothing:
                yield f"has at cues.{code}[{number}] a pattern that every text matches: {pattern!r}; narrow it"


def _false_examples(one: OwnType, code: str) -> Iterator[str]:
    if one.name in one.counterexamples.get(code, {}):
        yield f"has counterexamples.{code}.{one.name}; counterexamples are of other types"
    seen: dict[tuple[str, str], str] = {}
    for label, example in one.labelled(code):
        form = plain(example.text, code)
        if not form:
            yield f"has in {code!r} an example of {label!r} without a word: {example.text!r}; remove it"
        before = seen.setdefault((form, plain(example.after, code)), label)
        if before != label:
            yield f"has in {code!r} {example.text!r} both as {before!r} and as {label!r}; remove one of the two"
