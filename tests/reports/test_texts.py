from datetime import datetime
from decimal import Decimal

import pytest

from coach.errors import SettingsError
from coach.reports.texts import Texts, visible
from coach.rules.own import Due, OwnRule

MONDAY = datetime(2024, 5, 6, 9, 5, 7)


@pytest.mark.parametrize(
    ("language", "share", "places", "shown"),
    [
        ("zh", 0.0238, 2, "2.38%"),
        ("en", 0.2593, 1, "25.9%"),
        ("es", 0.2593, 2, "25,93\u00a0%"),
        ("en", 1.0, 1, "100.0%"),
    ],
)
def test_percent(language: str, share: float, places: int, shown: str) -> None:
    assert Texts(language).percent(share, places=places) == shown


@pytest.mark.parametrize(
    ("language", "seconds", "shown"),
    [
        ("en", 0, "0\u00a0s"),
        ("en", 9.44, "9.4\u00a0s"),
        ("zh", 244.0, "244\u00a0秒"),
        ("en", 900, "15.0\u00a0min"),
        ("es", 11520, "3,2\u00a0h"),
    ],
)
def test_seconds(language: str, seconds: float, shown: str) -> None:
    assert Texts(language).seconds(seconds) == shown


@pytest.mark.parametrize(
    ("language", "amounts", "shown"),
    [
        ("zh", {"CNY": Decimal("1007")}, "¥1,007.00"),
        ("es", {"CNY": Decimal("1007")}, "1.007,00\u00a0¥"),
        ("en", {"USD": Decimal("2.5"), "CNY": Decimal("1")}, "¥1.00 + 2.50\u00a0USD"),
    ],
)
def test_money(language: str, amounts: dict[str, Decimal], shown: str) -> None:
    assert Texts(language).money(amounts) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (MONDAY, MONDAY.replace(day=12), "2024-05-06 – 2024-05-12"),
        (MONDAY, MONDAY.replace(hour=23), "2024-05-06"),
        (None, None, "no times in the files"),
    ],
)
def test_period(first: datetime | None, last: datetime | None, shown: str) -> None:
    assert Texts("en").period(first, last) == shown


def test_titles() -> None:
    texts = Texts("zh")
    assert texts.question_type("size") == "尺码规格"
    assert texts.question_type("a_type_of_the_shop") == "a_type_of_the_shop"
    assert texts.reason("probe") == "探询需求"
    assert texts.reason("thanked") == "顾客道谢"
    assert texts.reason("deflection") == "推走"
    assert texts.rule("rule_of_another_package") == "rule of another package"
    assert texts.rule("rule_of_another_package", "expected") == ""


def test_unknown_language_lists_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="zh, en, es"):
        Texts("fr")


def test_control_characters_are_not_shown() -> None:
    assert visible("a\x00b\x1b[1mc\td\ne") == "ab[1mc\td\ne"


def test_a_shop_s_own_rule_is_called_as_its_file_says() -> None:
    own = OwnRule(
        name="ours", factor="attitude", title={"zh": "我们的"}, advice={"zh": "这样{说}"}, forbid=Due(contains=("a",))
    )
    texts = Texts("en", own_rules=[own])
    assert (texts.rule("ours"), texts.rule("ours", "expected"), texts("advice.ours")) == ("我们的", "", "这样{说}")
    assert texts.rule("deflection") == "Question deflected"
