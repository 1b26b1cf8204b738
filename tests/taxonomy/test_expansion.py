"""Cues taken apart into words and patterns."""

import pytest

from coach.taxonomy.expansion import taken_apart


@pytest.mark.parametrize(
    ("cue", "words", "patterns"),
    [
        ("尺码|大小", ["尺码", "大小"], []),
        ("(多大|几)码", ["几码", "多大码"], []),
        ("colou?r", ["color", "colour"], []),
        ("[ac]x", ["ax", "cx"], []),
        ("[a-c]x", ["ax", "bx", "cx"], []),
        ("(?:a|b)c", ["ac", "bc"], []),
        (r"\bsizes?\b", [" size ", " sizes "], []),
        (r"\b(big|the \w+)\b", [" big "], [r"\bthe \w+\b"]),
        (r"\b(a|b)\b|\b(c)\b", [" a ", " b ", " c "], []),
        (r"\b(a)\b.{0,3}\b(b)\b", [], [r"\b(a)\b.{0,3}\b(b)\b"]),
        ("^好的$|谢谢", ["谢谢"], ["^好的$"]),
        ("a+|b", ["b"], ["a+"]),
        ("(?<!发)货", [], ["(?<!发)货"]),
        ("(x)?", [], ["(x)?"]),
        ("[^a]b", [], ["[^a]b"]),
        (r"\?", ["?"], []),
        (r"\d斤", [], [r"\d斤"]),
        ("(a|b|c|d|e|f|g|h)" * 5, [], ["(a|b|c|d|e|f|g|h)" * 5]),
    ],
)
def test_taken_apart(cue: str, words: list[str], patterns: list[str]) -> None:
    found_words, found_patterns = taken_apart(cue)
    assert sorted(found_words) == sorted(words)
    assert found_patterns == patterns
