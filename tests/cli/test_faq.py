"""`coach faq` on chats and on lists of questions, as a user calls it."""

import csv
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from coach.classifiers import load_classifier
from coach.cli import main
from coach.findings import FaqCandidate

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
    written = "".join(file.read_text(encoding="utf-8") for file in out.iterdir())
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
