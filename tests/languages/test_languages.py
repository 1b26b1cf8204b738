"""The contract that every language keeps, and telling languages apart."""

from itertools import pairwise

import pytest

from coach import languages
from coach.errors import UnknownPart
from coach.languages.language import SPEECH_ACTS, read_cues

CODES = ("en", "es", "zh")
TEXTS = (
    "",
    " ",
    "\n",
    "？？",
    "😂😂",
    "😊 [微笑]",
    "在吗 这个会掉色吗 能不能便宜点",
    "亲，好的",
    "160/50kg穿什么码？\r\n第二行  两个空格\t和制表",
    "這件衣服會褪色嗎，謝謝",
    "Hi, do you have this in red?  and how long is delivery\nthanks",
    "hola, ¿tenéis talla 40? y cuánto tarda... gracias!!!",
    "https://item.example.com/item.htm?id=12&x=1 這個",
    "¿¡¿¡ ... ，，。 !!!",
    "İstanbul ŉ e\u0301 ½ ﬁ",
    "a" * 5000,
    "这个会掉色吗，" * 3000,
    "does it fit? " * 2000,
)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_tokens_rejoin_to_the_text(code: str, text: str) -> None:
    tokens = languages.get(code).tokens(text)
    assert "".join(tokens) == text
    assert all(tokens)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_clauses_are_ordered_apart_and_trimmed(code: str, text: str) -> None:
    end_before = 0
    for start, end in languages.get(code).clauses(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        end_before = end


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_acts_and_slots_keep_to_the_text(code: str, text: str) -> None:
    language = languages.get(code)
    assert language.acts(text) <= set(SPEECH_ACTS)
    slots = language.slots(text)
    assert all(0 <= slot.start < slot.end <= len(text) for slot in slots)
    assert all(left.end <= right.start for left, right in pairwise(slots))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("text", ["", " ", "😂😂", "[图片]", "https://item.example.com/item.htm?id=12"])
def test_nothing_said_is_no_act(code: str, text: str) -> None:
    assert languages.get(code).acts(text) == frozenset()


@pytest.mark.parametrize("code", CODES)
def test_the_cue_file_names_every_act_and_no_other(code: str) -> None:
    acts = read_cues(code).acts
    assert set(acts) == set(SPEECH_ACTS)
    assert all(cues.phrases or cues.patterns for cues in acts.values())


@pytest.mark.parametrize("code", CODES)
def test_every_language_reads_the_same_kinds_of_slot(code: str) -> None:
    kinds = {cue.kind for cue in read_cues(code).slots} - {"body"}
    assert kinds == {"height_cm", "weight_kg", "size", "age", "money", "quantity", "time"}


def test_codes_lists_the_languages() -> None:
    assert languages.codes() == CODES


def test_an_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(UnknownPart, match="en, es, zh"):
        languages.get("xx")


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["这件衣服会掉色吗"], "zh"),
        (["這件衣服會掉色嗎"], "zh"),
        (["请问 iPhone 15 Pro Max 的 case 有货吗"], "zh"),
        (["ok", "M", "好的"], "zh"),
        (["does it shrink in the wash"], "en"),
        (["tracking number"], "en"),
        (["cuanto tarda el envio"], "es"),
        (["¿Está disponible?"], "es"),
        (["hola", "quiero saber si tienen la talla 40", "ok thanks"], "es"),
        (["Hi, I bought the 红色 dress and it is not here yet"], "en"),
        (["😂😂", "[图片]"], "zh"),
        (["https://item.example.com/item.htm?id=12"], "zh"),
        ([], "zh"),
    ],
)
def test_detect(texts: list[str], code: str) -> None:
    assert languages.detect(texts) == code


def test_detect_falls_back_on_the_default_that_is_asked_for() -> None:
    assert languages.detect(["😊"], default="es") == "es"
