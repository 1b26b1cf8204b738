"""A shop's own simple rules, read from TOML: what is said, and what must or must not be said about it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.findings import Factor
from coach.i18n import LANGUAGES
from coach.rules.rule import registry
from coach.taxonomy import question_types

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    """A message by who wrote it, words in it, patterns it matches, and the type of a question it asks.

    One of the words or patterns is enough; where type and words are given, both must hold.
    """

    who: Literal["customer", "agent", "bot"] = "agent"
    contains: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()
    type: tuple[str, ...] = ()


class Due(Said, frozen=True, forbid_unknown_fields=True):
    """What is said after or before the occasion, within minutes or a number of messages; else anywhere in the session.

    `within_messages` counts only messages of the one who is meant.
    """

    place: Literal["after", "before"] = "after"
    within_min: float | None = None
    within_messages: int | None = None


class OwnRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule of a shop: an occasion (`when`; none: every session) and what is expected, forbidden or praised there.

    `title`, `expected` and `advice` are texts by language; a language that is not given shows another one's.
    """

    name: str
    factor: Factor
    title: dict[str, str]
    advice: dict[str, str] = {}
    expected: dict[str, str] = {}
    when: Said | None = None
    expect: Due | None = None
    forbid: Due | None = None
    praise: Due | None = None

    @property
    def due(self) -> Due:
        """The one of `expect`, `forbid` and `praise` that is given."""
        due = self.expect or self.forbid or self.praise
        assert due is not None  # noqa: S101 - seen when the rule was read
        return due

    def texts(self, language: str) -> dict[str, str]:
        """Its texts in that language, or the first one there is, by the keys that built-in rules have theirs under."""
        keys = {
            f"rule.{self.name}.title": self.title,
            f"rule.{self.name}.expected": self.expected,
            f"advice.{self.name}": self.advice,
        }
        return {key: texts.get(language, next(iter(texts.values()))) for key, texts in keys.items() if texts}


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[OwnRule, ...]


def read_own_rules(paths: Sequence[Path]) -> tuple[OwnRule, ...]:
    """The rules of these TOML files, and of all `.toml` files in these folders, in the order of their names.

    Raises SettingsError, naming file and rule, when one cannot be read or cannot be a rule.
    """
    found: dict[str, OwnRule] = {}
    for file in (file for path in paths for file in _files(path)):
        for one in _read(file):
            if one.name in found:
                raise SettingsError(f"{file} has a second rule {one.name!r}; rename one of them", file=str(file))
            found[one.name] = one
    return tuple(found[name] for name in sorted(found))


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.glob("*.toml"))
    else:
        yield path


def _read(file: Path) -> tuple[OwnRule, ...]:
    try:
        rules = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8-sig")), _File).rule
    except OSError as problem:
        raise SettingsError(f"{file} cannot be read: {problem.strerror}; check rules.own", file=str(file)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8 text; save it as UTF-8", file=str(file)) from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise SettingsError(
            f"{file} holds no rules: {problem}; compare it with the page about rules", file=str(file)
        ) from None
    for one in rules:
        if fault := next(_faults(one), None):
            raise SettingsError(f"{file}: rule {one.name!r} {fault}", file=str(file))
    return rules


def _faults(one: OwnRule) -> Iterator[str]:
    if not _NAME.fullmatch(one.name):
        yield "has a name that cannot be; use small letters, digits and _"
    if one.name in registry.names():
        yield "has the name of a built-in rule; choose another one"
    given = [name for name in ("expect", "forbid", "praise") if getattr(one, name) is not None]
    if len(given) != 1:
        yield f"has {' and '.join(given) or 'neither expect, forbid nor praise'}; give exactly one of the three"
        return
    if not one.title:
        yield "has no title; give one in at least one language"
    if not one.advice and one.praise is None:
        yield "has no advice; say in at least one language what to do instead"
    for texts in (one.title, one.advice, one.expected):
        for language in texts.keys() - set(LANGUAGES):
            yield f"has a text in {language!r}; choose among: {', '.join(LANGUAGES)}"
    for said in filter(None, (one.when, one.due)):
        yield from _false_words(said)
    yield from _false_window(one.due)


def _false_words(said: Said) -> Iterator[str]:
    if not (said.contains or said.matches or said.type):
        yield "names nothing that is said; give contains, matches or type"
    if any(not word.strip() for word in (*said.contains, *said.matches)):
        yield "has an empty word, which every message contains; remove it"
    if said.type and said.who != "customer":
        yield f'asks for a question type of the {said.who}; types are of questions, with who = "customer"'
    names = [kind.name for kind in question_types()]
    for name in said.type:
        if name not in names:
            yield f"names the question type {name!r}, which there is not; choose among: {', '.join(names)}"
    for pattern in said.matches:
        try:
            re.compile(pattern)
        except re.error as problem:
            yield f"has the pattern {pattern!r}, which is no regular expression: {problem}"


def _false_window(due: Due) -> Iterator[str]:
    if due.within_min is not None and due.within_min <= 0:
        yield "has within_min of 0 or less; give the minutes that may pass"
    if due.within_messages is not None and due.within_messages < 1:
        yield "has within_messages below 1; one message is the least"
