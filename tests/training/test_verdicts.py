"""Verdicts are learnt only when they gain on other verdicts."""

import json
from pathlib import Path

import pytest

from coach.errors import InputError
from coach.training.verdicts import train_with_verdicts
from tests.training.building import write_corpus


def write_verdicts(file: Path, labels: dict[str, str]) -> Path:
    rows = [
        {
            "id": f"v-{number}",
            "language": "zh",
            "turns": [{"role": "customer", "text": text, "question_type": label}],
        }
        for number, (text, label) in enumerate(labels.items())
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return file


def test_verdicts_that_gain_are_kept(tmp_path: Path) -> None:
    texts = [f"{item}能开专票不" for item in ("书架", "茶壶", "毛巾", "台灯", "水杯", "鞋柜", "雨伞", "背包", "风扇")]
    verdicts = write_verdicts(tmp_path / "v.jsonl", dict.fromkeys(texts, "order"))
    data, out = write_corpus(tmp_path / "data"), tmp_path / "models"
    gain = train_with_verdicts("zh", "question_type", verdicts=verdicts, data=data, out=out)
    assert (gain.before, gain.after, gain.n) == (0, 3, 3)
    assert gain.manifest is not None
    assert "order" in gain.manifest.labels
    assert gain.manifest.rows == 64 + 9


def test_the_old_model_stays_without_a_gain(tmp_path: Path) -> None:
    verdicts = write_verdicts(tmp_path / "v.jsonl", {"谢谢亲": "none", "好的亲": "none", "在吗亲": "none"})
    data, out = write_corpus(tmp_path / "data"), tmp_path / "models"
    gain = train_with_verdicts("zh", "question_type", verdicts=verdicts, data=data, out=out)
    assert (gain.before, gain.after, gain.manifest) == (1, 1, None)
    assert not out.exists()


def test_too_few_verdicts_are_refused(tmp_path: Path) -> None:
    verdicts = write_verdicts(tmp_path / "v.jsonl", {"谢谢亲": "none"})
    with pytest.raises(InputError, match="fewer than 3 dialogues"):
        train_with_verdicts("zh", "question_type", verdicts=verdicts, data=write_corpus(tmp_path), out=tmp_path)
