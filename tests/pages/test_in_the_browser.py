"""What only a browser can tell: that nothing of a transcript runs, that pages fit a phone, and can be read and used."""

import pytest
from playwright.sync_api import Browser, Page, expect

from coach.store.values import Paging
from tests.api.service import Service
from tests.pages.conftest import Visit

PATHS = ("/overview", "/queue", "/conversations", "/agent", "/faq", "/calibration", "/imports", "/settings")
WITHOUT_LABEL = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")]
    .filter(one => !one.closest("template"))
    .filter(one => one.tagName === "BUTTON" ? !one.textContent.trim() : !one.labels.length)
    .map(one => one.outerHTML.slice(0, 80))"""


def a_conversation(service: Service, customer: str) -> str:
    (found,) = service.store.chats.conversations(service.shops["first"], Paging(), customer=customer).items
    return f"/conversations/{found.person}"


def test_a_script_in_a_nickname_is_shown_and_does_not_run(small: Service, small_address: str, visit: Visit) -> None:
    page = visit(small_address, "tom")
    for path in (*PATHS, a_conversation(small, "<script>")):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("<script>alert(1)</script>")


def test_the_policy_stops_a_script_that_gets_into_a_page(small_address: str, chromium: Browser) -> None:
    page = chromium.new_page(base_url=small_address)
    page.goto("/login")
    page.evaluate("""() => { const one = document.createElement("script");
        one.textContent = "window.ran = true"; document.body.append(one); }""")
    assert page.evaluate("window.ran === undefined")
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_and_every_control_has_a_name(small: Service, small_address: str, visit: Visit, width: int) -> None:
    page = visit(small_address, "mia", width=width)
    for path in (*PATHS, a_conversation(small, "mei")):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(WITHOUT_LABEL) == [], path
        assert page.locator("h1").count() == 1, path


def test_the_keyboard_reaches_the_content_first_of_all(small_address: str, visit: Visit) -> None:
    page = visit(small_address, "tom")
    page.goto("/queue")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_letters_are_no_commands_when_a_person_turns_them_off(small: Service, small_address: str, visit: Visit) -> None:
    page = visit(small_address, "tom")
    page.goto("/settings")
    page.get_by_label("用单个字母作快捷键").uncheck()
    page.goto(a_conversation(small, "mei"))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")


def languages(page: Page) -> str:
    return page.locator("html").get_attribute("lang") or ""


def test_chinese_and_english(small_address: str, visit: Visit) -> None:
    page = visit(small_address, "tom", locale="en-GB")
    assert languages(page) == "en"
    expect(page.locator(".bar-top nav")).to_contain_text("Overview")
    page.get_by_role("button", name="中文").click()
    assert languages(page) == "zh-CN"
    expect(page.locator(".bar-top nav")).to_contain_text("总览")
    page.goto("/queue")
    expect(page.get_by_role("heading", level=1)).to_have_text("待看")


def test_a_person_signs_out(small_address: str, visit: Visit) -> None:
    page = visit(small_address, "tom")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login")
    page.goto("/queue")
    assert page.url.endswith("/login?next=%2Fqueue")
