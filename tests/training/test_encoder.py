"""Tuning an encoder: what is held out, what is kept of a change, and the descent itself where PyTorch is installed."""

import sys
from pathlib import Path

import numpy as np
import pytest

from coach.classifiers.packed import base_file, packed_model
from coach.classifiers.transformer import MATRICES, VECTORS, layer_weights
from coach.classifiers.tuned import load_encoder
from coach.errors import SettingsError
from coach.training.corpus import labelled_rows, read_corpus
from coach.training.encoder import RANK, changes_of, is_held_out, tune_encoder, write_encoder
from coach.training.layers import Frame, Lesson, tune_layers
from tests.classifiers.test_tuned import MANIFEST
from tests.training.building import write_corpus

_GENERATOR = np.random.default_rng(7)


def _weights(width: int, inner: int) -> dict[str, np.ndarray]:
    shapes = {"fi.w": (inner, width), "fo.w": (width, inner), "fi.b": (inner,)}
    named = {name: shapes.get(name, (width, width)) for name in MATRICES}
    named |= {name: shapes.get(name, (width,)) for name in VECTORS}
    return {name: _GENERATOR.normal(0, 0.2, shape).astype(np.float32) for name, shape in named.items()}


def test_a_change_of_few_directions_is_kept_whole() -> None:
    before = _weights(64, 128)
    change = {
        name: (_GENERATOR.normal(size=(len(before[name]), 3)), _GENERATOR.normal(size=(3, before[name].shape[1])))
        for name in MATRICES
    }
    after = before | {name: before[name] + left @ right for name, (left, right) in change.items()}
    found = changes_of([before], [after], first=5)
    assert found["l5.q.w.left"].shape == (64, RANK)
    for name in MATRICES:
        kept = found[f"l5.{name}.left"] @ found[f"l5.{name}.right"]
        np.testing.assert_allclose(kept, after[name] - before[name], atol=1e-3)


def test_what_was_written_is_read_again_and_changes_labels(tmp_path: Path) -> None:
    base = base_file()
    assert base is not None
    layer = layer_weights(packed_model(base), 11)
    head = {
        "head.w": np.zeros((2, 384), dtype=np.float32),
        "head.b": np.log(np.asarray([0.25, 0.75], dtype=np.float32)),
    }
    changes = changes_of([layer], [layer], first=11) | head
    manifest = write_encoder(MANIFEST, changes, tmp_path)
    again = write_encoder(MANIFEST, changes, tmp_path)
    assert manifest == again
    assert manifest.sha256
    np.testing.assert_allclose(load_encoder(tmp_path, base).chances(["Q: 好"]), [[0.25, 0.75]], atol=1e-3)


def test_one_group_in_twelve_is_held_out_and_the_same_ones_each_time(tmp_path: Path) -> None:
    rows = labelled_rows(read_corpus(write_corpus(tmp_path) / "zh"), task="question_type")
    held = [row.group for row in rows if is_held_out(row)]
    assert 0 < len(held) < len(rows) / 4
    assert held == [row.group for row in rows if is_held_out(row)]


def test_without_pytorch_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setattr("coach.training.encoder.TUNED", 12)
    with pytest.raises(SettingsError, match=r"coach\[tuning\]"):
        tune_encoder("question_type", data=write_corpus(tmp_path), languages=["zh"], out=tmp_path)


def test_layers_learn_what_tells_rows_apart() -> None:
    pytest.importorskip("torch")
    lessons = [
        Lesson((_GENERATOR.normal(0, 1, (4, 16)) + (number % 2) * 2).astype(np.float16), number % 2, ())
        for number in range(600)
    ]
    before = [_weights(16, 32) | {"aln.w": np.ones(16, np.float32), "oln.w": np.ones(16, np.float32)}]
    after, head = tune_layers(before, lessons, labels=2, frame=Frame(heads=2, smallest=1e-12))
    assert head["head.w"].shape == (2, 16)
    assert not np.allclose(after[0]["q.w"], before[0]["q.w"])
