"""What asks something that a page could answer, and what does not."""

import tomllib
from pathlib import Path

import pytest

from coach import languages
from coach.faq.questions import is_question

LISTS = tomllib.loads((Path(__file__).parent.parent / "cases" / "faq_questions.toml").read_text(encoding="utf-8"))


def listed(name: str) -> list[tuple[str, str]]:
    return [(code, text) for code, lists in LISTS.items() for text in lists[name]]


@pytest.mark.parametrize(("code", "text"), listed("elliptical"))
def test_an_elliptical_question_is_one(code: str, text: str) -> None:
    assert is_question(text, languages.get(code))


@pytest.mark.parametrize(("code", "text"), listed("statement"))
def test_a_statement_is_none(code: str, text: str) -> None:
    assert not is_question(text, languages.get(code))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "人呢？这件会掉色吗"),
        ("zh", "谢谢，那几天能到"),
        ("zh", "我昨天买的，能退吗"),
        ("en", "still waiting. does it fade?"),
        ("es", "gracias, ¿destiñe?"),
    ],
)
def test_one_asking_clause_is_enough(code: str, text: str) -> None:
    assert is_question(text, languages.get(code))


@pytest.mark.parametrize("text", ["", "？？", "  ", "\ud800", "?" * 10_000])
def test_nothing_said_asks_nothing(text: str) -> None:
    assert not is_question(text, languages.get("zh"))
