"""The semantic tier is asked only in doubt, and only with the encoder that it was trained with."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from coach.classifiers import Classifier, Utterance
from coach.classifiers.artifact import Artifact, load_artifact_from, save_artifact
from coach.classifiers.text import VECTOR_WEIGHT, encode
from coach.training.corpus import labelled_rows, read_corpus
from coach.training.train import fit
from coach.vectors import Vectors
from tests.training.building import write_corpus


class Letters:
    """An encoder that tells texts apart by two of their characters."""

    name = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        table = np.asarray([[1, "谢" in text, "快" in text, len(text) / 9] for text in texts], dtype=np.float32)
        return table / np.linalg.norm(table, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    rows = labelled_rows(read_corpus(write_corpus(tmp_path_factory.mktemp("data")) / "zh"), task="question_type")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coach.training.train.NEAR", -1)
        artifact = fit(rows, language="zh", task="question_type", encoder=Letters(), digest="")
    place = tmp_path_factory.mktemp("models")
    save_artifact(artifact, place)
    return load_artifact_from(place / "zh" / "question_type")


def _classify(artifact: Artifact, encoder: Letters, *, doubt_below: float) -> float:
    manifest = msgspec.structs.replace(artifact.manifest, doubt_below=doubt_below)
    doubting = Artifact(artifact.model, manifest)
    classifier = Classifier("zh", questions=doubting, stances=doubting, encoder=encoder)
    return classifier.classify_texts(["穿多大码"])[0].score


def test_doubtful_texts_alone_are_encoded(taught: Artifact) -> None:
    sure, doubting = Letters(), Letters()
    alone, settled = _classify(taught, sure, doubt_below=0), _classify(taught, doubting, doubt_below=1)
    assert (sure.asked, doubting.asked) == ([], ["穿多大码"])
    assert alone != settled


def test_another_encoder_is_not_asked(taught: Artifact) -> None:
    other = Letters()
    other.name = "other"
    _classify(taught, other, doubt_below=1)
    assert other.asked == []


def test_a_tier_that_gains_nothing_is_left_out(tmp_path: Path) -> None:
    rows = labelled_rows(read_corpus(write_corpus(tmp_path) / "zh"), task="question_type")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coach.training.train.NEAR", 2)
        artifact = fit(rows, language="zh", task="question_type", encoder=Letters(), digest="")
    assert artifact.model.semantic is None
    assert artifact.manifest.encoder == ""


def test_equal_texts_are_encoded_once() -> None:
    encoder = Letters()
    assert encode(encoder, ["谢", "快", "谢"]).shape == (3, 4)
    assert encoder.asked == ["谢", "快"]
    assert VECTOR_WEIGHT > 0


def test_a_dialogue_is_judged_with_vectors(taught: Artifact) -> None:
    manifest = msgspec.structs.replace(taught.manifest, doubt_below=1)
    doubting = Artifact(taught.model, manifest)
    classifier = Classifier("zh", questions=doubting, stances=doubting, encoder=Letters())
    assert classifier.classify([[Utterance("customer", "几天到")]])[0][0].source == "model"
