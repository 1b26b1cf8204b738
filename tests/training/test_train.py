"""Training on a few rows: same bytes each time, thresholds, and what the manifest says."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from coach.classifiers.artifact import load_artifact_from
from coach.errors import InputError
from coach.training.corpus import corpus_digest
from coach.training.train import best_threshold, train, unsure_below
from tests.training.building import dialogues, write_corpus


def test_the_same_rows_give_the_same_bytes(small_models: Path, tmp_path: Path) -> None:
    data = write_corpus(tmp_path / "data")
    manifest = train("zh", "question_type", data=data, out=tmp_path / "models")
    again = (tmp_path / "models" / "zh" / "question_type" / "model.joblib").read_bytes()
    assert again == (small_models / "zh" / "question_type" / "model.joblib").read_bytes()
    assert manifest.sha256 == hashlib.sha256(again).hexdigest()
    assert manifest.training_data == corpus_digest(data / "zh")


def test_the_manifest_counts_and_measures(small_models: Path) -> None:
    questions = load_artifact_from(small_models / "zh" / "question_type").manifest
    stances = load_artifact_from(small_models / "zh" / "stance").manifest
    assert questions.rows == len(dialogues())
    assert questions.metrics["cross_validated_macro_f1"] > 0.5
    assert set(stances.thresholds) == {*stances.moves, *stances.flags}


def test_too_few_dialogues_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "zh"
    folder.mkdir()
    row = '{"id": "1", "language": "zh", "turns": [{"role": "customer", "text": "在吗", "question_type": "none"}]}'
    (folder / "rows.jsonl").write_text(row, encoding="utf-8")
    with pytest.raises(InputError, match="1 dialogues"):
        train("zh", "question_type", data=tmp_path, out=tmp_path)


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ([False, False, True, True, True], 0.2),
        ([True, True, True, True, True], 0.0),
        ([False, False, False, False, False], 0.5),
        ([False, True, False, True, True], 0.3),
    ],
)
def test_unsure_is_where_too_few_are_right(right: list[bool], expected: float) -> None:
    assert unsure_below(np.asarray(right), np.asarray([0.1, 0.2, 0.3, 0.4, 0.5])) == expected


def test_the_best_threshold_parts_the_present_from_the_absent() -> None:
    present = np.asarray([1, 1, 0, 0], dtype=np.int8)
    assert best_threshold(present, np.asarray([0.9, 0.62, 0.55, 0.1])) == 0.6
