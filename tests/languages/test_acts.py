"""Speech acts of every language, against sentences that hold them and near misses that do not."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import languages
from coach.languages.language import SPEECH_ACTS

CODES = ("en", "es", "zh")


def _sentences(code: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / f"acts_{code}.toml").read_text(encoding="utf-8"))


def _samples(side: str) -> Iterator[tuple[str, str, str]]:
    for code in CODES:
        for act, sides in _sentences(code).items():
            yield from ((code, act, text) for text in sides[side])


@pytest.mark.parametrize("code", CODES)
def test_every_act_has_sentences(code: str) -> None:
    assert set(_sentences(code)) == set(SPEECH_ACTS)


@pytest.mark.parametrize(("code", "act", "text"), list(_samples("yes")))
def test_act_is_there(code: str, act: str, text: str) -> None:
    assert act in languages.get(code).acts(text)


@pytest.mark.parametrize(("code", "act", "text"), list(_samples("no")))
def test_act_is_not_there(code: str, act: str, text: str) -> None:
    assert act not in languages.get(code).acts(text)
