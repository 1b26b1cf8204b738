import csv
import io
import json
from pathlib import Path

import msgspec
import openpyxl
import pytest
import typer
from typer.testing import CliRunner

from coach.cli.convert import convert
from coach.errors import CoachError, NothingRead, OutputError
from coach.readers import ReadLog, ReadOptions, read
from coach.readers.table_columns import load_profile
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


FORMULA = """/*****************以下为一通会话****/
j****01 2024-03-05 10:00:00
=1+1
示例自营--小美 2024-03-05 10:00:10
'@sum
第二行
/*****************会话结束****/
"""


def test_csv_is_what_excel_opens_without_taking_a_text_for_a_formula(log_file):
    log_file.write_text(FORMULA, encoding="utf-8")
    result = run(str(log_file), "--to", "csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfconversation_id,platform,shop")
    rows = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))
    assert [row["text"] for row in rows] == ["'=1+1", "''@sum\n第二行"]
    assert [row["sent_at"] for row in rows] == ["2024-03-05T10:00:00", "2024-03-05T10:00:10"]


def test_xlsx_has_a_frozen_header_and_texts_only(log_file, tmp_path):
    log_file.write_text(FORMULA, encoding="utf-8")
    assert run(str(log_file), "--to", "xlsx", "-o", str(tmp_path / "out.xlsx")).exit_code == 0
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert page.freeze_panes == "A2"
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    header, first, _ = page.iter_rows(values_only=True)
    assert dict(zip(header, first, strict=True))["text"] == "=1+1"


@pytest.mark.parametrize("to", ["csv", "xlsx", "convokit", "jsonl"])
def test_formulas_quotes_and_long_texts_survive(to, log_file, tmp_path):
    log_file.write_text(FORMULA.replace("第二行", "长" * 30_000), encoding="utf-8")
    output = tmp_path / f"out.{to}"
    convert([log_file], to=to, output=output)
    found = [list(read([path], options=ReadOptions(), log=ReadLog())) for path in (log_file, output)]
    assert found[0] == found[1]


def test_a_text_that_no_cell_can_hold_is_cut_and_told(log_file, tmp_path):
    log_file.write_text(FORMULA.replace("第二行", "长" * 40_000), encoding="utf-8")
    result = run(str(log_file), "--to", "xlsx", "-o", str(tmp_path / "out.xlsx"))
    assert "out.xlsx: a text of 40,006 characters is cut to the 32,767" in result.stderr


def test_a_table_that_was_edited_reads_as_far_as_it_can(log_file, tmp_path):
    log_file.write_text(FORMULA, encoding="utf-8")
    table = tmp_path / "out.csv"
    convert([log_file], to="csv", output=table)
    text = table.read_text(encoding="utf-8-sig").replace("2024-03-05T10:00:00", "2024/3/5 10:00")
    table.write_text(text.replace("agent", "boss"), encoding="utf-8")
    log = ReadLog()
    (found,) = read([table], options=ReadOptions(), log=log)
    assert [str(message.sent_at) for message in found.messages] == ["2024-03-05 10:00:00"]
    assert "line 3 of out.csv is no message" in str(log.skipped[0])


UNKNOWN = "导出\n编号,谁,何时写,写了什么,备\n1,买家,03/04/2024 10:00,在吗,\n1,小二,13/04/2024 10:01,在的,\n"


def test_a_map_is_suggested_from_names_and_values_and_reads(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table, profile = tmp_path / "odd.csv", tmp_path / "profile.toml"
    table.write_text(UNKNOWN, encoding="utf-8")
    assert run(str(table), "--suggest-map", str(profile)).exit_code == 0
    suggested = profile.read_text(encoding="utf-8")
    lines = [line.split("  #")[0] for line in suggested.splitlines() if line and not line.startswith("#")]
    assert lines == [
        'role = "谁"',
        'time = "何时写"',
        'text = "写了什么"',
        "day_first = true",
        "[roles]",
        '"买家" = "customer"',
    ]
    assert '# "小二" = "agent"' in suggested
    assert "在吗" not in suggested
    result = run(str(table), "--map", str(profile))
    (conversation,) = [msgspec.json.decode(line, type=Conversation) for line in result.stdout.splitlines()]
    assert [message.role for message in conversation.messages] == ["customer", "agent"]
    assert conversation.messages[0].sent_at.month == 4


def test_a_map_for_a_table_that_is_known_names_its_columns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table, profile = tmp_path / "known.csv", tmp_path / "profile.toml"
    table.write_text("会话ID,对象,时间,消息,备注\n1,客户,2024-03-05 10:00,在吗,\n", encoding="utf-8")
    run(str(table), "--suggest-map", str(profile))
    columns = load_profile(profile).columns
    assert columns == {"conversation_id": "会话ID", "role": "对象", "time": "时间", "text": "消息"}
    assert "# Columns that are not used: 备注" in profile.read_text(encoding="utf-8")


def test_without_a_table_no_map_is_suggested(log_file, tmp_path):
    log_file.write_bytes(b"\x00\x01\x02" * 50)
    with pytest.raises(NothingRead, match=r"no table was found .*binary"):
        convert([log_file], suggest_map=tmp_path / "profile.toml")
    assert not (tmp_path / "profile.toml").exists()


def test_nothing_is_written_when_nothing_can_be_read(log_file, tmp_path):
    output = tmp_path / "out.jsonl"
    output.write_text("before", encoding="utf-8")
    with pytest.raises(NothingRead, match="--agents"):
        convert([log_file], output=output)
    assert output.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chats.log", "out.jsonl"]


def test_what_cannot_be_is_said(log_file, tmp_path):
    with pytest.raises(OutputError, match="--to jsonl, csv, xlsx or convokit"):
        convert([log_file], to="xml")
    with pytest.raises(OutputError, match=r"--to xlsx cannot go to the terminal; .* -o FILE"):
        convert([log_file], to="xlsx")
    with pytest.raises(OutputError, match="-o FOLDER"):
        convert([log_file], to="convokit")
    with pytest.raises(OutputError, match="cannot be written"):
        convert([log_file], output=tmp_path / "no" / "folder.jsonl", agents="阿强")
    with pytest.raises(CoachError, match="no chat format called 'pdf'"):
        convert([log_file], format="pdf")
