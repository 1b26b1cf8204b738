"""All files of a report, written together."""

import json
from pathlib import Path

import msgspec
import pytest

from coach.errors import SettingsError
from coach.i18n import LANGUAGES
from coach.reports import write_reports
from tests.reports.chats import chain
from tests.reports.example import agents, example

NAMES = {
    "report.html",
    "report.md",
    "report.xlsx",
    "comparison.html",
    "agents/三号.html",
    "agents/小雨.html",
    "agents/阿慢.html",
    "playbook.md",
    "playbook.xlsx",
    "plans.json",
    "summary.json",
    "period.json",
    "agents.csv",
    "findings.jsonl",
    "faq.jsonl",
    "faq.md",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_files_are_written(tmp_path: Path, language: str) -> None:
    written = write_reports(example(), tmp_path / "report", language=language, findings_file=None)
    assert written[0] == tmp_path / "report" / "report.html"
    assert {path.relative_to(tmp_path / "report").as_posix() for path in written} == NAMES
    assert {path for path in (tmp_path / "report").rglob("*") if path.is_file()} == set(written)
    assert all(path.stat().st_size > 0 for path in written)
    assert (tmp_path / "report" / "agents.csv").read_bytes().startswith(b"\xef\xbb\xbfagent,")


def test_all_findings_come_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    file.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in chain()))
    write_reports(example(), tmp_path / "report", language="en", findings_file=file)
    lines = (tmp_path / "report" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [one.id for one in chain()]


def test_without_a_file_the_shown_findings_are_written(tmp_path: Path) -> None:
    write_reports(example(), tmp_path / "report", language="en", findings_file=None)
    lines = (tmp_path / "report" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == sum(len(agent.findings) for agent in agents())


def test_unknown_language_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        write_reports(example(), tmp_path / "report", language="fr", findings_file=None)
    assert not (tmp_path / "report").exists()
