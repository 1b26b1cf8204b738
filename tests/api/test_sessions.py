"""Browsers: passwords, cookies, forged requests."""

from pathlib import Path

import pytest

from tests.api.service import PASSWORD, Service, started


def test_a_person_signs_in_and_out(empty: Service) -> None:
    browser = empty.person("mia", "trainer")
    me = browser.get("/v1/me").json()
    assert (me["name"], me["role"], me["shop"]) == ("mia", "trainer", empty.shops["first"])
    assert browser.post("/v1/logout").status_code == 204
    assert browser.get("/v1/me").status_code == 401


def test_the_cookie_is_out_of_reach(empty: Service) -> None:
    empty.person("mia", "trainer")
    secure = empty.anonymous()
    secure.base_url = "https://testserver"  # type: ignore[assignment]
    answer = secure.post("/v1/login", json={"name": "mia", "password": PASSWORD})
    for cookie in answer.headers.get_list("set-cookie"):
        assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_nothing_of_password_and_token_is_kept(empty: Service) -> None:
    browser = empty.person("mia", "trainer")
    empty.store.close()
    files = b"".join(file.read_bytes() for file in empty.store.folder.glob("store.sqlite*"))
    assert b"$argon2id$" in files
    assert PASSWORD.encode() not in files
    assert browser.cookies["coach_session"].encode() not in files


@pytest.mark.parametrize(("name", "password"), [("mia", "wrong password"), ("nobody", PASSWORD), ("mia", "x")])
def test_a_wrong_name_and_a_wrong_password_are_refused_alike(empty: Service, name: str, password: str) -> None:
    empty.person("mia", "trainer")
    answer = empty.anonymous().post("/v1/login", json={"name": name, "password": password})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "wrong_password")
    assert not answer.cookies


def test_a_disabled_account_is_out_at_once(empty: Service) -> None:
    browser = empty.person("mia", "trainer")
    account = empty.store.accounts.by_name("mia")
    assert account is not None
    empty.store.accounts.disable(account.id)
    assert browser.get("/v1/me").status_code == 401
    again = empty.anonymous().post("/v1/login", json={"name": "mia", "password": PASSWORD})
    assert again.status_code == 401


def test_a_change_without_the_token_is_refused(empty: Service) -> None:
    browser = empty.person("mia", "trainer")
    token = browser.headers.pop("X-CSRF-Token")
    for headers in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": "\u00e9".encode("latin-1")}):
        answer = browser.post("/v1/transcripts", content=b"x", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_csrf")
    assert browser.get("/v1/jobs").status_code == 200
    assert browser.post("/v1/logout", headers={"X-CSRF-Token": token}).status_code == 204


def test_another_sites_page_cannot_sign_in(empty: Service) -> None:
    empty.person("mia", "trainer")
    asked = {"name": "mia", "password": PASSWORD}
    answer = empty.anonymous().post("/v1/login", json=asked, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    own = empty.anonymous().post("/v1/login", json=asked, headers={"Origin": "http://testserver"})
    assert own.status_code == 200


def test_guessing_passwords_is_slowed_down(tmp_path: Path) -> None:
    service = started(tmp_path, sign_ins_per_minute=3)
    asked = {"name": "mia", "password": "wrong password"}
    answers = [service.anonymous().post("/v1/login", json=asked).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    service.store.close()


def test_a_person_of_two_shops_chooses_one(empty: Service) -> None:
    browser = empty.person("mia", "viewer")
    account = empty.store.accounts.by_name("mia")
    assert account is not None
    empty.store.accounts.join(empty.shops["second"], account.id, "trainer")
    browser.cookies.delete("coach_shop")
    browser.cookies.set("coach_shop", empty.shops["second"])
    assert browser.get("/v1/me").json()["role"] == "trainer"
    browser.cookies.set("coach_shop", "no-shop-of-hers")
    assert browser.get("/v1/me").json()["shop"] in empty.shops.values()


def test_signing_in_is_in_the_audit_log(empty: Service) -> None:
    empty.person("mia", "trainer")
    entries = empty.client("admin").get("/v1/audit").json()["items"]
    assert [(one["actor"], one["action"]) for one in entries] == [("mia", "sign_in")]
