"""`coach analyse` on bad and odd input: errors that name file and line, nothing half, valid rows kept."""

import json
from pathlib import Path

import pytest

from coach.cli import main

HEADER = "会话ID,客服,买家,发送方,发送时间,消息内容\n"
TABLE = HEADER + (
    "S1,小美,tb1,买家,2024-03-05 10:23:45,有黑色吗\n"
    "S1,小美,tb1,客服,,在的亲\n"
    "S1,小美,tb1,客服,2024-03-05 10:24:02,\n"
    "S1,小美,tb1,客服,2024-03-05 10:24:30,有货的\n"
)


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("empty.txt", b"", "is empty"),
        ("noise.txt", bytes(range(256)) * 20, "binary"),
        ("other.json", b'{"a": 1}', "in no format that is known"),
        ("header.csv", HEADER.encode(), "holds no message"),
        ("cut.xlsx", b"PK\x03\x04" + b"0" * 100, "cut.xlsx"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, complaint: str
) -> None:
    (folder / name).write_bytes(content)
    assert run("analyse", folder / name, "-o", folder / "report") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("coach: nothing could be read")
    assert name in line
    assert complaint in line
    assert not (folder / "report").exists()


def test_missing_file_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("analyse", folder / "none.txt", "-o", folder / "report") == 2
    assert "none.txt does not exist" in capsys.readouterr().err


def test_valid_rows_are_kept_and_bad_ones_listed(folder: Path) -> None:
    chats = folder / "chats"
    chats.mkdir()
    (chats / "table.csv").write_text(TABLE, encoding="utf-8")
    (chats / "noise.txt").write_bytes(bytes(range(256)) * 20)
    assert run("analyse", chats, "-o", folder / "report", "--report-language", "en") == 0
    summary = json.loads((folder / "report" / "summary.json").read_text(encoding="utf-8"))
    assert summary["messages"] == 2
    assert {(one["file"], one["line"]) for one in summary["skipped"]} == {
        ("noise.txt", None),
        ("table.csv", 3),
        ("table.csv", 4),
    }


@pytest.mark.parametrize(
    ("option", "value"), [("--preset", "nope"), ("--report-language", "fr"), ("--language", "fr"), ("--format", "fax")]
)
def test_choices_that_do_not_exist_list_those_that_do(
    folder: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    assert run("analyse", folder / "table.csv", "-o", folder / "report", option, value) == 2
    complaint = capsys.readouterr().err
    assert value in complaint
    assert "choose" in complaint
    assert not (folder / "report").exists()


def test_a_file_in_the_place_of_the_report_is_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    assert run("analyse", folder / "table.csv", "-o", folder / "table.csv") == 2
    assert "is a file" in capsys.readouterr().err
    assert (folder / "table.csv").read_text(encoding="utf-8") == TABLE


def test_a_hostile_nickname_and_message_stay_text(folder: Path) -> None:
    hostile = TABLE.replace("tb1", "<script>alert(1)</script>").replace(
        "有黑色吗", "<img src=x onerror=alert(2)>有黑色吗"
    )
    (folder / "table.csv").write_text(hostile, encoding="utf-8")
    assert run("analyse", folder / "table.csv", "-o", folder / "report") == 0
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_chats_without_times_say_so_and_count_no_seconds(folder: Path) -> None:
    lines = ["会话ID,发送方,发话者,消息内容", "S1,买家,tb1,有黑色吗", "S1,客服,小美,有货的"]
    (folder / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    assert run("analyse", folder / "table.csv", "-o", folder / "report") == 0
    (agent,) = json.loads((folder / "report" / "summary.json").read_text(encoding="utf-8"))["agents"]
    assert agent["average_response_s"] is None
    assert agent["conversion"] is None
