"""`coach label`, `coach train` and `coach evaluate`, as a user calls them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.classifiers import load_classifier
from coach.cli import main
from tests.training.building import dialogues, write_corpus


@pytest.fixture(autouse=True)
def _models(small_models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COACH_MODELS", str(small_models))
    load_classifier.cache_clear()
    yield
    load_classifier.cache_clear()


def run(*arguments: object) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return ended.value.code


def write(file: Path, rows: list[object]) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def rows_of(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


TURNS = [
    {"role": "customer", "text": "穿多大码", "sent_at": "10:00"},
    {"role": "customer", "text": "几天到"},
    {"role": "bot", "text": "欢迎"},
    {"role": "agent", "text": "稍等哦"},
    {"role": "agent", "text": "建议您拍L码"},
]


def test_the_same_rows_come_back_with_labels(tmp_path: Path) -> None:
    row = {"id": "1", "shop": "s", "language": "zh", "turns": TURNS}
    out = tmp_path / "out.jsonl"
    assert run("label", write(tmp_path / "in.jsonl", [row]), "-o", out) in (0, None)
    found = rows_of(out)[0]
    turns = found["turns"]
    assert isinstance(turns, list)
    assert {key: found[key] for key in ("id", "shop", "language")} == {"id": "1", "shop": "s", "language": "zh"}
    assert [{key: turn[key] for key in given} for turn, given in zip(turns, TURNS, strict=True)] == TURNS
    assert [turn.get("question_type") for turn in turns] == ["size", "logistics", None, None, None]
    assert [turn.get("stance") for turn in turns] == [None, None, None, "neutral", "proactive"]
    assert set(turns[0]) == {"role", "text", "sent_at", "question_type", "question_type_score", "unsure"}
    assert set(turns[2]) == {"role", "text"}
    assert set(turns[4]) == {"role", "text", "stance", "stance_score", "moves", "flags", "unsure"}


def test_a_missing_language_is_found_out(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run("label", write(tmp_path / "in.jsonl", [{"id": "1", "turns": TURNS}]), "-o", out)
    assert rows_of(out)[0].get("language") is None
    assert "question_type" in json.dumps(rows_of(out))


def test_bad_lines_are_named_and_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [
        "{",
        {"id": "2"},
        {"id": "3", "turns": []},
        {"id": "4", "turns": [{"role": "robot", "text": "x"}]},
        {"id": "5", "turns": [{"role": "agent"}]},
        {"id": "6", "language": "fr", "turns": TURNS},
        "[]",
    ]
    out = tmp_path / "out.jsonl"
    run("label", write(tmp_path / "in.jsonl", [*bad, {"id": "8", "language": "zh", "turns": TURNS}]), "-o", out)
    said = capsys.readouterr().err
    assert [row["id"] for row in rows_of(out)] == ["8"]
    assert all(f"line {number} of " in said for number in range(1, 8))
    assert "robot" in said
    assert "1 dialogues with 5 turns labelled; 7 lines skipped" in said


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (r'{"id": "1", "turns": [{"role": "customer", "text": "好\ud83d"}]}', "half a character"),
        (r'{"id": "\ude00", "turns": [{"role": "customer", "text": "好"}]}', "half a character"),
        ('{"id": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
        ('{"id": ' + '{"a": ' * 100_000 + "1" + "}" * 100_001, "nested too deeply"),
    ],
    ids=["text", "id", "lists", "objects"],
)
def test_lines_that_could_not_be_written_are_named_and_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str, said: str
) -> None:
    out = tmp_path / "out.jsonl"
    good = {"id": "8", "language": "zh", "turns": [{"role": "customer", "text": "几天到"}]}
    assert run("label", write(tmp_path / "in.jsonl", [bad, good]), "-o", out) in (0, None)
    assert [row["id"] for row in rows_of(out)] == ["8"]
    assert f"line 1 of {tmp_path / 'in.jsonl'}: {said}" in capsys.readouterr().err


def test_nothing_valid_is_an_error_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.jsonl"
    assert run("label", write(tmp_path / "in.jsonl", ["{"]), "-o", out) == 2
    assert run("label", tmp_path / "absent.jsonl", "-o", out) == 2
    assert not out.exists()
    assert "no valid row" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    file = write(tmp_path / "in.jsonl", [{"id": "1", "language": "zh", "turns": TURNS}])
    assert run("label", file, "-o", tmp_path / "absent" / "out.jsonl") == 2


def test_train_writes_where_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_corpus(tmp_path / "data")
    ended = run("train", "--task", "question_type", "--language", "zh", "--data", data, "-o", tmp_path / "models")
    assert ended in (0, None)
    assert (tmp_path / "models" / "zh" / "question_type" / "manifest.json").is_file()
    assert not (tmp_path / "models" / "zh" / "stance").exists()
    assert "zh question_type: 64 turns" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("--task", "mood"), ("--language", "fr")])
def test_train_refuses_what_it_does_not_know(arguments: tuple[str, str]) -> None:
    assert run("train", *arguments) == 2


def test_evaluate_prints_tables_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "rows.jsonl", list(dialogues()))
    run("evaluate", file)
    assert "### question_type" in capsys.readouterr().out
    run("evaluate", file, "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["question_type"]["overall"]["n"] == 64
    assert found["stance"]["overall"]["n"] == 32
    assert found["question_type"]["baselines"]["majority"]["kappa"] == 0


def test_an_ablation_fits_again_without_each_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, data = write(tmp_path / "rows.jsonl", list(dialogues())), write_corpus(tmp_path / "data")
    run("evaluate", file, "--ablation", "--data", data, "--card", tmp_path / "models")
    printed, told = capsys.readouterr()
    assert "| fitted anew (zh) | kappa held out | n |" in printed
    assert "zh stance: without parts of replies\n" in told
    found = json.loads((tmp_path / "models" / "metrics.json").read_text(encoding="utf-8"))["languages"]["zh"]
    table = found["question_type"]["ablation"]["zh"]
    assert table["all parts"]["measured"] == found["question_type"]["overall"]
    assert table["without cues"]["held_out"]["n"] == 64
    assert "| without context |" in (tmp_path / "models" / "zh" / "README.md").read_text(encoding="utf-8")


def test_training_data_are_for_the_ablation_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "rows.jsonl", list(dialogues()))
    assert run("evaluate", file, "--data", tmp_path) == 2
    assert "--ablation" in capsys.readouterr().err


def test_evaluate_needs_labels(tmp_path: Path) -> None:
    file = write(tmp_path / "rows.jsonl", [{"id": "1", "language": "zh", "turns": TURNS[:2]}])
    assert run("evaluate", file) == 2
