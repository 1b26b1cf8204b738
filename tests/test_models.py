"""The committed models are those of the committed training data, and load here."""

from pathlib import Path

import pytest

from coach.classifiers.artifact import load_artifact_from
from coach.classifiers.ensemble import encoders_of
from coach.classifiers.features import Task
from coach.training.corpus import corpus_digest, labelled_rows, read_corpus

ROOT = Path(__file__).parent.parent
LANGUAGES = ("zh", "en", "es")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("task", ["question_type", "stance"])
def test_a_model_is_made_from_the_data_beside_it(language: str, task: str) -> None:
    manifest = load_artifact_from(ROOT / "models" / language / task).manifest
    data = ROOT / "training_data" / language
    assert manifest.training_data == corpus_digest(data), f"run: coach train --language {language}"
    assert manifest.rows == len(labelled_rows(read_corpus(data, contrasts=False), task=manifest.task))


def test_all_models_together_stay_small() -> None:
    assert sum(file.stat().st_size for file in (ROOT / "models").rglob("*") if file.is_file()) < 10_000_000


@pytest.mark.parametrize("task", ["question_type", "stance"])
def test_an_encoder_knows_the_labels_of_the_models_it_helps(task: Task) -> None:
    encoder = encoders_of(task)
    assert encoder is not None
    for language in encoder.asked:
        assert encoder.labels == load_artifact_from(ROOT / "models" / language / task).manifest.labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_training_data_has_unique_ids_and_labels_that_go_together(language: str) -> None:
    dialogues = read_corpus(ROOT / "training_data" / language)
    assert len({dialogue.id for dialogue in dialogues}) == len(dialogues)
    for dialogue in dialogues:
        for turn in dialogue.turns:
            assert bool(turn.moves) == (turn.stance == "proactive"), dialogue.id
            assert not set(turn.flags) - {"blame"} or turn.stance == "passive", dialogue.id
