"""As a trainer does it: upload the demo shop, look through the queue, correct, approve questions, export."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coach.demo import write_demo
from coach.store.values import Paging
from tests.api.service import Service, started
from tests.pages.conftest import InBackground, Visit, add_people, served

MINUTES = 60_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service without chats, whose jobs go on in the background."""
    service = started(tmp_path_factory.mktemp("demo"))
    service.app.state.jobs = InBackground(service)
    add_people(service, {"mia": ("trainer", None), "few": ("agent", "few"), "slow": ("agent", "slow")})
    yield service
    service.store.close()


@pytest.fixture(scope="module")
def address(demo: Service) -> Iterator[str]:
    with served(demo) as found:
        yield found


@pytest.fixture
def trainer(address: str, visit: Visit, demo: Service, tmp_path: Path) -> Page:
    """A trainer's browser, in the shop that the first of these tests uploaded."""
    page = visit(address, "mia")
    if demo.store.results.analysis(demo.shops["first"]) is None:
        upload(page, tmp_path)
    return page


def upload(page: Page, folder: Path) -> None:
    write_demo(folder / "shop")
    chats = shutil.make_archive(str(folder / "chats"), "zip", folder / "shop" / "chats")
    page.goto("/overview")
    page.get_by_role("link", name="上传聊天记录").click()
    tables = [str(folder / "shop" / f"{name}.csv") for name in ("orders", "items", "roster")]
    page.locator("input[type=file]").set_input_files([chats, *tables])
    kinds = page.locator("#chosen select").evaluate_all("all => all.map(one => one.value)")
    assert kinds == ["chats", "orders", "items", "roster"]
    page.get_by_role("button", name="开始上传").click()
    expect(page.locator('.job[data-status="done"]')).to_have_count(4, timeout=5 * MINUTES)


def first_in_queue(page: Page) -> None:
    page.goto("/queue")
    page.locator(".queue a").first.click()
    page.wait_for_load_state("networkidle")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.closest('.judgement').id")


def test_the_uploaded_shop_is_on_the_overview(trainer: Page) -> None:
    trainer.goto("/imports")
    expect(trainer.locator(".job").filter(has_text="chats.zip")).to_contain_text("1,026 条消息")
    trainer.goto("/overview")
    expect(trainer.locator(".totals")).to_contain_text("115")
    expect(trainer.locator('section[aria-labelledby="team"] tbody tr')).to_have_count(5)
    trainer.get_by_role("link", name="quick").click()
    expect(trainer.get_by_role("heading", level=1)).to_have_text("quick")
    expect(trainer.locator(".factors li")).to_have_count(5)


def test_a_corrected_label_is_the_persons_word_beside_the_prediction(trainer: Page, demo: Service) -> None:
    first_in_queue(trainer)
    before = trainer.evaluate("location.hash")
    judgement = trainer.locator(f"#{focused(trainer)}")
    predicted = judgement.locator(".value").inner_text()
    trainer.keyboard.press("e")
    judgement.locator("select").select_option("logistics")
    expect(judgement.locator(".word")).to_contain_text("mia：物流发货")
    expect(judgement.locator(".value")).to_have_text(predicted)
    expect(judgement.locator(".value")).to_have_class(re.compile("struck"))
    (given,) = demo.store.verdicts.list(demo.shops["first"], Paging()).items
    assert (given.verdict.value, given.verdict.person, given.confirms) == ("logistics", "mia", False)
    trainer.goto("/queue")
    assert before not in trainer.locator(".queue a").first.get_attribute("href")


def test_one_key_confirms_one_takes_back_one_goes_on(trainer: Page) -> None:
    first_in_queue(trainer)
    place, judgement = trainer.url, trainer.locator(f"#{focused(trainer)}")
    trainer.keyboard.press("c")
    expect(judgement.locator(".word")).to_contain_text("确认")
    assert focused(trainer) == judgement.get_attribute("id")
    trainer.keyboard.press("u")
    expect(judgement.locator(".word")).to_have_count(0)
    for key in ("e", "ArrowDown", "Enter"):
        trainer.keyboard.press(key)
    expect(judgement.locator(".value")).to_have_class(re.compile("struck"))
    trainer.keyboard.press("u")
    expect(judgement.locator(".word")).to_have_count(0)
    trainer.keyboard.press("j")
    assert focused(trainer) != judgement.get_attribute("id")
    trainer.keyboard.press("n")
    trainer.wait_for_url(lambda url: url != place and "/conversations/" in url)


def test_a_finding_judged_otherwise_changes_the_trainers_card(trainer: Page, demo: Service) -> None:
    shop = demo.shops["first"]
    person = demo.store.chats.conversations(shop, Paging(limit=1, sort="-findings"), agent="slow").items[0].person
    found = demo.store.chats.conversation(shop, person, agent="slow").findings[0]
    trainer.goto(f"/conversations/{person}")
    judgement = trainer.locator(f"#k-outcome-{found.id}")
    judgement.locator("summary").click()
    judgement.locator("select").select_option("exempt")
    expect(judgement.locator(".word")).to_contain_text("不必做")
    trainer.goto("/agent?name=slow")
    expect(trainer.get_by_role("heading", name="机器与培训师")).to_be_visible()


def test_an_approved_question_is_exported_in_its_new_words(trainer: Page) -> None:
    trainer.goto("/faq")
    status = trainer.locator(".tabs [aria-current]")
    n = int(status.inner_text().split()[-1])
    card = trainer.locator("[data-entry]").first
    card.locator("[name=question]").fill("这条裙子怎么选码？")
    card.locator("[name=answer]").fill("告诉我身高体重，我替您选。")
    card.focus()
    trainer.keyboard.press("a")
    expect(status).to_have_text(re.compile(f"待定 {n - 1}"))
    trainer.get_by_role("link", name=re.compile("已采用")).click()
    expect(trainer.locator("textarea[name=question]")).to_have_value("这条裙子怎么选码？")
    for link, kind in (("Markdown", "### 这条裙子怎么选码？"), ("快捷短语", "这条裙子怎么选码？,告诉我身高体重")):
        with trainer.expect_download() as download:
            trainer.get_by_role("link", name=link).click()
        assert kind in download.value.path().read_text(encoding="utf-8-sig")


def test_questions_are_rejected_and_merged(trainer: Page) -> None:
    trainer.goto("/faq")
    n = trainer.locator("[data-entry]").count()
    trainer.locator("[data-entry]").first.focus()
    trainer.keyboard.press("r")
    expect(trainer.locator("[data-entry]")).to_have_count(n - 1)
    trainer.locator("[data-entry]").first.get_by_role("button", name="并入").click()
    trainer.locator("#merge").get_by_role("button", name="并入").click()
    expect(trainer.locator("[data-entry]")).to_have_count(n - 2)
    trainer.goto("/faq?status=merged")
    expect(trainer.locator("[data-entry] .meta")).to_contain_text("→")


def test_an_agent_objects_and_a_trainer_answers(trainer: Page, address: str, visit: Visit, demo: Service) -> None:
    agent = visit(address, "few")
    assert "/agent" in agent.url
    expect(agent.get_by_role("heading", level=1)).to_have_text("few")
    agent.goto("/conversations?sort=-findings")
    agent.locator("tbody a").first.click()
    judgement = agent.locator('.judgement[data-field="outcome"]').first
    judgement.locator("summary").focus()
    agent.keyboard.press("d")
    agent.keyboard.type("顾客已经离开了")
    judgement.get_by_role("button", name="提出异议").click()
    expect(judgement.locator("summary")).to_contain_text("有异议")
    trainer.goto("/queue")
    objection = trainer.locator(".objection").filter(has_text="顾客已经离开了")
    objection.get_by_label("答复").fill("同意")
    objection.get_by_role("button", name="接受", exact=True).click()
    expect(objection).to_have_count(0)
    agent.reload()
    expect(agent.locator(".objection").first).to_contain_text("已接受")


def test_an_agent_sees_nobody_elses_chats(trainer: Page, address: str, visit: Visit, demo: Service) -> None:
    shop = demo.shops["first"]
    others = demo.store.chats.conversations(shop, Paging(limit=1), agent="slow").items[0]
    agent = visit(address, "few")
    assert [one.inner_text() for one in agent.locator(".bar-top nav a").all()] == ["聊天", "客服", "常见问题", "设置"]
    for path, status in (
        (f"/conversations/{others.person}", 404),
        ("/agent?name=slow", 404),
        ("/queue", 403),
        ("/overview", 403),
        ("/imports", 403),
    ):
        assert agent.goto(path).status == status, path
    agent.goto("/conversations")
    own = demo.store.chats.conversations(shop, Paging(limit=500), agent="few").items
    expect(agent.locator("tbody tr")).to_have_count(len(own))
