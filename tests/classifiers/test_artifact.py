"""Saved models: found in order, refused when anything about them is not as their manifest says."""

import json
import pickletools
import shutil
import zlib
from pathlib import Path

import msgspec
import pytest

from coach.classifiers.artifact import Artifact, load_artifact, load_artifact_from, model_folders, save_artifact
from coach.classifiers.ngrams import ngram_vectorizers
from coach.errors import ModelError

ANSWER = "coach train --task question_type --language zh"


@pytest.fixture
def place(small_models: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "zh" / "question_type"
    shutil.copytree(small_models / "zh" / "question_type", copied)
    return copied


def _change(place: Path, field: str, value: object) -> None:
    file = place / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, field: value}), encoding="utf-8")


def test_a_model_loads_and_says_what_it_is(place: Path) -> None:
    artifact = load_artifact_from(place)
    assert artifact.manifest.task == "question_type"
    assert artifact.model.labels == artifact.manifest.labels == ("logistics", "none", "price", "size")


def test_altered_bytes_are_refused(place: Path) -> None:
    file = place / "model.joblib"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelError, match="sha256") as raised:
        load_artifact_from(place)
    assert ANSWER in raised.value.message


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("sklearn_version", "0.1.2", "scikit-learn 0.1.2"),
        ("format_version", 99, "format 99"),
        ("sha256", "", "sha256"),
        ("labels", 3, "labels"),
        ("extra", 3, "extra"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(place: Path, field: str, value: object, message: str) -> None:
    _change(place, field, value)
    with pytest.raises(ModelError, match=message) as raised:
        load_artifact_from(place)
    assert ANSWER in raised.value.message


def test_a_patch_version_of_scikit_learn_makes_no_difference(place: Path) -> None:
    version = load_artifact_from(place).manifest.sklearn_version
    _change(place, "sklearn_version", ".".join([*version.split(".")[:2], "99"]))
    assert load_artifact_from(place).model.task == "question_type"


def test_a_missing_file_is_refused(place: Path) -> None:
    (place / "model.joblib").unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        load_artifact_from(place)


def test_the_folder_in_coach_models_comes_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_MODELS", str(place.parent.parent))
    assert model_folders()[0] == place.parent.parent
    assert load_artifact("zh", "question_type").manifest.rows == 64


def test_no_model_anywhere_names_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.classifiers.artifact.model_folders", lambda: (tmp_path,))
    with pytest.raises(ModelError, match=ANSWER):
        load_artifact("zh", "question_type")


def test_a_saved_model_holds_no_memory_address(place: Path, tmp_path: Path) -> None:
    artifact = load_artifact_from(place)
    vectorizers = [vectorizer.fit(["it fits", "it fits"]) for vectorizer in ngram_vectorizers("en")]
    model = msgspec.structs.replace(artifact.model, vectorizers=vectorizers)
    save_artifact(Artifact(model, artifact.manifest), tmp_path / "out")
    content = (tmp_path / "out" / "zh" / "question_type" / "model.joblib").read_bytes()
    assert b"_stop_words_id" not in zlib.decompress(content)


def test_a_saved_model_holds_only_classes_of_the_libraries(small_models: Path) -> None:
    for task in ("question_type", "stance"):
        content = zlib.decompress((small_models / "zh" / task / "model.joblib").read_bytes())
        assert b"coach" not in content
        assert b"sklearn" in content
        assert next(pickletools.genops(content))[0].name == "PROTO"
