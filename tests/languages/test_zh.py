"""Chinese: clauses, speech acts with their near misses, and slots."""

import pytest

from coach import languages

ZH = languages.get("zh")


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("这个会掉色吗 能不能便宜点", ["这个会掉色吗", "能不能便宜点"]),
        ("160 50公斤", ["160 50公斤"]),
        ("M L 码", ["M L 码"]),
        ("有货吗？什么时候发", ["有货吗？", "什么时候发"]),
        ("亲，在不在", ["亲，在不在"]),
        ("能便宜点吗，亲", ["能便宜点吗，亲"]),
        ("有货吗。。。包邮吗~~~", ["有货吗", "包邮吗"]),
        ("哦", ["哦"]),
        ("1,299元贵了", ["1,299元贵了"]),
        ("好看吗😊\n\n多少钱", ["好看吗😊", "多少钱"]),
        ("看下 https://item.example.com/a?id=1 有货吗", ["看下 https://item.example.com/a?id=1 有货吗"]),
        ("有货吗 iPhone 15的", ["有货吗", "iPhone 15的"]),
        ("？？", ["？？"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in ZH.clauses(text)] == clauses


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("160/50", [("height_cm", 160), ("weight_kg", 50)]),
        ("165 110", [("height_cm", 165), ("weight_kg", 55)]),
        ("168 115斤", [("height_cm", 168), ("weight_kg", 57.5)]),
        ("这件160/50kg穿什么码", [("height_cm", 160), ("weight_kg", 50)]),
        ("175，85穿多大", [("height_cm", 175), ("weight_kg", 85)]),
        ("1米6", [("height_cm", 160)]),
        ("身高一米六三", [("height_cm", 163)]),
        ("1.75m", [("height_cm", 175)]),
        ("165cm", [("height_cm", 165)]),
        ("体重50公斤", [("weight_kg", 50)]),
        ("100斤", [("weight_kg", 50)]),
        ("二十八斤", [("weight_kg", 14)]),
        ("M码", [("size", "M")]),
        ("38码", [("size", "38")]),
        ("XL有吗", [("size", "XL")]),
        ("165/88A", [("size", "165/88A")]),
        ("宝宝三岁", [("age", 3)]),
        ("三岁半了", [("age", 3.5)]),
        ("宝宝8个月", [("age", 0.67)]),
        ("¥59.9", [("money", 59.9)]),
        ("便宜10块钱", [("money", 10)]),
        ("要两件", [("quantity", 2)]),
        ("24小时内发货", [("time", "24小时内")]),
        ("明天下午", [("time", "明天下午")]),
        ("體重50公斤", [("weight_kg", 50)]),
        ("被子150 200", []),
        ("这个好看", []),
    ],
)
def test_slots(text: str, slots: list[tuple[str, float | str]]) -> None:
    assert [(slot.kind, slot.value) for slot in ZH.slots(text)] == slots


def test_tokens_are_words() -> None:
    assert ZH.tokens("这件衣服包邮吗") == ["这件", "衣服", "包邮", "吗"]


def test_traditional_text_keeps_its_characters() -> None:
    assert ZH.tokens("這件衣服") == ["這件", "衣服"]
