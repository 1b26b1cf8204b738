"""`coach doubtful`, as a user calls it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.classifiers import load_classifier
from coach.cli import main


@pytest.fixture(autouse=True)
def _models(small_models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COACH_MODELS", str(small_models))
    load_classifier.cache_clear()
    yield
    load_classifier.cache_clear()


def test_doubtful_turns_are_listed_with_their_reasons(tmp_path: Path) -> None:
    rows = [
        {"id": str(number), "language": "zh", "turns": [{"role": "customer", "text": "好的"}]} for number in range(99)
    ]
    turns = [{"role": "bot", "text": "欢迎"}, {"role": "customer", "text": "穿多大码"}]
    rows.append({"id": "a", "language": "zh", "turns": turns})
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["doubtful", str(source), "-o", str(output)])
    assert not ended.value.code
    found = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["turn"], line["role"]) for line in found if "rare_label" in line["reasons"]] == [
        ("a", 1, "customer")
    ]
