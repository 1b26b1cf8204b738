"""The weekly plan as trainers and agents see it, colleagues' replies, and who gets the consultations."""

import html
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from starlette.testclient import TestClient

from coach.i18n import LANGUAGES
from coach.reports.allocation import allocation_part
from coach.reports.outcomes import outcome_tables
from coach.reports.plans import PlanView, plan_view
from coach.reports.texts import Texts
from coach.result import Analysis
from coach.store.values import Paging
from tests.api.service import PASSWORD, Service, started
from tests.pages.conftest import Visit, add_people, served
from tests.pages.test_in_the_browser import WITHOUT_LABEL
from tests.store.shop_chats import upload
from tests.store.two_weeks import ANSWERED, EVADED, NEXT_MONDAY, TUESDAY_TO_SUNDAY, talks

EVADES, ANSWERS = "小满", "小禾"
PEOPLE = {"tom": ("trainer", None), "man": ("agent", EVADES)}


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A shop with a week of two agents' chats, and the next Monday of the one who was told what to practise."""
    service = started(tmp_path_factory.mktemp("weeks"))
    add_people(service, PEOPLE)
    shop = service.shops["first"]
    upload(service.store, shop, talks(EVADES, EVADED, days=TUESDAY_TO_SUNDAY), name="1.jsonl")
    upload(service.store, shop, talks(ANSWERS, ANSWERED, days=TUESDAY_TO_SUNDAY), name="2.jsonl")
    upload(service.store, shop, talks(EVADES, ANSWERED, days=NEXT_MONDAY), name="3.jsonl")
    yield service
    service.store.close()


@pytest.fixture(scope="module")
def address(weeks: Service) -> Iterator[str]:
    with served(weeks) as found:
        yield found


def analysis(service: Service) -> Analysis:
    found = service.store.results.analysis(service.shops["first"])
    assert found is not None
    return found


def planned(service: Service, texts: Texts) -> PlanView:
    (own,) = (one.plan for one in analysis(service).agents if one.agent == EVADES)
    assert own is not None
    return plan_view(own, texts)


def signed_in(service: Service, name: str, language: str) -> TestClient:
    client = service.anonymous()
    client.cookies.set("coach_language", language)
    client.post("/login", data={"name": name, "password": PASSWORD, "next": "/settings"})
    return client


def words(page: str) -> str:
    """What a page says, without its tags, each stretch of blanks as one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1])).split())


def a_quoted_finding(service: Service) -> tuple[str, str]:
    """The customer's conversation and the anchor of a finding that the plan shows with a colleague's reply."""
    (own,) = (one.plan for one in analysis(service).agents if one.agent == EVADES)
    assert own is not None
    quoted = [one for point in own.points for one in point.exhibits if one.advice_from]
    found = service.store.chats.conversations(service.shops["first"], Paging(), customer=quoted[0].customer)
    return f"/conversations/{found.items[0].person}", f"k-outcome-{quoted[0].finding}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PEOPLE)
def test_the_plan_is_told_whole_in_every_language(weeks: Service, name: str, language: str) -> None:
    texts = Texts(language)
    view, said = planned(weeks, texts), words(signed_in(weeks, name, language).get(f"/agent?name={EVADES}").text)
    assert texts("plan.title") in said
    assert view.good
    assert view.checked
    assert 1 <= len(view.points) <= 3
    for told in (*view.good, *view.checked, *(point.exercise for point in view.points)):
        assert " ".join(told.split()) in said


def test_only_a_trainer_reads_whose_reply_is_quoted(weeks: Service) -> None:
    place, _ = a_quoted_finding(weeks)
    for path in (f"/agent?name={EVADES}", place):
        for name, named in (("tom", True), ("man", False)):
            page = signed_in(weeks, name, "en").get(path).text
            sources = re.findall(r"<figcaption><b>[^<]+</b> <bdi>([^<]+)", page)
            assert sources, (path, name)
            assert all(one.startswith(ANSWERS if named else "a colleague") for one in sources), (path, name)
            assert named == (ANSWERS in words(page)), (path, name)
            assert html.escape(ANSWERED) in page


def fits_and_is_labelled(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(WITHOUT_LABEL) == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("name", "path"), [("tom", f"/agent?name={EVADES}"), ("man", "/agent")])
def test_the_plan_in_the_browser(weeks: Service, address: str, visit: Visit, name: str, path: str, width: int) -> None:
    page = visit(address, name, width=width)
    page.goto(path)
    plan = page.locator(".plan")
    expect(plan.get_by_role("heading", name="本周计划")).to_be_visible()
    points = plan.locator(".points > li")
    assert points.count() == len(planned(weeks, Texts("zh")).points)
    expect(points.first.locator(".exhibits .talk").first).to_be_visible()
    expect(points.first.locator(".exercise")).to_contain_text("这周的练习")
    expect(plan.locator(".colleague blockquote").first).to_have_text(ANSWERED)
    expect(plan.get_by_text("上次练的，现在怎么样")).to_be_visible()
    fits_and_is_labelled(page, width)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_finding_has_the_colleagues_reply(weeks: Service, address: str, visit: Visit, width: int) -> None:
    page = visit(address, "tom", width=width)
    place, judgement = a_quoted_finding(weeks)
    page.goto(place)
    note = page.locator(".found").filter(has=page.locator(f"#{judgement}"))
    expect(note.locator(".colleague blockquote")).to_have_text(ANSWERED)
    expect(note.locator(".colleague figcaption")).to_contain_text(ANSWERS)
    fits_and_is_labelled(page, width)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_has_the_sections_of_the_report(weeks: Service, language: str) -> None:
    texts, found = Texts(language), analysis(weeks)
    said = words(signed_in(weeks, "tom", language).get("/overview").text)
    allocation, outcomes = allocation_part(found, texts), outcome_tables(found, texts)
    assert allocation is not None
    assert "funnel" in [one.key for one in outcomes]
    for told in (
        texts("allocation.title"),
        allocation.conclusion,
        texts("outcomes.title"),
        *(one.title for one in outcomes),
    ):
        assert " ".join(told.split()) in said


@pytest.mark.parametrize("width", [390, 1280])
def test_the_overview_fits_with_them(address: str, visit: Visit, width: int) -> None:
    page = visit(address, "tom", width=width)
    page.goto("/overview")
    expect(page.locator("#allocation > .scroll tbody tr")).to_have_count(2)
    expect(page.locator("#outcomes-funnel tbody tr")).to_have_count(3)
    for summary in page.locator("#allocation summary, #outcomes summary").all():
        summary.click()
    fits_and_is_labelled(page, width)
