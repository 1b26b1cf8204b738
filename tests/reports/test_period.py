"""What a report leaves for the next one, and what the next one makes of it."""

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from coach.coaching.period import Period
from coach.reports import write_reports
from coach.reports.period import compared, period_json, period_of
from coach.rules.own import Due, OwnRule
from coach.settings import PrivacySettings, Settings
from tests.reports.chats import HOSTILE_TEXT
from tests.reports.example import agents, example
from tests.reports.weeks import earlier


def test_what_is_left_is_read_again_and_holds_no_chat_and_no_key() -> None:
    written = period_json(example(settings=Settings(privacy=PrivacySettings(key="s3cret"))))
    read = msgspec.json.decode(written, type=Period)
    assert [one.agent for one in read.agents] == ["小雨", "阿慢", "三号"]
    assert read.agents[1].rules["deflection"].hits == 14
    assert b"s3cret" not in written
    assert HOSTILE_TEXT.encode() not in written
    assert "爱吃芒果的猫".encode() not in written


def test_without_orders_nothing_is_said_of_sales() -> None:
    found = period_of(example(orders=0, unmatched_orders=0)).shop
    assert "orders" not in found.counts
    assert "conversion" not in found.shares
    assert found.amount == {}


def test_own_rules_and_rubric_are_part_of_the_basis() -> None:
    rule = OwnRule(name="ours", factor="attitude", title={"en": "ours"}, forbid=Due(contains=("a",)))
    plain, own = period_of(example()).basis, period_of(example(own_rules=(rule,), rubric="ab")).basis
    assert (plain.own_rules, plain.rubric) == ("", "")
    assert (len(own.own_rules), own.rubric) == (64, "ab")


def test_the_report_of_last_week_is_found_and_named(tmp_path: Path) -> None:
    write_reports(earlier(), tmp_path / "week18", language="en", findings_file=None)
    comparison, notices = compared(example(), tmp_path / "week19", named=None)
    assert comparison is not None
    assert (comparison.folder, comparison.new, comparison.gone, notices) == ("week18", ("三号",), ("老周",), ())


def test_a_roster_that_calls_an_agent_otherwise_does_not_rewrite_history(tmp_path: Path) -> None:
    write_reports(earlier(shops=("flower",)), tmp_path / "week18", language="en", findings_file=None)
    before = (tmp_path / "week18" / "period.json").read_bytes()
    renamed = example(agents=tuple(replace(one, agent=f"new {one.agent}") for one in agents()), shops=("flower",))
    comparison, _ = compared(renamed, tmp_path / "week19", named=None)
    assert comparison is not None
    assert comparison.agents == ()
    assert comparison.gone == ("小雨", "阿慢", "老周")
    assert (tmp_path / "week18" / "period.json").read_bytes() == before


@pytest.mark.parametrize("named", [None, "week18"])
def test_a_damaged_folder_is_a_notice_and_the_report_goes_on(tmp_path: Path, named: str | None) -> None:
    (tmp_path / "week18").mkdir()
    (tmp_path / "week18" / "period.json").write_bytes(b'{"format": "coach-period-1", "first_at": 3')
    comparison, (notice,) = compared(example(), tmp_path / "week19", named=str(tmp_path / named) if named else None)
    assert comparison is None
    assert "week18" in notice.file
    assert "damaged or of another program" in notice.text
    assert "analyse that period again" in notice.text
