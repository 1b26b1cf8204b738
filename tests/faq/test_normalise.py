"""One form for questions worded alike."""

import pytest

from coach.faq.normalise import folded, folded_all, normalise, normalised


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("亲，這件會掉色嗎？？", "这件会掉色吗"),
        ("亲爱的掌柜你好，请问这件会掉色吗", "这件会掉色吗"),
        ("麻烦问一下这件会掉色吗，谢谢亲", "这件会掉色吗"),
        ("这件会掉色吗/:^_^#E-s21", "这件会掉色吗"),
        ("这件会掉色吗😂😂", "这件会掉色吗"),
        ("１６０ｃｍ穿什么码？", "160cm穿什么码"),
        ("160/50kg穿什么码", "160/50kg穿什么码"),
        ("缩率2.5%吗", "缩率2.5%吗"),
        ("亲戚能用吗", "亲戚能用吗"),
        ("母亲能用吗亲", "母亲能用吗"),
        ("https://item.example.com/item.htm?id=7382004501 有货吗", "有货吗"),
        ("订单2108979198433717526什么时候发货", "订单什么时候发货"),
        ("[phone]这个号能收到吗", "这个号能收到吗"),
        ("Hi there, could you tell me the size, please?", "there could you tell me the size"),
        ("Hello, please: does it FADE?!", "does it fade"),
        ("¿Hola, por favor, destiñe?", "destine"),
        ("你好", "你好"),
        ("亲亲", "亲亲"),
        ("/:^_^", ""),
        ("？？。。。", ""),
        ("", ""),
    ],
)
def test_normalise(text: str, form: str) -> None:
    assert normalise(text) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("160/50kg穿什么码", "165/55公斤穿什么码"),
        ("身高160体重99斤穿什么码", "身高171体重120斤穿什么码"),
        ("一米六 一百斤 S还是M", "160cm 50kg S还是M"),
    ],
)
def test_body_measures_are_folded(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("买2送1吗", "买3送1吗"), ("29码有货吗", "30码有货吗")])
def test_other_numbers_still_tell_questions_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


def test_normalised_text_stays_as_it_is() -> None:
    form = normalise("亲，請問這件160CM會掉色嗎？？")
    assert normalise(form) == form


def test_many_texts_get_the_forms_they_get_singly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.faq.normalise.AT_ONCE", 3)
    texts = [
        "亲，這件會掉色嗎？？",
        "",
        "你好",
        "/:^_^",
        "第一行\n第二行谢谢",
        "160/50kg穿什么码",
        "¿Destiñe?",
        "在吗\n",
    ]
    assert normalised(texts) == [normalise(text) for text in texts]
    assert folded_all(texts) == [folded(text) for text in texts]
