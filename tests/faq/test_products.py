"""What a shop publishes."""

import csv
import io

import pytest

from coach.candidates import FaqAnswer
from coach.faq.products import faq_html, manual, published, quick_replies
from tests.faq.test_writing import candidate

TITLES = {"7": "碎花裙"}


def answer(text: str) -> tuple[FaqAnswer, ...]:
    return (FaqAnswer(text, "li", "s1", "m1"),)


def replies(*candidates: object) -> list[list[str]]:
    return list(csv.reader(io.StringIO(quick_replies(candidates, language="zh", item_titles=TITLES))))


def test_only_what_has_an_answer_and_was_not_rejected() -> None:
    ones = [candidate(status=status) for status in ("proposed", "approved", "rejected")]
    assert [one.status for one in published([*ones, candidate(answers=())])] == ["proposed", "approved"]
    assert [one.status for one in published(ones, only_approved=True)] == ["approved"]


def test_html_by_item_and_type() -> None:
    general = candidate("几天到", id="2", items=("7", "8"), question_type="logistics")
    text = faq_html([general, candidate()], language="zh", item_titles=TITLES)
    order = ["<h2>碎花裙</h2>", "<h3>质量正品</h3>", "会掉色吗", "<h2>多款通用</h2>", "几天到"]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "<dd>不会的</dd>" in text


def test_html_shows_markup_as_text() -> None:
    text = faq_html(
        [candidate("<script>x</script>", answers=answer('"><img onerror=x>\x00'))], language="en", item_titles={}
    )
    assert "<script>" not in text
    assert "<img" not in text
    assert "\x00" not in text


def test_quick_replies() -> None:
    found = replies(candidate(), candidate(id="2"), candidate(id="3"))
    assert found[0] == ["快捷编码", "快捷短语", "快捷短语分组"]
    assert [row[0] for row in found[1:]] == ["会掉色吗", "会掉色吗 (碎花裙)", "会掉色吗 2"]
    assert found[1][1:] == ["不会的", "质量正品"]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5度", "@SUM(A1)"])
def test_no_quick_reply_runs_as_a_formula(text: str) -> None:
    assert replies(candidate(text, answers=answer(text)))[1][:2] == [f"'{text}", f"'{text}"]


def test_manual_has_usage_questions_only() -> None:
    usage = candidate("怎么洗*", question_type="usage", answers=answer("冷水\n手洗"))
    text = manual([candidate(), usage], language="zh", item_titles=TITLES)
    assert "## 碎花裙" in text
    assert r"1. **怎么洗\***" in text
    assert "冷水 手洗" in text
    assert "会掉色吗" not in text


def test_nothing_to_publish() -> None:
    assert faq_html([], language="en", item_titles={}).startswith("<section")
    assert len(replies()) == 1
    assert manual([], language="es", item_titles={}).startswith("# ")
