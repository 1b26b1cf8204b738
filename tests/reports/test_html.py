"""The page in three languages: valid, closed to the network, honest about gaps, safe with hostile chats."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from msgspec.structs import replace

from coach.findings import Scorecard
from coach.i18n import LANGUAGES
from coach.reports.html import render
from coach.reports.texts import Texts
from coach.result import Analysis
from tests.reports.chats import HOSTILE_NAME, HOSTILE_TEXT, chain
from tests.reports.example import agents, example, metrics

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Page(HTMLParser):
    """What a test asks of a page: its tags in order, its text, and whether every tag is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.misplaced: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    def having(self, attribute: str) -> list[str]:
        return [value for _, attrs in self.tags if (value := attrs.get(attribute)) is not None]


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request) -> Page:
    return Page(render(example(), Texts(request.param)))


def english(analysis: Analysis) -> Page:
    return Page(render(analysis, Texts("en")))


def test_tags_are_closed_and_ids_unique(page: Page) -> None:
    assert page.open == []
    assert page.misplaced == []
    ids = page.having("id")
    assert len(ids) == len(set(ids))


def test_headings_do_not_skip_a_level(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_fetched(page: Page) -> None:
    tags = [tag for tag, _ in page.tags]
    assert not {"link", "img", "iframe", "object", "embed", "audio", "video", "form", "base"} & set(tags)
    assert tags.count("script") == 1
    assert page.having("src") == page.having("style") == page.having("onerror") == []
    assert all(target.startswith("#") for target in page.having("href"))
    assert {target[1:] for target in page.having("href")} <= set(page.having("id"))


def test_policy_allows_only_the_own_style_and_script(page: Page) -> None:
    (policy,) = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(("language", "tag"), [("zh", "zh-CN"), ("en", "en"), ("es", "es")])
def test_language_is_declared(language: str, tag: str) -> None:
    first, attrs = Page(render(example(), Texts(language))).tags[0]
    assert (first, attrs) == ("html", {"lang": tag})


def test_hostile_texts_are_shown_as_text(page: Page) -> None:
    assert HOSTILE_NAME in page.text
    assert HOSTILE_TEXT in page.text


def test_hostile_names_of_agents_and_shops_are_text() -> None:
    findings = tuple(replace(one, shop=HOSTILE_NAME) for one in chain())
    hostile = replace(agents()[1], agent=HOSTILE_NAME, findings=findings)
    raw = render(example(agents=(hostile,), shops=(HOSTILE_NAME,)), Texts("en"))
    assert "<script>alert" not in raw
    assert "<img" not in raw
    assert Page(raw).text.count(HOSTILE_NAME) >= 4


def test_agents_are_in_the_navigation(page: Page) -> None:
    targets = page.having("href")
    assert {"#agent-1", "#agent-2", "#agent-3", "#overview", "#faq", "#team", "#method"} <= set(targets)


def test_chart_is_described(page: Page) -> None:
    (label,) = [attrs["aria-label"] for tag, attrs in page.tags if attrs.get("role") == "img"]
    assert label is not None
    assert "33.5%" in label.replace(",", ".").replace("\u00a0", "")


def test_numbers_stand_with_what_they_rest_on() -> None:
    text = english(example()).text
    assert "2.38% 1/42 0.4–12.3%" in text
    assert "244 s median 182 s 90% ≤ 10.2 min n = 96" in text
    assert "taobao (unverified)" in text
    assert "session.silence_min = 45" in text
    assert "line 41 of chats/三号.log has no time" in text
    assert "58 more are not listed here" in text
    assert "such as 310001" in text


def test_gaps_say_why() -> None:
    text = english(example()).text
    assert "no times in the files" in text
    assert "too little to judge" in text
    assert "not counted by the preset in use" in text


def test_agent_without_a_factor_is_too_little_to_judge() -> None:
    unknown = Scorecard(agent="三号", factors=(), score=None, capped_by=None, n=0)
    page = english(example(agents=(replace(agents()[2], card=unknown),)))
    assert "Five factors beside the team too little to judge" in page.text


def test_chain_is_one_story_with_each_message_once() -> None:
    page = english(example())
    story = page.text[page.text.index("One thing led to another") : page.text.index("What to do differently", 9000)]
    assert "Question deflected → Question asked again → Unanswered question → Unpaid order not followed up" in story
    assert story.count("这条裙子最大到几码啊") == 1
    assert "[card]" in story


def test_marked_words_are_highlighted() -> None:
    assert "<mark>详情页都有的亲，您看下</mark>" in render(example(), Texts("en"))


def test_risk_stands_apart() -> None:
    text = english(example()).text
    risk = text[text.index("Risks Shown apart") :]
    assert "guaranteed 100%" in risk[:600]


def test_without_orders_the_funnel_says_so() -> None:
    shop = metrics(None, orders=0, paid=0, amount={}, basket=None)
    text = english(example(orders=0, unmatched_orders=0, shop=shop)).text
    assert "Analyse again with an order file" in text
    assert "no orders to go by" in text


def test_an_empty_analysis_is_a_page_too() -> None:
    empty = example(
        agents=(),
        question_types=(),
        faq=(),
        requests=0,
        first_at=None,
        last_at=None,
        presets={},
        models=(),
        skipped=(),
        skipped_count=0,
        notices=(),
    )
    page = english(empty)
    assert page.misplaced == []
    for told in ("No questions of customers", "No question came back", "No messages of agents", "Nothing was skipped"):
        assert told in page.text
