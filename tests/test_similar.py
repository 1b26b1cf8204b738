"""Vectors of texts, their neighbours, and groups of near replies."""

import numpy as np
import pytest

from coach.similar import NgramWeights, condensed, near_groups, nearest, ngram_vectors

TEXTS = ["这件会掉色吗", "会不会掉色", "什么时候发货", "今天能发货吗", "有优惠券吗"]


def test_vectors_have_unit_length_but_for_empty_texts() -> None:
    rows = ngram_vectors([*TEXTS, ""])
    lengths = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    assert lengths == pytest.approx([1, 1, 1, 1, 1, 0])


def test_vectors_end_where_a_text_says_nothing_new() -> None:
    rows = ngram_vectors(["多少钱" * 3000, "多少钱" * 3001])
    assert (rows[0] != rows[1]).nnz == 0


@pytest.mark.parametrize(("texts", "columns"), [(TEXTS, 3), (TEXTS[:2], 2), (TEXTS[:1], 1), (["", ""], 1)])
def test_condensed_rows_fit_the_texts(texts: list[str], columns: int) -> None:
    assert condensed(ngram_vectors(texts), dimensions=3).shape == (len(texts), columns)


def test_condensed_is_the_same_every_time() -> None:
    first, second = (condensed(ngram_vectors(TEXTS), dimensions=3) for _ in range(2))
    assert np.array_equal(first, second)


def test_condensed_learns_from_some_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.similar.LEARNED_FROM", 4)
    points = condensed(ngram_vectors([f"{text}{n}" for n in range(4) for text in TEXTS]), dimensions=3)
    assert points.shape == (20, 3)
    assert np.linalg.norm(points, axis=1) == pytest.approx(np.ones(20), abs=1e-5)


def test_nearest_finds_the_point_itself_and_then_its_like() -> None:
    points = np.asarray([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    indices, products = nearest(points, k=2)
    assert indices.tolist() == [[0, 1], [1, 0], [2, 1]]
    assert products == pytest.approx(np.asarray([[1, 0.8], [1, 0.8], [1, 0.6]]), abs=1e-5)


def test_nearest_takes_a_short_row_for_unlike() -> None:
    points = np.asarray([[1, 0], [0, 0], [0, 0]], dtype=np.float32)
    _, products = nearest(points, k=5)
    assert products.shape == (3, 3)
    assert products[1].tolist() == [0, 0, 0]


def test_nearest_among_others() -> None:
    points = np.asarray([[1, 0], [0, 1]], dtype=np.float32)
    others = np.asarray([[0, 1], [0.6, 0.8], [0.8, 0.6]], dtype=np.float32)
    indices, _ = nearest(points, k=2, among=others)
    assert indices.tolist() == [[2, 1], [0, 1]]


def test_nearest_of_many_points_finds_most_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.similar.ALL_COMPARED", 100)
    angles = np.linspace(0, 6, 2000)
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    indices, _ = nearest(points, k=3)
    assert np.mean(np.abs(indices - np.arange(2000)[:, None]).max(axis=1) <= 2) > 0.95


def test_vectors_of_what_is_no_text_at_all() -> None:
    assert ngram_vectors(["\ud83d", ""]).shape == ngram_vectors(["会掉色吗", "好"]).shape


def test_near_replies_follow_the_first_of_them() -> None:
    replies = ["亲这款不会掉色的请放心", "下午四点前付款当天发货", "亲这款不会掉色的请放心哦", "拍下立减十元"]
    assert near_groups(ngram_vectors(replies)) == [0, 1, 0, 3]


def test_rows_under_the_same_weights_do_not_depend_on_each_other() -> None:
    weights = NgramWeights(TEXTS)
    assert np.array_equal(weights.rows(TEXTS[1:3]).toarray(), weights.own[1:3].toarray())


def test_no_texts_give_no_rows() -> None:
    assert NgramWeights([]).rows([]).shape[0] == 0
