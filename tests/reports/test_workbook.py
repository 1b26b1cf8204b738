import io

import openpyxl
import pytest

from coach.reports.texts import Texts
from coach.reports.workbook import workbook
from tests.reports.example import example


def sheets(content: bytes) -> dict[str, list[dict[str, object]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for sheet in book:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return found


@pytest.mark.parametrize("language", ["zh", "en", "es"])
def test_the_tables_of_the_report_in_each_language(language: str) -> None:
    analysis = example()
    agents, types, faq, findings = sheets(workbook(analysis, Texts(language))).values()
    assert [row["agent"] for row in agents] == [one.agent for one in analysis.agents]
    assert sum(int(str(row["requests"])) for row in types) == sum(one.n for one in analysis.question_types)
    assert [row["support"] for row in faq] == [one.support for one in analysis.faq]
    assert {row["agent"] for row in findings} <= {one.agent for one in analysis.agents}


def test_what_looks_like_a_formula_or_a_link_stays_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(example(), Texts("en"))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("<script>" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_an_analysis_without_anything_is_a_workbook_too() -> None:
    bare = example(agents=(), faq=(), question_types=())
    assert openpyxl.load_workbook(io.BytesIO(workbook(bare, Texts("en")))).sheetnames
