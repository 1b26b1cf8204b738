"""The encoder of multilingual-e5-small in NumPy: word pieces through layers of attention to one vector a text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax

from coach.classifiers.packed import Packed

BATCH = 32
"""Texts that go through the layers together, the shortest first."""
MATRICES = ("q.w", "k.w", "v.w", "ao.w", "fi.w", "fo.w")
VECTORS = ("q.b", "k.b", "v.b", "ao.b", "aln.w", "aln.b", "fi.b", "fo.b", "oln.w", "oln.b")
Table = NDArray[np.float32]
Weights = Mapping[str, Table]


class Batch(NamedTuple):
    """Texts of like length: which they are, the states of their pieces, and which places hold a piece."""

    chosen: NDArray[np.int64]
    states: Table
    held: NDArray[np.bool_]


def layer_weights(packed: Packed, layer: int) -> dict[str, Table]:
    """The weights of a layer by name, as the package has them."""
    inner = {"fo.w": packed.inner}
    matrices = {name: packed.matrix(f"l{layer}.{name}", inner.get(name, packed.width)) for name in MATRICES}
    return matrices | {name: packed.vector(f"l{layer}.{name}") for name in VECTORS}


def batches(packed: Packed, texts: Sequence[Sequence[int]]) -> Iterator[Batch]:
    """The texts, given as numbers of pieces, as they enter the first layer."""
    order = np.argsort([len(numbers) for numbers in texts], kind="stable")
    places, kind = packed.vector("emb.pos").reshape(-1, packed.width), packed.vector("emb.type")[: packed.width]
    scale, shift = packed.vector("emb.ln.w"), packed.vector("emb.ln.b")
    for chosen in (order[start : start + BATCH] for start in range(0, len(order), BATCH)):
        longest = len(texts[chosen[-1]])
        held = np.arange(longest) < np.asarray([len(texts[number]) for number in chosen])[:, None]
        numbers = np.zeros(held.shape, dtype=np.int64)
        numbers[held] = np.concatenate([texts[number] for number in chosen])
        words = packed.embeddings(numbers.ravel()).reshape(*held.shape, packed.width)
        yield Batch(chosen, _normed(words + places[:longest] + kind, scale, shift, packed.smallest), held)


def through(layer: Weights, batch: Batch, packed: Packed) -> Batch:
    """The states after one more layer."""
    states, small = batch.states, packed.smallest
    said = _linear(_attended(layer, batch, packed.heads), layer, "ao")
    states = _normed(states + said, layer["aln.w"], layer["aln.b"], small)
    inner = _linear(states, layer, "fi")
    inner *= 0.5 * (1 + erf(inner * np.float32(0.5**0.5)))
    return batch._replace(states=_normed(states + _linear(inner, layer, "fo"), layer["oln.w"], layer["oln.b"], small))


def mean_of(batch: Batch) -> Table:
    """For each text the mean of the states of its pieces, of length 1."""
    total = (batch.states * batch.held[:, :, None]).sum(axis=1)
    found: Table = total / np.linalg.norm(total, axis=1, keepdims=True)
    return found


def _attended(layer: Weights, batch: Batch, heads: int) -> Table:
    texts, places, width = batch.states.shape
    asked, offered, told = (
        _linear(batch.states, layer, name).reshape(texts, places, heads, -1).swapaxes(1, 2) for name in "qkv"
    )
    scores = asked @ offered.swapaxes(2, 3) / np.float32((width / heads) ** 0.5)
    scores += np.where(batch.held, np.float32(0), np.float32(-1e9))[:, None, None, :]
    found: Table = (softmax(scores, axis=-1) @ told).swapaxes(1, 2).reshape(texts, places, width)
    return found


def _linear(states: Table, layer: Weights, name: str) -> Table:
    rows = states.reshape(-1, states.shape[-1]) @ layer[f"{name}.w"].T + layer[f"{name}.b"]
    found: Table = rows.reshape(*states.shape[:-1], -1)
    return found


def _normed(states: Table, scale: Table, shift: Table, smallest: float) -> Table:
    centred = states - states.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(smallest))
    found: Table = centred / spread * scale + shift
    return found
