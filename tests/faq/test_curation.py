"""What people decide about FAQ candidates survives a new run."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from coach.candidates import FaqCandidate
from coach.errors import BadTable, InputError
from coach.faq import Asked
from coach.faq.board import Beside, Board, board
from coach.faq.curation import Curation
from coach.faq.curation_book import curation_book, read_curation
from coach.settings import FaqSettings
from tests.faq.building import request

SETTINGS = FaqSettings()
NOTHING = Curation()
FADES = [
    request(text, "首次冷水手洗，会有轻微浮色", session=f"f{n}")
    for n, text in enumerate(["会掉色吗"] * 4 + ["会缩水吗"])
]
FADES += [request("会缩水吗", "首次冷水手洗，会有轻微浮色", session="f9")]
SHIPS = [request("什么时候发货", "四点前付款今天发", kind="logistics", session=f"s{n}") for n in range(3)]
ALL = [*FADES, *SHIPS]


def run(asked: Sequence[Asked] = ALL, curation: Curation = NOTHING, known: tuple = ()) -> Board:
    return board(asked, settings=SETTINGS, beside=Beside(curation=curation, known=known))


def by_question(made: Board) -> dict[str, FaqCandidate]:
    return {one.question: one for one in made.shown}


def write(made: Board, path: Path, curation: Curation = NOTHING, *, language: str = "zh") -> Path:
    path.write_bytes(curation_book(made.mined.candidates, made.shown, curation, language=language))
    return path


def fill(path: Path, sheet: int, find: str, **cells: str) -> None:
    """Fill in the row that holds `find`, by the titles of its columns."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[sheet]
    titles = {cell.value: cell.column for cell in page[1]}
    row = next(row[0].row for row in page.iter_rows(min_row=2) if find in [cell.value for cell in row])
    for title, value in cells.items():
        page.cell(row, titles[title], value).data_type = "s"
    book.save(path)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(run(), tmp_path / "faq.xlsx")


def test_an_untouched_workbook_decides_nothing(book: Path) -> None:
    assert run(curation=read_curation(book)) == run()


def test_rename_pin_approve(book: Path) -> None:
    fill(book, 0, "什么时候发货", 处理="通过", 改成的问题="几点前拍当天发？", 固定回答="16 点前付款当天发货")
    one = by_question(run(curation=read_curation(book)))["几点前拍当天发？"]
    assert (one.status, one.answers[0].text, one.answers[0].agent) == ("approved", "16 点前付款当天发货", "")
    assert one.id == by_question(run())["什么时候发货"].id


def test_reject_stays_known(book: Path) -> None:
    fill(book, 0, "什么时候发货", 处理="不要")
    assert by_question(run(curation=read_curation(book)))["什么时候发货"].status == "rejected"


def test_merge(book: Path) -> None:
    before = by_question(run())
    fill(book, 0, "什么时候发货", 并入编号=before["会掉色吗"].id)
    made = run(curation=read_curation(book))
    assert [(one.question, one.support) for one in made.shown] == [("会掉色吗", before["会掉色吗"].support + 3)]
    assert made.shown[0].id == before["会掉色吗"].id


def test_split_and_move(book: Path) -> None:
    fill(book, 1, "会缩水吗", **{"移到（编号或新问题）": "洗了缩水吗"})
    found = by_question(run(curation=read_curation(book)))
    assert (found["洗了缩水吗"].support, found["会掉色吗"].support) == (2, 4)
    assert found["洗了缩水吗"].variants[0].text == "会缩水吗"


def test_all_of_it_survives_the_next_run_with_more_questions(book: Path, tmp_path: Path) -> None:
    fill(book, 0, "什么时候发货", 处理="通过", 改成的问题="几点前拍当天发？", 固定回答="=16点前")
    fill(book, 1, "会缩水吗", **{"移到（编号或新问题）": "洗了缩水吗"})
    first = run()
    more = [*ALL, *(request("什么时候发货", kind="logistics", session=f"x{n}") for n in range(5))]
    for number in range(2):
        curation = read_curation(book)
        made = run(more, curation, known=first.state)
        book = write(made, tmp_path / f"{number}.xlsx", curation, language=("en", "es")[number])
    found = by_question(made)
    assert read_curation(book).moves == curation.moves
    assert (found["几点前拍当天发？"].support, found["几点前拍当天发？"].status) == (8, "approved")
    assert found["几点前拍当天发？"].answers[0].text == "=16点前"
    assert found["洗了缩水吗"].support == 2


def test_a_decision_on_what_is_not_asked_any_more_is_kept(book: Path, tmp_path: Path) -> None:
    fill(book, 0, "什么时候发货", 处理="通过", 固定回答="今天发")
    curation = read_curation(book)
    without = write(run(FADES, curation), tmp_path / "without.xlsx", curation)
    found = by_question(run(ALL, read_curation(without)))
    assert (found["什么时候发货"].status, found["什么时候发货"].answers[0].text) == ("approved", "今天发")


def test_cells_are_text(tmp_path: Path) -> None:
    asked = [request("=1+1等于几吗", "@SUM(A1)", session=str(n)) for n in range(3)]
    page = openpyxl.load_workbook(write(run(asked), tmp_path / "faq.xlsx")).worksheets[0]
    assert {cell.data_type for cell in page[2] if isinstance(cell.value, str)} == {"s"}
    assert {"=1+1等于几吗", "@SUM(A1)"} <= {cell.value for cell in page[2]}


@pytest.mark.parametrize(
    ("sheet", "cells", "message"),
    [
        (0, {"处理": "好的"}, "row 3 .*'好的'; write one of: 通过"),
        (0, {"并入编号": "abcabcabcabc"}, "row 3 .*no id of this sheet"),
        (0, {"编号": "", "处理": "通过"}, "row 3 .*no id"),
        (1, {"移到（编号或新问题）": "abcabcabcabc"}, "row 4 .*no id of the first sheet"),
        (1, {"移到（编号或新问题）": "新问题", "顾客说法": ""}, "row 4 .*wording"),
    ],
)
def test_a_broken_row_is_named(book: Path, sheet: int, cells: dict[str, str], message: str) -> None:
    fill(book, sheet, "什么时候发货", **cells)
    with pytest.raises(BadTable, match=message):
        read_curation(book)


def test_merging_in_a_circle(book: Path) -> None:
    ids = {question: one.id for question, one in by_question(run()).items()}
    fill(book, 0, "什么时候发货", 并入编号=ids["会掉色吗"])
    fill(book, 0, "会掉色吗", 并入编号=ids["什么时候发货"])
    with pytest.raises(BadTable, match="circle"):
        read_curation(book)


def test_one_id_twice(book: Path) -> None:
    fill(book, 0, "什么时候发货", 编号=by_question(run())["会掉色吗"].id)
    with pytest.raises(BadTable, match="as row"):
        read_curation(book)


@pytest.mark.parametrize("content", [b"", b"id,decision\n", b"PK\x03\x04broken"])
def test_what_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "faq.xlsx"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"faq\.xlsx"):
        read_curation(file)


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "faq.xlsx")
    with pytest.raises(BadTable, match="no sheet with the columns"):
        read_curation(tmp_path / "faq.xlsx")


def test_nothing_asked(tmp_path: Path) -> None:
    assert read_curation(write(run([]), tmp_path / "faq.xlsx")) == Curation()
