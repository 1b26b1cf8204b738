"""The plain form of texts."""

import pytest

from coach.taxonomy import plain


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("好的， 谢谢！", "zh", "好的谢谢"),
        ("１６０／50kg，穿什么码？", "zh", "160 50kg穿什么码"),
        ("身高1.65米。", "zh", "身高1.65米"),
        ("iPhone 15 能用吗", "zh", "iphone 15能用吗"),
        ("[微笑]", "zh", ""),
        ("/:^_^", "zh", ""),
        ("😀", "zh", ""),
        ("？？", "zh", "?"),
        ("看下 https://a.example/item?id=1", "zh", "看下@"),
        ("", "zh", ""),
        ("#E-s21", "zh", ""),
        ("用户发起转人工", "zh", ""),
        ("订单123456789012到哪了", "zh", "订单#到哪了"),
        ("Does it SHRINK?", "en", "does it shrink ?"),
        ("don't know...", "en", "don t know"),
        ("¿Qué tamaño?", "es", "que tamano ?"),
        ("\n", "en", ""),
    ],
)
def test_plain(text: str, language: str, expected: str) -> None:
    assert plain(text, language) == expected


def test_plain_of_plain_is_plain() -> None:
    for text, language in (("这件160/50kg穿什么码，会掉色吗", "zh"), ("What's it like?", "en"), ("¿Es cómodo?", "es")):
        once = plain(text, language)
        assert plain(once, language) == once
