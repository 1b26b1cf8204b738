"""Texts as n-grams."""

import numpy as np

from coach.classifiers.ngrams import ngram_matrix, ngram_vectorizers

TEXTS = ["穿多大码", "穿多大码呢", "几天到", "几天能到"]


def test_equal_texts_have_equal_rows_and_alike_texts_are_near() -> None:
    vectorizers = ngram_vectorizers("zh")
    for vectorizer in vectorizers:
        vectorizer.fit(TEXTS)
    rows = ngram_matrix(vectorizers, [*TEXTS, TEXTS[0], ""])
    near = (rows @ rows.T).toarray()
    assert rows.dtype == np.float32
    assert near[0, 4] == near[0, 0]
    assert near[0, 1] > near[0, 2]
    assert near[5].sum() == 0


def test_words_and_letters_stand_side_by_side_in_english() -> None:
    vectorizers = ngram_vectorizers("en")
    for vectorizer in vectorizers:
        vectorizer.fit(["does it fit ?", "will it fit ?"])
    names = {str(name) for vectorizer in vectorizers for name in vectorizer.get_feature_names_out()}
    assert {"it fit", "?", " fit"} <= names
