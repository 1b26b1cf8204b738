"""The comparison in words, on its page and in the report."""

import re

import pytest

from coach.i18n import LANGUAGES
from coach.reports.comparison import comparison_view
from coach.reports.html import render
from coach.reports.pages import comparison_page
from coach.reports.summary import summary
from coach.reports.texts import Texts
from coach.settings import SessionSettings, Settings
from tests.reports.example import example
from tests.reports.test_html import Page
from tests.reports.weeks import comparison


def text(page: str) -> str:
    return re.sub(r"\s+", " ", Page(page).text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_each_language(language: str) -> None:
    page = Page(comparison_page(example(), Texts(language), comparison=comparison()))
    assert page.open == page.misplaced == []
    assert page.having("src") == page.having("style") == []
    assert "week18" in page.text


def test_what_changed_is_said_first_and_what_did_not_is_said_too() -> None:
    view = comparison_view(comparison(), Texts("en"))
    good, slow = view.agents
    assert (good.told, slow.told) == (
        ("Better: Passive replies",),
        ("No number shows a change that the data can tell.",),
    )
    passive = next(row for row in good.measures if row.title == "Passive replies")
    assert (passive.before.text, passive.after.text, passive.told) == ("84.5%", "19.7%", "better")
    assert passive.difference.startswith("−64.8 (−74")
    assert {row.told for row in slow.measures} <= {"no change that the data can show", "too little data"}


def test_agents_of_one_week_only_are_named() -> None:
    shown = text(comparison_page(example(), Texts("en"), comparison=comparison()))
    assert "Agents who are new (nothing to compare with): 三号" in shown
    assert "did not write in this one: 老周" in shown


def test_counts_are_set_side_by_side_without_a_verdict() -> None:
    rows = {row.title: row for row in comparison_view(comparison(), Texts("en")).shop.counts}
    assert rows["Consultations"].before.text == "81"
    assert rows["Amount paid"].after.text == "¥1,324.90"
    assert {row.told for row in rows.values()} == {""}


def test_other_settings_are_a_reason_not_to_compare() -> None:
    other = comparison(settings=Settings(session=SessionSettings(silence_min=30)))
    shown = text(comparison_page(example(), Texts("en"), comparison=other))
    assert "Different settings: session.silence_min = 30 before, session.silence_min = 45 now." in shown
    assert "not computed alike" in shown
    assert "no change that the data can show" not in shown


def test_without_an_earlier_period_the_page_says_so_and_the_report_has_no_section() -> None:
    assert "There is no earlier period to compare with" in text(
        comparison_page(example(), Texts("en"), comparison=None)
    )
    assert "#comparison" not in Page(render(example(), Texts("en"))).having("href")


def test_the_report_has_the_shop_s_comparison() -> None:
    page = Page(render(example(), Texts("en"), comparison=comparison()))
    assert "#comparison" in page.having("href")
    assert "The earlier period is 2024-04-29 – 2024-05-05 (folder “week18”)" in page.text


def test_the_summary_has_the_numbers() -> None:
    found = summary(example(), comparison=comparison())["comparison"]
    assert (found["folder"], found["new"], found["gone"], found["reasons"]) == ("week18", ["三号"], ["老周"], [])
    passive = found["agents"][0]["shares"]["passive_share"]
    assert (passive["before"], passive["after"], passive["n"], passive["verdict"]) == (
        0.8451,
        0.1972,
        [71, 71],
        "better",
    )
    assert found["agents"][1]["findings"]["deflection"] == [14, 14]
    assert summary(example())["comparison"] is None
