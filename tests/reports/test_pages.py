"""A page for each agent alone: nobody else's name or numbers, and a file name that every system takes."""

import pytest
from msgspec.structs import replace

from coach.i18n import LANGUAGES
from coach.reports.pages import agent_pages, file_names
from coach.reports.texts import Texts
from tests.reports.chats import chain, finding, said
from tests.reports.example import agents, example
from tests.reports.test_html import Page
from tests.reports.weeks import comparison

NAMES = ("小雨", "阿慢", "三号")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_agent_has_a_page_without_the_others(language: str) -> None:
    pages = dict(agent_pages(example(), Texts(language), comparison=comparison()))
    assert list(pages) == [f"{name}.html" for name in NAMES]
    for name in NAMES:
        page = Page(pages[f"{name}.html"])
        assert page.open == page.misplaced == []
        assert name in page.text
        assert not [other for other in (*NAMES, "老周") if other != name and other in pages[f"{name}.html"]]


def test_own_numbers_stand_beside_the_team_s() -> None:
    pages = dict(agent_pages(example(), Texts("en"), comparison=None))
    text = Page(pages["阿慢.html"]).text
    assert "Conversion 2.38% 1/42 · 0.4–12.3% 12.35% 10/81 · 6.8–21.3%" in text
    assert "25.93%" not in text


def test_changes_are_those_of_this_agent() -> None:
    pages = dict(agent_pages(example(), Texts("en"), comparison=comparison()))
    assert "Better: Passive replies" in Page(pages["小雨.html"]).text
    assert "Better: Passive replies" not in Page(pages["阿慢.html"]).text
    assert "This period against the last" not in Page(pages["三号.html"]).text


def test_colleagues_in_quoted_chats_have_no_name() -> None:
    handed_over = finding(
        "unexplained_handoff",
        "service_awareness",
        "阿慢",
        said(1, "customer", "在吗"),
        said(2, "agent", "您好", sender="小雨"),
        said(3, "agent", "您好呀"),
    )
    slow = replace(agents()[1], findings=(*chain(), handed_over))
    (page,) = (page for _, page in agent_pages(example(agents=(slow,)), Texts("en"), comparison=None))
    assert "小雨" not in page
    assert "a colleague" in page


@pytest.mark.parametrize(
    ("agents", "names"),
    [
        (["mei", "Mei", "mei-2"], ["mei", "Mei-2", "mei-2-2"]),
        (["a/b", "..\\..\\x", "c:d", "e\nf"], ["a_b", "_.._x", "c_d", "e_f"]),
        (["con", "NUL.txt", "com1"], ["_con", "_NUL.txt", "_com1"]),
        (["", "...", " x. "], ["_", "_-2", "x"]),
        (["慢" * 100], ["慢" * 60]),
    ],
)
def test_file_names(agents: list[str], names: list[str]) -> None:
    assert file_names(agents) == names


def test_no_agents_are_no_pages() -> None:
    assert list(agent_pages(example(agents=()), Texts("en"), comparison=None)) == []
