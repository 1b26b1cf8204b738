"""The workbook: every table with real numbers, a heading that stays, and no text that a spreadsheet would run."""

import io
from datetime import datetime

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from coach.i18n import LANGUAGES
from coach.reports.texts import Texts
from coach.reports.workbook import workbook
from tests.reports.example import agents, example, metrics
from tests.reports.weeks import comparison


def book(language: str = "en", **changes) -> openpyxl.Workbook:
    found = workbook(example(**changes), Texts(language), comparison=comparison())
    return openpyxl.load_workbook(io.BytesIO(found))


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    head, *found = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_has_a_sheet_in_each_language(language: str) -> None:
    found = book(language)
    texts = Texts(language)
    keys = ("nav.agents", "sheet.rules", "nav.comparison", "column.type", "nav.faq", "agent.findings")
    people, rules, compared, types, faq, findings = (rows(found[texts(key)]) for key in keys)
    name = texts("team.agent")
    assert [row[name] for row in people] == ["小雨", "阿慢", "三号", texts("team.shop")]
    assert {row[name] for row in rules} == {"小雨", "阿慢"}
    assert {row[name] for row in compared} == {texts("team.shop"), "小雨", "阿慢"}
    assert sum(int(str(row[texts("column.requests")])) for row in types) == 182
    assert len(faq) == 3
    assert {row[name] for row in findings} == {"小雨", "阿慢"}


def test_numbers_are_numbers_with_their_format() -> None:
    sheet = book()["Agents"]
    place = {cell.value: cell.column for cell in sheet[1]}
    found = {title: sheet.cell(3, column) for title, column in place.items()}
    shown = {
        "Consultations": (42, "#,##0"),
        "Conversion": (pytest.approx(1 / 42), "0.00%"),
        "Passive replies": (pytest.approx(52 / 66), "0.0%"),
        "Response: Mean": (244, '#,##0.0" s"'),
        "Amount paid CNY": (129, '"¥"#,##0.00'),
        "Overall score": (pytest.approx(55.4), "0"),
    }
    assert {title: (found[title].value, found[title].number_format) for title in shown} == shown


def test_money_of_another_currency_names_it() -> None:
    (slow,) = agents()[1:2]
    foreign = replace(slow, metrics=replace(slow.metrics, amount={"USD": slow.metrics.amount["CNY"]}))
    sheet = book(agents=(foreign,))["Agents"]
    (cell,) = (sheet.cell(2, cell.column) for cell in sheet[1] if cell.value == "Amount paid USD")
    assert (cell.value, cell.number_format) == (129, '#,##0.00" USD"')


def test_times_are_times_and_days_are_days() -> None:
    groups = {"day": {"2024-05-06": metrics(None)}, "hour": {"09": metrics(None)}}
    found = book(groups=groups)
    moments = [row["Time"] for row in rows(found["What to do differently"])]
    assert datetime(2024, 5, 6, 10, 1, 7) in moments
    (day,) = rows(found["By day"])
    assert (day["Day"], day["Sessions"], day["Agent: 小雨"], day["Agent: 三号"]) == (datetime(2024, 5, 6), 30, 30, None)
    assert [row["Hour"] for row in rows(found["By hour of the day"])] == ["09"]


def test_headings_stay_in_sight_and_columns_are_as_wide_as_what_they_hold() -> None:
    found = book()
    assert {sheet.freeze_panes for sheet in found} == {"B2"}
    findings = found["What to do differently"]
    widths = {cell.value: findings.column_dimensions[cell.column_letter].width for cell in findings[1]}
    assert widths["Messages"] > widths["Time"] > 15


def test_what_looks_like_a_formula_or_a_link_stays_text() -> None:
    slow = agents()[1]
    for start in ("=", "+", "-", "@", "\t="):
        found = book(agents=(replace(slow, agent=f"{start}cmd|' /C calc'!A0"),))
        cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert not [cell for cell in cells if cell.hyperlink]
        named = [cell for cell in cells if cell.data_type == "s" and cell.value.startswith(start)]
        assert named
        assert all(cell.quotePrefix for cell in named)


def test_an_analysis_without_anything_is_a_workbook_too() -> None:
    assert "Agents" in book(agents=(), faq=(), question_types=()).sheetnames
