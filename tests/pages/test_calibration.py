"""A calibration session in the browser: two trainers, the keyboard, the result."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.service import CHATS, Service, started
from tests.pages.conftest import Visit, add_people, served


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A shop with chats and two trainers."""
    service = started(tmp_path_factory.mktemp("two"))
    add_people(service, {"tom": ("trainer", None), "ann": ("trainer", None)})
    service.client("trainer").post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    yield service
    service.store.close()


def answer_all(page: Page, keys: str) -> None:
    for key in keys:
        before = page.locator("[data-exchange]").get_attribute("data-exchange")
        page.keyboard.press(key)
        expect(page.locator(f'[data-exchange="{before}"]')).to_have_count(0)


def test_two_trainers_judge_blind_and_talk_over_what_differs(two: Service, visit: Visit) -> None:
    with served(two) as address:
        tom = visit(address, "tom")
        tom.goto("/calibration")
        tom.get_by_label("名称").fill("<b>三月</b>")
        tom.get_by_label("对话数").fill("3")
        tom.get_by_role("button", name="开始").click()
        tom.wait_for_url("**/calibration/*")
        expect(tom.get_by_role("heading", level=1)).to_have_text("<b>三月</b>")
        expect(tom.locator("li.wanted")).to_have_count(1)
        answer_all(tom, "121")
        expect(tom.locator("#calibration")).to_contain_text("等其他人判断完")

        ann = visit(address, "ann", width=390)
        ann.goto(tom.url.removeprefix(address))
        assert ann.evaluate("document.documentElement.scrollWidth") <= 390
        answer_all(ann, "122")
        expect(ann.locator("#calibration")).to_contain_text("67%")
        expect(ann.locator("#calibration")).to_contain_text("1 处判断不同")
