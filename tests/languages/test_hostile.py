"""Long and repetitive texts come back from every question put to a language: no cue may hang on them."""

import pytest

from coach import languages

SEEDS = [
    "亲",
    "亲嗯",
    "好的",
    "在吗",
    "？",
    "哈",
    "hello ",
    "is ",
    "que ",
    "1",
    "12 ",
    "a",
    "我要",
    "160 50 ",
    "。",
    "\n",
    "有货吗",
]


@pytest.mark.parametrize("code", languages.codes())
@pytest.mark.parametrize("seed", SEEDS)
def test_repetitions_come_back(code: str, seed: str) -> None:
    language = languages.get(code)
    text = seed * 5000 + "x"
    assert language.acts(text) <= set(languages.SPEECH_ACTS)
    assert all(slot.end <= len(text) for slot in language.slots(text))
    assert all(end <= len(text) for _, end in language.clauses(text))


def test_language_of_a_giant_text_is_found() -> None:
    assert languages.detect(["有货吗" * 200_000]) == "zh"
