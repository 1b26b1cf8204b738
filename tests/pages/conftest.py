"""Services with chats, a server for a browser to visit, and Chromium."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from coach.store.credentials import hash_password
from coach.store.importing import run_import
from coach.store.values import Import, Role
from tests.api.service import CHATS, PASSWORD, Service, started

PATIENCE_MS = 30_000
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PEOPLE: dict[str, tuple[Role, str | None]] = {
    "mia": ("admin", None),
    "tom": ("trainer", None),
    "wang": ("agent", "wang"),
    "vera": ("viewer", None),
}


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A shop with four short conversations and a person of every role."""
    service = started(tmp_path_factory.mktemp("small"))
    add_people(service, PEOPLE)
    answer = service.client("trainer").post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    assert answer.status_code == 202
    yield service
    service.store.close()


def add_people(service: Service, people: dict[str, tuple[Role, str | None]]) -> None:
    for name, (role, agent) in people.items():
        account = service.store.accounts.create(name, hash_password(PASSWORD))
        service.store.accounts.join(service.shops["first"], account.id, role, agent=agent)


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The address at which the service answers, as long as it is asked."""
    server = uvicorn.Server(uvicorn.Config(service.app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


class InBackground:
    """Jobs that are done one after the other while the page is looked at."""

    def __init__(self, service: Service) -> None:
        self.store = service.store
        self.turn = threading.Lock()

    def submit(self, import_: Import) -> None:
        threading.Thread(target=self._do, args=(import_.id,), daemon=True).start()

    def _do(self, number: str) -> None:
        with self.turn:
            run_import(self.store, number)


@pytest.fixture(scope="session")
def small_address(small: Service) -> Iterator[str]:
    with served(small) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without it these tests fail where CI is set, else they are left out."""
    if not Path(CHROMIUM).exists():
        why = f"there is no Chromium at {CHROMIUM}: install the package chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Signs a person in at an address and gives the page; errors of scripts and of the policy fail the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def opened(address: str, name: str, *, locale: str = "zh-CN", width: int = 1280) -> Page:
        viewport = {"width": width, "height": 860}
        context = chromium.new_context(base_url=address, locale=locale, viewport=viewport, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security" in said.text else None)
        page.on("dialog", lambda dialog: (problems.append(f"a script ran: {dialog.message}"), dialog.dismiss()))
        page.goto("/login")
        page.locator("[name=name]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems
