"""A service on a store of its own, and clients with the key of any role."""

import atexit
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from starlette.testclient import TestClient

from api.app import create_app
from coach.settings import Settings, load_settings
from coach.store.credentials import hash_password, new_token, token_hash
from coach.store.importing import run_import
from coach.store.store import Store, open_store
from coach.store.values import Import, Role
from tests.store.places import SERVED, url_of

_DATABASES = ExitStack()
"""What is dropped when the tests end."""
atexit.register(_DATABASES.close)

PASSWORD = "plainly invented"
START = datetime(2024, 3, 5, 10)
TALKS = {
    "mei": [
        "C 这件160/50kg穿什么码，会掉色吗",
        "wang 稍等哦",
        "C 好的",
        "wang 您平时穿M还是L？",
        "C M",
        "wang 那建议您拍M码哦",
    ],
    "<script>alert(1)</script>": ["C 会掉色吗", "wang 亲，不会掉色的哦，首次请冷水单独洗", "C 好的谢谢"],
    "=1+1": ["C 你好，会掉色吗？", "li 看详情页", "C 什么时候发货", "li 48小时内发货的亲"],
    "lan": ["C 什么时候发货呢", "li 在的亲，48小时内发货", "C 有优惠吗", "li 没有"],
}


def chats() -> str:
    """The talks as a table, one a quarter of an hour, a message every 40 seconds."""
    lines = ["time,customer,sender,role,text"]
    for number, (customer, talk) in enumerate(TALKS.items()):
        for place, said in enumerate(talk):
            who, _, text = said.partition(" ")
            at = START + timedelta(minutes=15 * number, seconds=40 * place)
            sender, role = (customer, "customer") if who == "C" else (who, "agent")
            lines.append(f'{at},{customer},{sender},{role},"{text}"')
    return "\n".join(lines) + "\n"


CHATS = chats()


class Done:
    """Jobs that are done as soon as they are submitted, or never."""

    def __init__(self, store: Store, *, works: bool) -> None:
        self.store = store
        self.works = works
        self.submitted: list[str] = []

    def submit(self, import_: Import) -> None:
        self.submitted.append(import_.id)
        if self.works:
            run_import(self.store, import_.id)


class Service(Struct, frozen=True):
    """The application, its store and the ids of its shops by name."""

    app: Any
    store: Store
    jobs: Done
    shops: Mapping[str, str]

    def client(
        self, role: Role, *, shop: str = "first", scopes: tuple[str, ...] = ("read", "write", "admin")
    ) -> TestClient:
        """A client with a new key of that role."""
        secret = new_token()
        name = f"{role}-{secret[:6]}"
        place = {"name": name, "prefix": secret[:6], "hash": token_hash(secret), "created_by": "test"}
        self.store.keys.create(self.shops[shop], role=role, scopes=scopes, **place)
        return self.anonymous({"Authorization": f"Bearer {secret}"})

    def anonymous(self, headers: Mapping[str, str] | None = None) -> TestClient:
        """A client that says nothing about itself but these headers."""
        return TestClient(self.app, raise_server_exceptions=False, headers=dict(headers or {}))

    def person(self, name: str, role: Role, *, shop: str = "first", agent: str | None = None) -> TestClient:
        """A browser in which a new account has signed in."""
        account = self.store.accounts.create(name, hash_password(PASSWORD))
        self.store.accounts.join(self.shops[shop], account.id, role, agent=agent)
        browser = self.anonymous()
        me = browser.post("/v1/login", json={"name": name, "password": PASSWORD})
        assert me.status_code == 200, me.text
        browser.headers["X-CSRF-Token"] = me.json()["csrf"]
        return browser


def started(folder: Path, *, works: bool = True, **service: int) -> Service:
    """A service on an empty store, with uploads in `folder`; `service` are settings of that section."""
    many = {"sign_ins_per_minute": 1000, "requests_per_minute": 100_000}
    settings: Settings = load_settings(
        environment={}, arguments={"service": many | service, "store": {"max_upload_mb": 1}}
    )
    store = open_store(_DATABASES.enter_context(url_of(SERVED, folder)), settings=settings, folder=folder)
    shops = {name: store.shops.create(name).id for name in ("first", "second")}
    jobs = Done(store, works=works)
    return Service(create_app(store, settings, jobs), store, jobs, shops)
