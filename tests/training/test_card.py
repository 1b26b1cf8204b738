"""The model card says what was measured, and when."""

import datetime
from pathlib import Path

from coach.classifiers.artifact import load_artifact_from
from coach.training.card import model_card, write_card
from coach.training.evaluate import measure
from tests.training.test_evaluate import FOUR

DAY = datetime.date(2024, 3, 1)


def test_a_card_has_manifest_measures_and_date(small_models: Path, tmp_path: Path) -> None:
    manifest = load_artifact_from(small_models / "zh" / "question_type").manifest
    measures = {"question_type": measure(FOUR, task="question_type")}
    text = model_card("zh", [manifest], measures, measured_on=["a.jsonl"], day=DAY)
    assert "# Models for Chinese" in text
    assert "On 2024-03-01, on a.jsonl. No row of these files" in text
    assert f"macro-f1 {manifest.metrics['cross_validated_macro_f1']:.3f}" in text
    assert "| all turns | 4 | 0.750 |" in text
    assert write_card(text, language="zh", folder=tmp_path).read_text(encoding="utf-8") == text


def test_a_card_says_when_nothing_was_measured() -> None:
    assert "No real labelled chats" in model_card("es", [], {}, measured_on=["a.jsonl"], day=DAY)
