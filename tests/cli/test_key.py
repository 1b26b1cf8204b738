from pathlib import Path

import pytest

from coach.cli import main
from coach.store.credentials import token_hash
from coach.store.store import open_store


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    store = open_store(url)
    store.shops.create("demo")
    store.close()
    return url


def run(url: str, *arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["key", *arguments, "--store", url])
    return int(ended.value.code or 0)


def valid(url: str, secret: str) -> bool:
    store = open_store(url)
    found = store.keys.by_hash(token_hash(secret))
    store.close()
    return found is not None


def made(url: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """The secret and the id of a new key."""
    assert run(url, *arguments) == 0
    told = capsys.readouterr()
    return told.out.strip(), told.err.split()[0]


def test_a_key_is_shown_once_and_opens(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    secret, number = made(url, capsys, "create", "crm", "--scope", "read", "--role", "trainer", "--days", "30")
    assert valid(url, secret)
    run(url, "list")
    listed = capsys.readouterr().out
    assert number in listed
    assert "crm  trainer  read  valid until" in listed
    assert secret not in listed


def test_a_revoked_key_opens_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    secret, number = made(url, capsys, "create", "crm")
    assert run(url, "revoke", number) == 0
    assert not valid(url, secret)


def test_rotating_puts_a_new_key_in_the_place_of_the_old_one(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    old, number = made(url, capsys, "create", "crm", "--scope", "read")
    new, _ = made(url, capsys, "rotate", number)
    assert (valid(url, old), valid(url, new)) == (False, True)
    assert run(url, "rotate", number) == 2


@pytest.mark.parametrize(
    "wrong", [["create"], ["create", "x", "--scope", "all"], ["revoke", "none"], ["list", "--shop", "other"]]
)
def test_what_cannot_be_is_told(url: str, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(url, *wrong) == 2
    assert capsys.readouterr().err.startswith("coach: ")
