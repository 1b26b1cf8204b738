"""Tuning an encoder: what is held out, what is written, and the descent itself where PyTorch is installed."""

import sys
from pathlib import Path

import numpy as np
import pytest

from coach.classifiers.packed import base_file
from coach.classifiers.transformer import MATRICES, VECTORS
from coach.classifiers.tuned import load_encoder
from coach.errors import SettingsError
from coach.training.corpus import labelled_rows, read_corpus
from coach.training.encoder import KEPT, is_held_out, narrowed, tune_encoder, write_encoder
from coach.training.layers import Frame, Lesson, tune_layers
from tests.classifiers.test_tuned import MANIFEST
from tests.training.building import write_corpus

_GENERATOR = np.random.default_rng(7)


def _weights(width: int, inner: int) -> dict[str, np.ndarray]:
    shapes = {"fi.w": (inner, width), "fo.w": (width, inner), "fi.b": (inner,)}
    named = {name: shapes.get(name, (width, width)) for name in MATRICES}
    named |= {name: shapes.get(name, (width,)) for name in VECTORS}
    return {name: _GENERATOR.normal(0, 0.2, shape).astype(np.float32) for name, shape in named.items()}


def test_the_main_directions_of_a_change_are_kept() -> None:
    left, right = _GENERATOR.normal(size=(64, 32)), _GENERATOR.normal(size=(32, 128))
    left[:, KEPT:] *= 1e-4
    kept = narrowed({"l0.q.w.left": left, "l0.q.w.right": right, "l0.q.b": right[0]})
    assert kept["l0.q.w.left"].shape == (64, KEPT)
    np.testing.assert_allclose(kept["l0.q.w.left"] @ kept["l0.q.w.right"], left @ right, atol=0.02)
    np.testing.assert_array_equal(kept["l0.q.b"], right[0])


def test_what_was_written_is_read_again_and_changes_labels(tmp_path: Path) -> None:
    base = base_file()
    assert base is not None
    changes = {
        "head.w": np.zeros((2, 384), dtype=np.float32),
        "head.b": np.log(np.asarray([0.25, 0.75], dtype=np.float32)),
    }
    left, right = _GENERATOR.normal(size=(384, 4)), _GENERATOR.normal(size=(4, 384))
    changes |= {"l0.q.w.left": left, "l0.q.w.right": right}
    manifest = write_encoder(MANIFEST, changes, tmp_path)
    again = write_encoder(MANIFEST, changes, tmp_path)
    assert manifest == again
    assert manifest.sha256
    np.testing.assert_allclose(load_encoder(tmp_path, base).chances(["Q: 好"]).labels, [[0.25, 0.75]], atol=1e-3)


def test_one_group_in_twelve_is_held_out_and_the_same_ones_each_time(tmp_path: Path) -> None:
    rows = labelled_rows(read_corpus(write_corpus(tmp_path) / "zh"), task="question_type")
    held = [row.group for row in rows if is_held_out(row)]
    assert 0 < len(held) < len(rows) / 4
    assert held == [row.group for row in rows if is_held_out(row)]


def test_without_pytorch_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(SettingsError, match=r"coach\[tuning\]"):
        tune_encoder("question_type", data=write_corpus(tmp_path), languages=["zh"], out=tmp_path)


def _lessons(moves: tuple[float, ...] = ()) -> list[Lesson]:
    return [
        Lesson((_GENERATOR.normal(0, 1, (4, 16)) + (number % 2) * 2).astype(np.float16), number % 2, moves)
        for number in range(600)
    ]


def test_layers_learn_what_tells_rows_apart() -> None:
    pytest.importorskip("torch")
    before = [_weights(16, 32) | {"aln.w": np.ones(16, np.float32), "oln.w": np.ones(16, np.float32)}]
    changes = tune_layers(before, _lessons(), labels=2, frame=Frame(heads=2, smallest=1e-12))
    assert changes["head.w"].shape == (2, 16)
    assert "moves.w" not in changes
    assert np.abs(changes["l0.q.w.left"] @ changes["l0.q.w.right"]).max() > 0
    assert not np.allclose(changes["l0.oln.b"], before[0]["oln.b"])


def test_moves_have_a_head_of_their_own() -> None:
    pytest.importorskip("torch")
    layers = [_weights(16, 32)]
    changes = tune_layers(layers, _lessons((1.0, 0.0, 1.0)), labels=2, frame=Frame(heads=2, smallest=1e-12))
    assert changes["moves.w"].shape == (3, 16)
