"""Texts as word pieces, and the encoder's layers, on the file of the installed package."""

from pathlib import Path

import numpy as np
import pytest

from coach.classifiers.packed import Packed, base_file, packed_model, unpacked
from coach.classifiers.pieces import MOST_PIECES, pieces
from coach.classifiers.transformer import Table, batches, layer_weights, mean_of, through
from coach.errors import ModelError


@pytest.fixture(scope="module")
def packed() -> Packed:
    file = base_file()
    assert file is not None
    return packed_model(file)


def _vectors(packed: Packed, texts: list[str], layers: int = 12) -> Table:
    found = np.zeros((len(texts), packed.width), dtype=np.float32)
    weights = [layer_weights(packed, number) for number in range(layers)]
    for batch in batches(packed, [pieces(text, packed.vocabulary) for text in texts]):
        for layer in weights:
            batch = through(layer, batch, packed)
        found[batch.chosen] = mean_of(batch)
    return found


def test_a_text_is_cut_into_the_pieces_that_the_model_was_trained_with(packed: Packed) -> None:
    names = {number: piece for piece, number in packed.vocabulary.numbers.items()}
    begin, *inside, end = pieces("什么时候发货", packed.vocabulary)
    assert (begin, end) == (0, 2)
    assert [names[number] for number in inside] == ["▁que", "ry", ":", "▁", "什么时候", "发", "货"]


def test_full_width_letters_and_runs_of_spaces_make_no_difference(packed: Packed) -> None:
    assert pieces("ＡＢＣ　  12", packed.vocabulary) == pieces("ABC 12", packed.vocabulary)


def test_a_sign_without_a_piece_is_unknown_and_a_long_text_is_cut(packed: Packed) -> None:
    assert packed.vocabulary.unknown in pieces("\U000f0000", packed.vocabulary)
    assert len(pieces("好吃" * 500, packed.vocabulary)) == MOST_PIECES + 2


def test_four_bits_are_a_scale_and_numbers_from_minus_eight_to_seven() -> None:
    block = np.concatenate([np.asarray([0.5], dtype=np.float16).view(np.uint8), np.full(16, 0xF0, dtype=np.uint8)])
    assert unpacked(block).tolist() == [[-4.0] * 16 + [3.5] * 16]


def test_what_else_is_in_a_batch_does_not_change_a_vector(packed: Packed) -> None:
    alone = _vectors(packed, ["能放多久"], layers=2)
    among = _vectors(packed, ["什么时候发货，我下周要出门了", "能放多久", "在吗"], layers=2)
    np.testing.assert_allclose(alone[0], among[1], atol=1e-5)


def test_texts_of_like_meaning_have_vectors_of_like_direction(packed: Packed) -> None:
    first, like, other = _vectors(packed, ["这个坚果能放多久啊", "保质期是多长时间", "身高160体重100斤穿什么码"])
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-4)
    assert first @ like > first @ other + 0.02


def test_another_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "e5-small-q4.bin"
    file.write_bytes(b"E5S1" + bytes(100))
    with pytest.raises(ModelError, match="not the model that labels were made with; install the extra again"):
        packed_model(file)
