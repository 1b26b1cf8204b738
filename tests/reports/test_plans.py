"""Plans and playbook as they are shown and written."""

import io
from datetime import datetime
from pathlib import Path

import msgspec
import openpyxl
import pytest

from coach.coaching.book import ItemThemes, Play, Playbook, Theme, Themes
from coach.coaching.plan import AgentPlan, Exhibit, Plans, Point, Strength
from coach.findings import Advice, Quote, Rate
from coach.i18n import LANGUAGES
from coach.metrics.intervals import wilson
from coach.practice import Practice
from coach.reports.html import render
from coach.reports.markdown import markdown
from coach.reports.plans import FILE, checked_again, plan_view, plans, plans_json, read_plans
from coach.reports.playbook import playbook_markdown, playbook_workbook
from coach.reports.texts import Texts
from coach.result import Analysis
from coach.rubrics import load_rubric
from tests.reports.example import example

AT = datetime(2024, 3, 5, 10, 0, 9)
SAID = Practice(
    text="=不会的<b>，先冷水洗",
    agent="小七",
    session="s1",
    message_id="m9",
    prompt="会掉色吗",
    at=AT,
    seconds=9.0,
    thanked=True,
)


def exhibit(question: str, *, advice_from: Practice | None = None) -> Exhibit:
    quotes = (Quote("q", "customer", "mei", AT, question), Quote("r", "agent", "wang", AT, "详情页有的"))
    return Exhibit("f1", "mei", AT, quotes, Advice("advice.deflection", {"question": question}), advice_from)


def point(rule: str, *exhibits: Exhibit, chained: bool = False, lags: bool = True) -> Point:
    return Point(rule, "professional_knowledge", wilson(17, 87), Rate(hits=2, n=191), 1.2, lags, chained, exhibits)


PLAN = AgentPlan(
    agent="wang",
    credits={"recommendation": 4},
    strengths=(Strength("no_greeting", wilson(0, 12), Rate(hits=41, n=72)),),
    points=(
        point("deflection", exhibit("会掉色吗", advice_from=SAID), exhibit("穿什么码合适"), chained=True),
        point("repeated_question", exhibit("几天到"), chained=True),
    ),
)


def with_plan(plan: AgentPlan) -> Analysis:
    """The invented analysis, its first agent with this plan."""
    found = example()
    first = msgspec.structs.replace(found.agents[0], plan=plan)
    return msgspec.structs.replace(found, agents=(first, *found.agents[1:]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_shown_whole_in_every_language(language: str) -> None:
    texts = Texts(language)
    view = plan_view(PLAN, texts)
    first, second = view.points
    assert first.exhibits[0].colleague is not None
    assert first.exhibits[0].advice == ""
    assert first.exhibits[1].colleague is None
    assert "穿什么码合适" in first.exhibits[1].advice
    assert "会掉色吗" in first.exercise
    assert "穿什么码合适" in first.exercise
    assert first.why
    assert second.why == "", "what a chain is has been told"
    assert len(view.good) == 2
    page = render(with_plan(PLAN), texts)
    for shown in (first.exercise, first.numbers, *view.good):
        assert shown.replace("'", "&#39;") in page
    assert "=不会的&lt;b&gt;，先冷水洗" in page
    assert first.title in markdown(with_plan(PLAN), texts, comparison=None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_costs_points_has_an_exercise(language: str) -> None:
    texts = Texts(language)
    rules = {rule for weights in load_rubric().rules.values() for rule, weight in weights.items() if weight}
    general = {rule: plan_view(AgentPlan("wang", points=(point(rule),)), texts).points[0].exercise for rule in rules}
    assert len(set(general.values())) == len(rules)
    assert not [
        rule
        for rule, text in general.items()
        if text == texts("exercise", rule=texts.rule(rule), questions=texts("plan.these"))
    ]
    own = plan_view(AgentPlan("wang", points=(point("shop_own_rule", exhibit("几天到")),)), texts)
    assert "几天到" in own.points[0].exercise


def test_a_short_question_is_named_by_its_message_and_a_long_one_cut() -> None:
    short = Exhibit(
        "f",
        "mei",
        AT,
        (Quote("q", "customer", "mei", AT, "为啥 我平时都S的"),),
        Advice("a", {"question": "为啥"}),
        None,
    )
    texts = Texts("zh")
    view = plan_view(AgentPlan("wang", points=(point("deflection", short, exhibit("问" * 90)),)), texts)
    assert "“为啥 我平时都S的”" in view.points[0].exercise
    assert "问" * 39 + "…" in view.points[0].exercise
    assert "问" * 40 not in view.points[0].exercise


def test_last_plans_are_read_again_and_checked(tmp_path: Path) -> None:
    earlier = with_plan(PLAN)
    agent = earlier.agents[0].agent
    (tmp_path / FILE).write_bytes(plans_json(with_plan(msgspec.structs.replace(PLAN, agent=agent))))
    read = read_plans(tmp_path)
    assert read is not None
    assert [one.rule for one in read.agents[0].points] == ["deflection", "repeated_question"]
    checked = checked_again(with_plan(AgentPlan(agent)), read).agents[0].plan
    assert checked is not None
    assert [one.rule for one in checked.checked] == ["deflection", "repeated_question"]
    for language in LANGUAGES:
        assert len(plan_view(checked, Texts(language)).checked) == 2


def test_a_folder_without_plans_or_with_damaged_ones_checks_nothing(tmp_path: Path) -> None:
    assert read_plans(tmp_path) is None
    (tmp_path / FILE).write_text('{"agents": 3}', encoding="utf-8")
    assert read_plans(tmp_path) is None
    found = with_plan(PLAN)
    assert checked_again(found, None) == found
    assert plans(found) == Plans(found.first_at, found.last_at, (PLAN,))


BOOK = Playbook(
    plays=(Play(stage="objection", practice=SAID, agents=("小七", "阿夏"), n=3, ordered=0, thanked=1),),
    themes=Themes((ItemThemes("碎花裙", (Theme("+不串色", 2, 2, "小七", "s1", "m9"),), ()),)),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_playbook_has_every_stage_and_nothing_takes_effect(language: str) -> None:
    texts = Texts(language)
    written = playbook_markdown(BOOK, texts)
    headings = [line for line in written.splitlines() if line.startswith("## ")]
    assert len(headings) == 8
    assert "<b>" not in written
    assert "碎花裙" in written
    assert playbook_markdown(Playbook(), texts).count(texts("playbook.none").split(".")[0]) == 7


def test_the_workbook_keeps_its_heading_in_sight_and_what_was_written_as_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(playbook_workbook(BOOK, Texts("zh"))))
    replies, points = book.worksheets
    assert replies.freeze_panes == points.freeze_panes == "B2"
    cells = {cell.value: cell for row in (*replies.iter_rows(), *points.iter_rows()) for cell in row}
    assert cells["=不会的<b>，先冷水洗"].data_type == "s"
    assert cells["+不串色"].data_type == "s"
    assert cells[AT].is_date
    assert [cell.value for cell in replies[2]][4] == 3
    assert openpyxl.load_workbook(io.BytesIO(playbook_workbook(Playbook(), Texts("en")))).worksheets[0].max_row == 1
