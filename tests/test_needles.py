"""Needles of regular expressions."""

import json
import re
from pathlib import Path

import pytest

from coach import languages
from coach.languages.language import read_cues
from coach.needles import needles

TRAINING_DATA = Path(__file__).parent.parent / "training_data"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("退货", {"退货"}),
        ("a|bc", {"a", "bc"}),
        ("换(货|一个|吗$)", {"换货", "换一个", "换吗"}),
        ("不满意.{0,4}退", {"不满意"}),
        ("ab?c", {"abc", "ac"}),
        ("(?:ab)+c", {"ab"}),
        ("x*yz", {"yz"}),
        ("[12]号", {"1号", "2号"}),
        (r"\bhow (?:big|small)\b", {"how big", "how small"}),
        (r"3\.5", {"3.5"}),
        ("(?<!不)好(?=吗)", {"好"}),
        ("a{0,2}b", {"b"}),
        ("a{2,}b", {"b"}),
    ],
)
def test_every_match_holds_one_of_them(expression: str, expected: set[str]) -> None:
    assert needles(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [r"\d+", ".*", "x|", "[a-z]", "(?i)big", r"(?P<a>x)(?P=a)", "a?", "(a|b*)", r"[^\n]", ""],
)
def test_an_expression_without_a_short_list_has_none(expression: str) -> None:
    assert needles(expression) is None


@pytest.mark.parametrize("code", languages.codes())
def test_no_cue_matches_a_chat_without_a_needle(code: str) -> None:
    files = sorted((TRAINING_DATA / code).glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    texts = sorted({turn["text"] for line in lines for turn in json.loads(line)["turns"]})[::7]
    cues = read_cues(code)
    tried = 0
    for act in cues.acts.values():
        for pattern in act.patterns:
            filled = pattern
            for name, expression in cues.fragments.items():
                filled = filled.replace(f"<{name}>", expression)
            wanted = needles(filled)
            matched = [text for text in texts if wanted is not None and re.search(filled, text)]
            tried += len(matched)
            assert all(any(needle in text for needle in wanted or ()) for text in matched), pattern
    assert tried > 100
