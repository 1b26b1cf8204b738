"""Models as files: models/<language>/<task>/model.joblib beside its manifest.json, checked before it is loaded.

The checks prove that the bytes are those the manifest names, not that they can be trusted: unpickling runs code, so
load only models that you trained or installed yourself.
"""

import copy
import hashlib
import io
import os
import sys
from pathlib import Path
from typing import Any, TypeVar

import joblib
import msgspec
import numpy as np
import sklearn
from msgspec import Struct

import coach
from coach.classifiers.features import Task
from coach.classifiers.own import unlike
from coach.classifiers.text import TextModel, Tier
from coach.classifiers.topics import Topics
from coach.errors import ModelError, OutputError

FORMAT_VERSION = 3
Fitted = TypeVar("Fitted")


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What a model is: made of what, when, by which version, and how good it was in cross-validation.

    `unsure_below` is the score under which a label is unsure; under `doubt_below` the tuned encoder is asked, too,
    where there is one. `thresholds` holds the score from which a move or a flag counts. `sha256` is that of
    model.joblib, `training_data` that of the rows it was trained on; `own` has the digest of what it learnt of each of
    a shop's own question types. `topic_lifts`, a row and a column a label, and `topic_weight` are those of `Topics`;
    empty for stances.
    """

    task: Task
    language: str
    labels: tuple[str, ...]
    moves: tuple[str, ...]
    flags: tuple[str, ...]
    candidate: str
    unsure_below: float
    thresholds: dict[str, float]
    metrics: dict[str, float]
    rows: int
    training_data: str
    trained_at: str
    sklearn_version: str
    doubt_below: float = 0.0
    own: dict[str, str] = {}
    topic_lifts: tuple[tuple[float, ...], ...] = ()
    topic_weight: float = 0.0
    sha256: str = ""
    format_version: int = FORMAT_VERSION


class Artifact(Struct, frozen=True):
    """A model with its manifest."""

    model: TextModel
    manifest: Manifest

    @property
    def topics(self) -> Topics | None:
        """How the type of a request bears on the turns after it; None where that was not learnt."""
        lifts, none = self.manifest.topic_lifts, "none" in self.manifest.labels
        if not lifts or not none or not self.manifest.topic_weight:
            return None
        return Topics(np.asarray(lifts), self.manifest.topic_weight, self.manifest.labels.index("none"))


def model_folders() -> tuple[Path, ...]:
    """Where models are looked for, in this order: COACH_MODELS, the user's data folder, the wheel, the checkout."""
    named = os.environ.get("COACH_MODELS")
    package = Path(coach.__file__).parent
    return (*([Path(named)] if named else []), user_models(), package / "_models", package.parent / "models")


def user_models() -> Path:
    """The models folder in the user's data folder, by the custom of the operating system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "coach" / "models"


def save_artifact(artifact: Artifact, folder: Path) -> Manifest:
    """Write model.joblib and manifest.json under `folder`/<language>/<task>; the manifest as written comes back."""
    model = artifact.model
    vectorizers = [_without_address(vectorizer) for vectorizer in model.vectorizers]
    buffer = io.BytesIO()
    joblib.dump(_bare(model, vectorizers), buffer, compress=("zlib", 9))
    manifest = msgspec.structs.replace(artifact.manifest, sha256=hashlib.sha256(buffer.getvalue()).hexdigest())
    place = folder / model.language / model.task
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / "model.joblib").write_bytes(buffer.getvalue())
        (place / "manifest.json").write_bytes(text)
    except OSError as problem:
        raise OutputError(f"the model cannot be written to {place}: {problem.strerror}; name another folder") from None
    return manifest


def load_artifact(language: str, task: Task) -> Artifact:
    """The model of a language and task from the first folder that has one.

    Raises ModelError when there is none, or when its format, its scikit-learn version or its bytes are not those that
    the manifest and this installation name, or when it learnt other types than the shop's own; the message says which
    command makes it anew.
    """
    place = model_place(language, task)
    artifact = load_artifact_from(place)
    problem = unlike(artifact.manifest.own, language) if task == "question_type" else None
    if problem:
        remedy = f"name their files there and run: coach train --task {task} --language {language}"
        raise ModelError(f"the model in {place} {problem}; {remedy}, or remove that folder", file=str(place))
    return artifact


def model_place(language: str, task: Task) -> Path:
    """The first folder that has a model of a language and task; raises ModelError when none has."""
    for folder in model_folders():
        if (folder / language / task / "manifest.json").is_file():
            return folder / language / task
    raise ModelError(f"there is no {task} model for language {language!r}; {_remedy(task, language)}")


def load_artifact_from(place: Path) -> Artifact:
    """The model in one folder, after its manifest, version and bytes were checked; raises ModelError."""
    task, language = place.name, place.parent.name
    manifest = read_manifest(place)
    content = _read(place / "model.joblib", place)
    problem = _mismatch(manifest, content)
    if problem:
        raise ModelError(f"{place / 'model.joblib'} {problem}; {_remedy(task, language)}", file=str(place))
    bare = joblib.load(io.BytesIO(content))
    fast = Tier(*bare.pop("fast"))
    return Artifact(TextModel(task=manifest.task, language=manifest.language, fast=fast, **bare), manifest)


def _bare(model: TextModel, vectorizers: list[Any]) -> dict[str, Any]:
    """A model's estimators by name, without any class of our own."""
    return {
        "vectorizers": vectorizers,
        "fast": (model.fast.machine, model.fast.reader),
        "moves": model.moves,
        "flags": model.flags,
    }


def _without_address(vectorizer: Fitted) -> Fitted:
    """A copy without the memory address that scikit-learn keeps in it, which would differ from run to run."""
    copied = copy.copy(vectorizer)
    vars(copied).pop("_stop_words_id", None)
    return copied


def read_manifest(place: Path) -> Manifest:
    """What the model in a folder says of itself; raises ModelError."""
    content = _read(place / "manifest.json", place)
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as problem:
        remedy = _remedy(place.name, place.parent.name)
        raise ModelError(f"{place / 'manifest.json'} cannot be used: {problem}; {remedy}", file=str(place)) from None


def _read(file: Path, place: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        remedy = _remedy(place.name, place.parent.name)
        raise ModelError(f"{file} cannot be read: {problem.strerror}; {remedy}", file=str(file)) from None


def _mismatch(manifest: Manifest, content: bytes) -> str | None:
    if manifest.format_version != FORMAT_VERSION:
        return f"has format {manifest.format_version}, this version reads format {FORMAT_VERSION}"
    if _minor(manifest.sklearn_version) != _minor(sklearn.__version__):
        return f"was made with scikit-learn {manifest.sklearn_version}, installed is {sklearn.__version__}"
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        return "is not the file that its manifest names: its sha256 differs"
    return None


def _minor(version: str) -> list[str]:
    return version.split(".")[:2]


def _remedy(task: str, language: str) -> str:
    return f"rebuild it with: coach train --task {task} --language {language}"
