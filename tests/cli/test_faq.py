"""`coach faq` on chats and on lists of questions, as a user calls it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec
import openpyxl
import pytest

from coach.candidates import FaqCandidate
from coach.classifiers import load_classifier
from coach.cli import main

QUESTIONS = ["这件会掉色吗", "会不会掉色", "", "什么时候发货", "这件会掉色嗎？", "打13812345678可以吗"]


@pytest.fixture(autouse=True)
def _models(small_models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COACH_MODELS", str(small_models))
    load_classifier.cache_clear()
    yield
    load_classifier.cache_clear()


def run(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["faq", *map(str, arguments)])
    return ended.value.code


def questions(folder: Path, lines: list[str], *, encoding: str = "utf-8") -> Path:
    file = folder / "questions.txt"
    file.write_text("\n".join(lines) + "\n", encoding=encoding)
    return file


def clusters(out: Path) -> list[tuple[str, ...]]:
    with (out / "clusters.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def candidates(out: Path) -> list[FaqCandidate]:
    lines = (out / "faq.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line, type=FaqCandidate) for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_taken_as_such_with_a_notice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    out = tmp_path / "out"
    assert run(questions(tmp_path, QUESTIONS, encoding=encoding), "-o", out) == 0
    assert "each line is taken as one question" in capsys.readouterr().err
    rows = clusters(out)
    assert rows[0] == ("line", "text", "cluster")
    assert [row[:2] for row in rows[1:3]] == [("1", "这件会掉色吗"), ("2", "会不会掉色")]
    assert [row[0] for row in rows[1:]] == ["1", "2", "4", "5", "6"]
    assert rows[1][2] == rows[4][2]
    assert candidates(out)[0].variants[0].n == 2


def test_personal_data_does_not_appear(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(questions(tmp_path, QUESTIONS), "-o", out, "--format", "questions")
    written = "".join(file.read_text(encoding="utf-8") for file in out.iterdir() if file.suffix != ".xlsx")
    for sheet in openpyxl.load_workbook(out / "faq.xlsx"):
        written += "".join(str(cell.value) for row in sheet for cell in row)
    assert "13812345678" not in written
    assert "[phone]" in written


def test_a_second_list_counts_on(tmp_path: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text("能开发票吗\n", encoding="utf-8")
    run(questions(tmp_path, QUESTIONS), more, "-o", tmp_path / "out")
    assert clusters(tmp_path / "out")[-1][:2] == ("7", "能开发票吗")


@pytest.mark.parametrize("lines", [["有货吗"], ["有货吗"] * 9, ["多少钱" * 4000, "多少钱" * 4001], ["？？", "/:^_^"]])
def test_odd_lists_give_a_valid_result(tmp_path: Path, lines: list[str]) -> None:
    out = tmp_path / "out"
    assert run(questions(tmp_path, lines), "-o", out, "--format", "questions") == 0
    assert len(clusters(out)) == len(lines) + 1
    assert all(one.support <= len(lines) for one in candidates(out))


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\x00\x01\x02\xff" * 50])
def test_a_file_without_a_question_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file, out = tmp_path / "questions.txt", tmp_path / "out"
    file.write_bytes(content)
    assert run(file, "-o", out, "--format", "questions") == 2
    assert "questions.txt" in capsys.readouterr().err
    assert not out.exists()


def test_chats_give_questions_with_answers(tmp_path: Path) -> None:
    chats = tmp_path / "chats.csv"
    rows = ["conversation,sender,role,time,text"]
    for number, question in enumerate(("这件会掉色吗", "会不会掉色", "裙子会掉色吗")):
        rows.append(f"c{number},mei{number},customer,2024-03-05 10:0{number}:00,{question}")
        rows.append(f"c{number},li,agent,2024-03-05 10:0{number}:30,首次单独冷水手洗 会有轻微浮色 不会串色")
    chats.write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    assert run(chats, "-o", out, "--agents", "li", "--jobs", "1") == 0
    assert "这件会掉色吗" in {text for _, text, _ in clusters(out)}
    assert [one.answers[0].text for one in candidates(out)] == ["首次单独冷水手洗 会有轻微浮色 不会串色"]
    assert "> 首次单独冷水手洗" in (out / "faq.md").read_text(encoding="utf-8")


@pytest.fixture
def shop(tmp_path: Path) -> list[object]:
    """The arguments for a small shop: three customers asked whether it fades, before and after April."""
    rows = ["conversation,sender,role,time,text"]
    for number, day in enumerate(("2024-03-05", "2024-03-06", "2024-04-09")):
        rows.append(f"c{number},mei{number},customer,{day} 10:00:00,这件会掉色吗")
        rows.append(f"c{number},li,agent,{day} 10:00:30,首次单独冷水手洗 会有轻微浮色 不会串色")
    (tmp_path / "chats.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return [tmp_path / "chats.csv", "-o", tmp_path / "out", "--agents", "li", "--jobs", "1"]


def test_orders_pages_and_a_day(tmp_path: Path, shop: list[object]) -> None:
    orders, page = tmp_path / "orders.csv", tmp_path / "page.html"
    orders.write_text(
        "order_id,customer,created_at,paid_at,amount\nT1,mei0,2024-03-05 11:00:00,2024-03-05 11:01:00,99\n",
        encoding="utf-8",
    )
    page.write_text("<p>包邮</p><p>首次单独冷水手洗，会有轻微浮色，不会串色</p>", encoding="utf-8")
    assert run(*shop, "--orders", orders, "--pages", page, "--since", "2024-04-01", "--report-language", "en") == 0
    (one,) = candidates(tmp_path / "out")
    assert (one.coverage.status, one.coverage.passage.page) == ("still_asked", "page.html")
    assert (one.value.paid_amount, one.value.loss.first.hits, one.value.loss.first.n) == (99, 1, 3)
    assert [(rate.hits, rate.n) for rate in (one.change.shares.first, one.change.shares.second)] == [(2, 2), (1, 1)]
    text = (tmp_path / "out" / "faq.md").read_text(encoding="utf-8")
    assert "requests in 30 days ×" in text
    assert "On the page but still asked" in text


def test_products_lie_beside_the_candidates(tmp_path: Path, shop: list[object]) -> None:
    assert run(*shop) == 0
    out = tmp_path / "out"
    assert "<dt" in (out / "faq.html").read_text(encoding="utf-8")
    assert (out / "quick-replies.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (out / "manual.md").read_text(encoding="utf-8").startswith("# ")


def test_a_second_run_keeps_decisions_and_ids(tmp_path: Path, shop: list[object]) -> None:
    out = tmp_path / "out"
    assert run(*shop) == 0
    (first,) = candidates(out)
    book = openpyxl.load_workbook(out / "faq.xlsx")
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["处理"], "不要")
    sheet.cell(2, columns["改成的问题"], "掉不掉色？")
    book.save(out / "faq.xlsx")
    for _ in range(2):
        assert run(*shop) == 0
        (one,) = candidates(out)
        assert (one.id, one.question, one.status) == (first.id, "掉不掉色？", "rejected")
    assert "<dt" not in (out / "faq.html").read_text(encoding="utf-8")


def test_a_state_elsewhere(tmp_path: Path, shop: list[object]) -> None:
    assert run(*shop, "--state", tmp_path / "ids.jsonl") == 0
    assert (tmp_path / "ids.jsonl").read_bytes().count(b"\n") == 1
    assert not (tmp_path / "out" / "faq-state.jsonl").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("faq.xlsx", b"no workbook", "faq.xlsx"), ("faq-state.jsonl", b"{", "line 1 of")],
)
def test_broken_decisions_stop_the_run_and_stay(
    tmp_path: Path, shop: list[object], capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / name).write_bytes(content)
    assert run(*shop) == 2
    assert said in capsys.readouterr().err
    assert [file.name for file in out.iterdir()] == [name]
    assert (out / name).read_bytes() == content


def test_a_page_that_is_no_text(tmp_path: Path, shop: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" * 30)
    assert run(*shop, "--pages", page) == 2
    assert "page.html" in capsys.readouterr().err


def test_since_needs_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(questions(tmp_path, QUESTIONS), "-o", tmp_path / "out", "--since", "2024-04-01") == 2
    assert "times" in capsys.readouterr().err
