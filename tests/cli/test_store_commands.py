"""The commands around the store: the first account, a check of everything, backup and restore."""

from pathlib import Path

import pytest

from coach.cli import main


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    place = f"sqlite:///{tmp_path / 'data' / 'store.sqlite'}"
    monkeypatch.setenv("COACH_STORE", place)
    return place


def create(monkeypatch: pytest.MonkeyPatch, *arguments: str, password: str = "correct horse") -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    run("admin", "create", *arguments, "--password-stdin")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_the_first_admin_is_made_by_a_command(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.settings import Settings
    from coach.store.credentials import password_matches
    from coach.store.store import open_store

    create(monkeypatch, "mei")
    store = open_store(url, settings=Settings())
    account = store.accounts.by_name("mei")
    assert account is not None
    assert password_matches("correct horse", account.password)
    (member,) = store.accounts.memberships(account.id)
    assert (member.role, store.shops.get(member.shop).name) == ("admin", "shop")
    assert run("admin", "disable", "mei") == 0
    assert store.accounts.memberships(account.id) == ()
    store.close()


@pytest.mark.parametrize(("name", "password"), [("mei", "correct horse"), ("lan", "short")])
def test_a_name_twice_or_a_short_password_makes_nobody(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, password: str
) -> None:
    create(monkeypatch, "mei")
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    assert run("admin", "create", name, "--password-stdin") == 2
    assert "choose another" in capsys.readouterr().err


def test_doctor_says_what_is_wrong_and_when_all_is_well(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("doctor") == 1
    assert "coach serve" in capsys.readouterr().out
    create(monkeypatch, "mei")
    capsys.readouterr()
    assert run("doctor") == 0
    told = capsys.readouterr().out
    assert "WRONG" not in told
    assert "up to date" in told


def test_doctor_tells_of_settings_and_a_store_that_cannot_be(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("coach.toml").write_text("[session]\nsilence = 3\n", encoding="utf-8")
    assert run("doctor", "--store", "mysql://mei:secret@localhost/x") == 1
    told = capsys.readouterr().out
    assert "silence" in told
    assert "sqlite:///FILE" in told
    assert "secret" not in told


def test_a_backup_comes_back(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    create(monkeypatch, "mei", "--shop", "一朵小铺")
    assert run("backup", "kept.backup") == 0
    create(monkeypatch, "lan")
    assert run("restore", "kept.backup") == 2
    assert "--replace" in capsys.readouterr().err
    assert run("restore", "kept.backup", "--replace") == 0
    assert "一朵小铺" in capsys.readouterr().out
    create(monkeypatch, "lan")
