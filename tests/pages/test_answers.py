"""What the pages answer: to whom, in which language, and always with what people wrote as text."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import api.pages
from coach.i18n import LANGUAGES, translator
from coach.store.values import Paging
from tests.api.service import PASSWORD, Service

PATHS = ("/overview", "/queue", "/conversations", "/agent", "/faq", "/calibration", "/imports", "/settings")
OPEN = {
    "mia": set(PATHS),
    "tom": set(PATHS),
    "wang": {"/conversations", "/agent", "/faq", "/settings"},
    "vera": {"/faq", "/settings"},
}
TEMPLATES = Path(api.pages.__file__).parent.parent / "templates"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def browser(service: Service, name: str, **cookies: str) -> TestClient:
    """A browser in which the person has signed in through the form; `csrf` is in its headers."""
    client = service.anonymous()
    for key, value in cookies.items():
        client.cookies.set(key, value)
    answer = client.post("/login", data={"name": name, "password": PASSWORD, "next": "/settings"})
    assert (answer.status_code, answer.url.path) == (200, "/settings")
    return client


def token(client: TestClient) -> str:
    return client.get("/v1/me").json()["csrf"]


def conversation(service: Service, customer: str) -> str:
    (found,) = service.store.chats.conversations(service.shops["first"], Paging(), customer=customer).items
    return f"/conversations/{found.person}"


@pytest.mark.parametrize("name", OPEN)
def test_each_role_sees_its_pages_and_no_other(small: Service, name: str) -> None:
    client = browser(small, name)
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code == (200 if path in OPEN[name] else 403), path
        links = re.findall(r'<li><a href="(/[a-z]+)"', answer.text)
        assert set(links) == OPEN[name], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_in_the_language_of_the_cookie(small: Service, language: str) -> None:
    client = browser(small, "mia", coach_language=language)
    for path in (*PATHS, conversation(small, "mei")):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{ {"zh": "zh-CN"}.get(language, language) }">' in answer.text
        assert translator(language)("page.skip") in answer.text


def test_what_people_wrote_is_text(small: Service) -> None:
    client = browser(small, "mia")
    for path in (*PATHS, conversation(small, "<script>"), "/conversations?customer=<script>x", "/login?next=<script>x"):
        answer = client.get(path)
        assert "<script>" not in answer.text, path
        assert not INLINE.search(answer.text), path
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(conversation(small, "<script>")).text


@pytest.mark.parametrize("path", [*PATHS, "/", "/conversations/x", "/faq?status=approved"])
def test_a_stranger_is_sent_to_the_form_and_back(small: Service, path: str) -> None:
    answer = small.anonymous().get(path, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=%2F")


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(small: Service, place: str) -> None:
    asked = {"name": "tom", "password": PASSWORD, "next": place}
    answer = small.anonymous().post("/login", data=asked, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_wrong_password_brings_the_form_again(small: Service) -> None:
    client = small.anonymous({"Accept-Language": "en"})
    answer = client.post("/login", data={"name": "tom", "password": "wrong password"})
    assert answer.status_code == 401
    assert "The name or the password is wrong." in answer.text
    assert "coach_session" not in client.cookies


def test_each_person_begins_at_the_right_page(small: Service) -> None:
    first = {name: browser(small, name).get("/").url.path for name in OPEN}
    assert first == {"mia": "/overview", "tom": "/overview", "wang": "/agent", "vera": "/faq"}


def test_an_agent_reads_own_chats_only(small: Service) -> None:
    client = browser(small, "wang")
    assert client.get(conversation(small, "mei")).status_code == 200
    missing = client.get(conversation(small, "lan"))
    assert missing.status_code == 404
    assert "没有这一页" in missing.text
    listed = client.get("/conversations?agent=li").text
    assert re.findall(r"<a href=\"/conversations/[^>]+><bdi>([^<]+)", listed) == [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "mei",
    ]
    assert client.get("/agent?name=li").status_code == 404


def test_a_viewer_does_not_learn_who_answered(small: Service) -> None:
    text = browser(small, "vera").get("/faq?status=proposed").text
    assert "会掉色吗" in text
    words = re.sub(r"<[^>]+>", " ", text.split("<main")[1])
    assert not {"wang", "li"} & set(words.split())
    assert "<textarea" not in text


def test_a_key_is_made_shown_once_and_revoked(small: Service) -> None:
    client = browser(small, "mia")
    csrf = token(client)
    assert client.post("/settings/keys", data={"name": "crm"}).status_code == 403
    made = client.post(f"/settings/keys?csrf={csrf}", data={"name": "<b>crm</b>", "role": "viewer", "scopes": "read"})
    assert made.headers["Cache-Control"] == "no-store"
    secret = re.search(r'id="secret">(coach_[^<]+)<', made.text)[1]
    program = small.anonymous({"Authorization": f"Bearer {secret}"})
    assert program.get("/v1/me").json()["role"] == "viewer"
    page = client.get("/settings").text
    assert secret not in page
    assert "&lt;b&gt;crm&lt;/b&gt;" in page
    revoke = re.search(r'action="(/settings/keys/[^"]+/revoke\?csrf=[^"]+)"', page)[1]
    assert client.post(revoke).url.path == "/settings"
    assert program.get("/v1/me").status_code == 401


@pytest.mark.parametrize("path", ["/settings/keys", "/settings/retention", "/settings/keys/x/revoke"])
def test_only_administrators_change_the_shop(small: Service, path: str) -> None:
    client = browser(small, "tom")
    assert client.post(f"{path}?csrf={token(client)}", data={"name": "x"}).status_code == 403


def test_chats_are_kept_as_long_as_is_set(small: Service) -> None:
    client = browser(small, "mia")
    for days, kept in (("90", 90), ("", None)):
        assert client.post(f"/settings/retention?csrf={token(client)}", data={"days": days}).status_code == 200
        assert small.store.shops.get(small.shops["first"]).retention_days == kept
    assert client.post(f"/settings/retention?csrf={token(client)}", data={"days": "-1"}).status_code == 422


def test_a_shop_that_is_not_ones_own_cannot_be_chosen(small: Service) -> None:
    client = browser(small, "tom")
    answer = client.post(f"/shop?csrf={token(client)}", data={"shop": small.shops["second"]})
    assert answer.status_code == 422


def test_an_exported_table_runs_no_formula(small: Service) -> None:
    shop = small.shops["first"]
    entry = small.store.curation.board(shop)[0]
    small.store.curation.decide(shop, entry.id, status="approved", person="tom", question="=1+1", answer="@SUM(A1)")
    table = browser(small, "vera").get("/v1/faq/files/quick-replies.csv")
    small.store.curation.decide(shop, entry.id, status="proposed", person="tom")
    assert "'=1+1,'@SUM(A1)," in table.text
    assert table.headers["Content-Disposition"] == 'attachment; filename="quick-replies.csv"'


def test_a_shop_without_chats_says_how_to_begin(small: Service) -> None:
    account = small.store.accounts.by_name("tom")
    assert account is not None
    small.store.accounts.join(small.shops["second"], account.id, "trainer")
    client = browser(small, "tom")
    client.post(f"/shop?csrf={token(client)}", data={"shop": small.shops["second"]})
    for path in PATHS:
        assert client.get(path).status_code == 200, path
    assert "还没有聊天记录" in client.get("/overview").text
    small.store.accounts.leave(small.shops["second"], account.id)


def test_every_text_in_the_templates_is_in_the_catalogues() -> None:
    templates = "".join(file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.j2"))
    used = set(re.findall(r'\bt\("([a-z_.0-9]+[a-z0-9])"', templates))
    assert "page.skip" in used
    for language in LANGUAGES:
        translate = translator(language)
        assert all(translate(key) for key in used)
