"""The catalogues: same keys and placeholders in all languages, compiled as written, and every text in use is there."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from coach.i18n import LANGUAGES, LOCALE, translator
from coach.rules import registry

ROOT = LOCALE.parent
USES = re.compile(r"""(?:\bt|\btexts|\bself|Named|map)\(\s*"([a-z_]+(?:\.[a-z_0-9]+)+)\"""")
KEYS = re.compile(r'"((?:advice|metric|total|funnel|note|figure|missing)\.[a-z_0-9.]+)"')


def catalogue(language: str, ending: str) -> Catalog:
    read = {"po": read_po, "mo": read_mo}[ending]
    with (LOCALE / language / "LC_MESSAGES" / f"coach.{ending}").open("rb") as file:
        return read(file)


def texts(language: str, ending: str = "po") -> dict[str, str]:
    return {message.id: message.string for message in catalogue(language, ending) if message.id}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_that_of_the_po_file(language: str) -> None:
    assert texts(language, "mo") == texts(language), "run `make texts`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_have_the_same_keys(language: str) -> None:
    assert texts(language).keys() == texts("en").keys()


@pytest.mark.parametrize("key", sorted(texts("en")))
def test_languages_have_the_same_placeholders(key: str) -> None:
    expected = placeholders(texts("en")[key])
    for language in LANGUAGES:
        text = texts(language)[key]
        assert text.strip(), f"{language} has no text"
        assert placeholders(text) == expected, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_its_texts(language: str) -> None:
    translate = translator(language)
    for rule in registry:
        assert translate(f"rule.{rule.name}.title") != translate(f"rule.{rule.name}.expected")
        assert translate(f"factor.{rule.factor}")


def test_every_rule_has_advice() -> None:
    advised = {key.split(".")[1] for key in texts("en") if key.startswith("advice.")}
    assert {rule.name for rule in registry if not rule.praises} <= advised


def test_every_key_in_the_code_has_a_text() -> None:
    known = texts("en").keys()
    used = {key for path in code("*.py") for key in (*USES.findall(source(path)), *KEYS.findall(source(path)))}
    used |= {key for path in code("*.j2") for key in USES.findall(source(path))}
    assert "report.title" in used
    assert "advice.unanswered_question" in used
    assert not {key for key in used if key not in known}


def code(pattern: str) -> list:
    folders = ("reports", "rules")
    return [path for folder in folders for path in sorted((ROOT / folder).rglob(pattern))]


def source(path) -> str:
    return path.read_text(encoding="utf-8")
