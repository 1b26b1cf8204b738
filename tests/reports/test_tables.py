import csv
import io
import json
from pathlib import Path

import msgspec
import pytest

from coach.errors import OutputError
from coach.reports.tables import agents_csv, finding_lines, stored_findings
from coach.reports.texts import Texts
from coach.spreadsheet import cell
from tests.reports.chats import chain, praised
from tests.reports.example import agents, example


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_an_agent() -> None:
    found = rows(agents_csv(example()))
    assert [row["agent"] for row in found] == ["小雨", "阿慢", "三号"]
    slow = found[1]
    assert slow["consultations"] == "42"
    assert slow["amount"] == "129.00"
    assert (slow["conversion"], slow["conversion_n"]) == ("0.0238", "42")
    assert float(slow["conversion_low"]) < 0.0238 < float(slow["conversion_high"])
    assert (slow["average_response_s"], slow["response_median_s"], slow["response_p90_s"]) == ("244.0", "181.5", "610")
    assert (slow["within_180_s"], slow["within_30_s"]) == ("0.4949", "")
    assert (slow["attitude"], slow["attitude_n"]) == ("90.0", "40")


def test_unknown_numbers_are_empty() -> None:
    few = rows(agents_csv(example()))[2]
    assert (few["first_response_s"], few["passive_share"], few["score"]) == ("", "", "")
    assert few["first_response_n"] == "0"
    without_orders = rows(agents_csv(example(orders=0, unmatched_orders=0)))[0]
    assert (without_orders["orders"], without_orders["amount"], without_orders["conversion"]) == ("", "", "")


def test_without_agents_there_is_a_heading() -> None:
    assert agents_csv(example(agents=())) == "agent\r\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+86", "'+86"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("小雨", "小雨"),
        ("", ""),
        (-3, -3),
        (None, ""),
    ],
)
def test_text_that_a_spreadsheet_would_run_is_made_text(value: object, written: object) -> None:
    assert cell(value) == written


def test_hostile_agent_name_is_text_in_the_table() -> None:
    hostile = msgspec.structs.replace(agents()[0], agent='=cmd|"/c calc"!A1')
    assert rows(agents_csv(example(agents=(hostile,))))[0]["agent"] == '\'=cmd|"/c calc"!A1'


@pytest.mark.parametrize(
    ("language", "begins"), [("zh", "顾客问“最大到几码”"), ("en", "“最大到几码” asks"), ("es", "«最大到几码» pide")]
)
def test_finding_is_one_flat_line(language: str, begins: str) -> None:
    (line,) = finding_lines(chain()[:1], Texts(language))
    assert line.count(b"\n") == 1
    found = json.loads(line)
    assert list(found) == [
        "id",
        "rule",
        "factor",
        "outcome",
        "agent",
        "customer",
        "session",
        "at",
        "quotes",
        "advice",
        "advice_from",
        "chain",
    ]
    assert (found["rule"], found["outcome"], found["chain"]) == ("deflection", "hit", "c1")
    assert found["at"] == "2024-05-06T10:01:07"
    assert found["advice"].startswith(begins)
    asked = found["quotes"][0]
    assert asked["text"][asked["start"] : asked["end"]] == "最大到几码"


def test_credit_has_no_advice() -> None:
    (line,) = finding_lines(praised()[:1], Texts("en"))
    assert json.loads(line)["advice"] is None


def test_stored_findings_come_back(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    file.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in chain()))
    assert tuple(stored_findings(file)) == chain()


def test_broken_stored_finding_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    file.write_bytes(msgspec.json.encode(chain()[0]) + b"\n{}\n")
    with pytest.raises(OutputError, match=r"line 2 of .* run the analysis again") as problem:
        list(stored_findings(file))
    assert problem.value.line == 2
