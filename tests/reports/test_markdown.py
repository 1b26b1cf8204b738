"""The report as Markdown: everything the page has, and nothing from a chat takes effect."""

import re

import pytest

from coach.i18n import LANGUAGES
from coach.reports.markdown import markdown
from coach.reports.texts import Texts
from tests.reports.example import example
from tests.reports.weeks import comparison

ENGLISH = markdown(example(shops=("一朵小铺",)), Texts("en"), comparison=comparison())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_has_its_heading(language: str) -> None:
    texts = Texts(language)
    written = markdown(example(), texts, comparison=comparison())
    headings = re.findall(r"^## (.+)$", written, re.MULTILINE)
    keys = ("overview.title", "questions.title", "faq.title", "team.title", "comparison.title", "method.title")
    assert {*map(texts, keys), "小雨", "阿慢", "三号"} <= set(headings)
    assert written.count("\n# ") == 0
    assert "\n\n\n" not in written


def test_tables_have_as_many_cells_as_columns() -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", ENGLISH, re.MULTILINE)
    assert len(tables) > 8
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_numbers_stand_with_what_they_rest_on() -> None:
    assert "| 阿慢 | 42 (sessions: 45) | 1 (paid: 1) | ¥129.00 | 2.38% (1/42, 0.4–12.3%) |" in ENGLISH
    assert "| Passive replies | 84.5% (60/71) | 19.7% (14/71) | −64.8 (" in ENGLISH
    assert "- Better: Passive replies" in ENGLISH


def test_what_was_written_in_a_chat_stays_text() -> None:
    assert not re.search(r"(?<!\\)<(?:img|script)", ENGLISH)
    assert "evil.example/x.png" in ENGLISH
    assert "http://evil" not in ENGLISH


def test_a_story_has_its_steps_with_the_words_that_matter_marked() -> None:
    story = ENGLISH[ENGLISH.index("(1) Question deflected") :]
    assert "**详情页都有的亲，您看下**" in story
    assert "(4) Unpaid order not followed up" in story


def test_an_empty_analysis_is_a_report_too() -> None:
    bare = example(agents=(), question_types=(), faq=(), requests=0, first_at=None, last_at=None, presets={}, models=())
    written = markdown(bare, Texts("en"))
    for told in (
        "No questions of customers",
        "No question came back",
        "No messages of agents",
        "no times in the files",
    ):
        assert told in written
