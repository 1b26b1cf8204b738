"""Agents who contradict each other."""

from coach.faq import Asked
from coach.faq.writing import faq_markdown
from coach.settings import FaqSettings
from tests.faq.building import mine, request

SETTINGS = FaqSettings()


def asked(*answers: str) -> list[Asked]:
    return [
        request("保质期多久", answer, kind="shelf_life", item="7", session=f"s{n}", message_id=f"q{n}")
        for n, answer in enumerate(answers)
    ]


def test_without_a_majority_the_contradiction_is_shown_instead_of_an_answer() -> None:
    (one,) = mine(asked("保质期8个月的", "保质期12个月的"), settings=SETTINGS)
    assert one.answers == ()
    assert {answer.text for answer in one.contradiction} == {"保质期8个月的", "保质期12个月的"}
    assert "矛盾" in faq_markdown([one], language="zh", item_titles={})


def test_who_deviates_from_the_majority_is_no_source() -> None:
    (one,) = mine(asked("保质期8个月的", "是8个月", "8个月哦亲", "保质期12个月的"), settings=SETTINGS)
    assert one.contradiction == ()
    assert all("12" not in answer.text for answer in one.answers)
    assert one.answers
