"""Model cards: models/<language>/README.md, written from the manifests and from measures taken just now."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from coach.classifiers.artifact import Manifest
from coach.errors import OutputError
from coach.training.evaluate import TaskMeasure
from coach.training.tables import measure_table

_LANGUAGES = {"zh": "Chinese", "en": "English", "es": "Spanish"}

_PURPOSE = """\
Question type of a customer turn; stance, moves and flags of an agent turn. Linear models of scikit-learn over
n-grams, cues, speech acts and the shape of the turn and its context; for a reply also the last request that its prompt
follows up, and its parts one by one. Where the extra `semantic` is installed, turns of which this fast tier is not sure
are also read by two encoders tuned for the task (`models/encoder/`); the geometric mean of their chances and its own
decides. For question types the last request counts, too: a topic lasts through thanks and answers. Labels are those of
the taxonomy; a label whose score is below the threshold is marked unsure. Made for chats of online shops; not for
judging people by itself: a trainer's verdict is the last word."""
_LIMITS = """\
## Limits

The training data is invented, not taken from shops, and was labelled once and reread by its writers; real chats are
more elliptical and noisier, so expect the figures measured on real chats and not the cross-validated ones. Rare labels
rest on few rows: look at their support. Flags and moves are hints.

Load a model only if you trained or installed it yourself: its checksum proves that it is whole, not that it is safe."""


def model_card(
    language: str,
    manifests: Sequence[Manifest],
    measures: Mapping[str, TaskMeasure],
    *,
    measured_on: Sequence[str],
    day: datetime.date,
) -> str:
    """The card as Markdown. `measures` by task are those on the files named in `measured_on`; none: it says so."""
    name = _LANGUAGES.get(language, language)
    parts = [
        f"# Models for {name}",
        _PURPOSE,
        *(_training(manifest) for manifest in manifests),
        "## Measured",
        _measured(measures, measured_on, day),
        _LIMITS,
    ]
    return "\n\n".join(parts) + "\n"


def write_card(text: str, *, language: str, folder: Path) -> Path:
    """Write the card to `folder`/<language>/README.md; raises OutputError."""
    file = folder / language / "README.md"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise OutputError(f"{file} cannot be written: {problem.strerror}; name another folder") from None
    return file


def write_metrics(
    measures: Mapping[str, Mapping[str, TaskMeasure]], *, measured_on: Sequence[str], day: datetime.date, folder: Path
) -> Path:
    """Write every language's measures to `folder`/metrics.json; raises OutputError."""
    file = folder / "metrics.json"
    content = {"day": day.isoformat(), "measured_on": list(measured_on), "languages": measures}
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
    except OSError as problem:
        raise OutputError(f"{file} cannot be written: {problem.strerror}; name another folder") from None
    return file


def _training(manifest: Manifest) -> str:
    measures = ", ".join(f"{_words(key)} {value:.3f}" for key, value in manifest.metrics.items())
    lines = [
        f"## {manifest.task}",
        f"Trained on {manifest.trained_at} from {manifest.rows:,} turns with scikit-learn {manifest.sklearn_version}",
        f"({manifest.candidate}, chosen in cross-validation by writer, or by dialogue where writers are few).",
        f"Unsure below {manifest.unsure_below:.3f}, where labels were right in fewer than 60 % of the held-out cases.",
        f"Cross-validated: {measures}.",
    ]
    return "\n".join([lines[0], "", *lines[1:]])


def _words(key: str) -> str:
    return key.removeprefix("cross_validated_").replace("_", "-")


def _measured(measures: Mapping[str, TaskMeasure], measured_on: Sequence[str], day: datetime.date) -> str:
    if not measures:
        return f"No real labelled chats of this language were at hand ({day.isoformat()})."
    files = ", ".join(measured_on)
    caution = (
        "No row of these files was trained on, but they\nwere read to see where the models err, and features and rows "
        "added after that: chats that nobody has looked at may\ndo worse."
    )
    return f"On {day.isoformat()}, on {files}. {caution}\n\n{measure_table(measures)}"
