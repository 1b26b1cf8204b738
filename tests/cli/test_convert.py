import json
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from coach.cli.convert import convert
from coach.errors import CoachError, NothingRead, OutputError
from coach.readers import ReadLog, ReadOptions, read
from coach.transcript import Conversation, Message

LOG = """/*****************以下为一通会话****/
王小二 2024-03-05 10:00:00
在吗
阿强 2024-03-05 10:00:10
在的
/*****************会话结束****/
"""


@pytest.fixture
def log_file(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "chats.log"
    path.write_text(LOG, encoding="utf-8")
    return path


def run(*arguments: str):
    app = typer.Typer()
    app.command()(convert)
    return CliRunner().invoke(app, list(arguments))


def test_lines_go_to_stdout_with_exactly_the_fields_and_the_rest_to_stderr(log_file):
    result = run(str(log_file), "--agents", "阿强,小美")
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert set(line) == set(Conversation.__struct_fields__)
    assert set(line["messages"][0]) == set(Message.__struct_fields__)
    assert [message["role"] for message in line["messages"]] == ["customer", "agent"]
    assert "read: conversations 1, messages 2, files 1; skipped: 0" in result.stderr


def test_what_is_written_reads_back_exactly(log_file, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("账号,姓名\n阿强,王五\n", encoding="utf-8")
    output = tmp_path / "out.jsonl"
    assert run(str(log_file), "--roster", str(roster), "-o", str(output)).exit_code == 0
    found = list(read([output], options=ReadOptions(), log=ReadLog()))
    assert [msgspec.json.encode(conversation) for conversation in found] == output.read_bytes().splitlines()
    assert found[0].messages[1].sender == "阿强"


def test_nothing_is_written_when_nothing_can_be_read(log_file, tmp_path):
    output = tmp_path / "out.jsonl"
    output.write_text("before", encoding="utf-8")
    with pytest.raises(NothingRead, match="--agents"):
        convert([log_file], output=output)
    assert output.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chats.log", "out.jsonl"]


def test_what_cannot_be_is_said(log_file, tmp_path):
    with pytest.raises(OutputError, match="--to jsonl"):
        convert([log_file], to="xml")
    with pytest.raises(OutputError, match="cannot be written"):
        convert([log_file], output=tmp_path / "no" / "folder.jsonl", agents="阿强")
    with pytest.raises(CoachError, match="no chat format called 'pdf'"):
        convert([log_file], format="pdf")
