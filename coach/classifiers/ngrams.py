"""Texts as n-grams: weighted n-grams of characters, and of words where a language writes them apart."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.sparsefuncs_fast import inplace_csr_row_normalize_l2

_GAP = "\0"


def ngram_vectorizers(language: str) -> list[TfidfVectorizer]:
    """Vectorizers, not fitted yet, for plain texts of a language; short n-grams, since chat turns are short."""
    if language == "zh":
        return [_vectorizer("char", shortest=1, longest=3)]
    return [_vectorizer("word", shortest=1, longest=2), _vectorizer("char_wb", shortest=3, longest=4)]


def ngram_matrix(vectorizers: Sequence[Any], plain_texts: Sequence[str]) -> csr_matrix:
    """A row of float32 weights for each text, the blocks of fitted vectorizers side by side."""
    blocks = [
        _char_grams(vectorizer, plain_texts) if vectorizer.analyzer == "char" else vectorizer.transform(plain_texts)
        for vectorizer in vectorizers
    ]
    if not blocks:
        return csr_matrix((len(plain_texts), 0), dtype=np.float32)
    return blocks[0] if len(blocks) == 1 else hstack(blocks, format="csr", dtype=np.float32)


def _char_grams(vectorizer: TfidfVectorizer, plain_texts: Sequence[str]) -> csr_matrix:
    """What the vectorizer's own `transform` gives for n-grams of one to three characters, several times as fast.

    Each n-gram is a number, its code points side by side in 21 bits each, looked up in the sorted vocabulary; cells of
    the table are numbers, too, and are sorted to find equal ones, which takes NumPy a quarter of what `unique` does.
    """
    keys, columns, weights = _vocabulary(vectorizer)
    signs = np.frombuffer(_GAP.join((*plain_texts, "")).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = np.append(signs.astype(np.int64), [0, 0])
    first, second, third = codes[:-2], codes[1:-1], codes[2:]
    row = np.cumsum(first == 0)
    width = len(keys) + 1
    cells = []
    for whole, key in (
        (first > 0, first),
        ((first > 0) & (second > 0), first << 21 | second),
        ((first > 0) & (second > 0) & (third > 0), first << 42 | second << 21 | third),
    ):
        wanted, rows = key[whole], row[whole]
        place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = keys[place] == wanted
        cells.append(rows[hit] * width + columns[place[hit]])
    found = np.sort(np.concatenate(cells))
    found = found[np.diff(found, append=-1) != 0]
    ends = np.searchsorted(found, np.arange(len(plain_texts) + 1) * width)
    table = csr_matrix((weights[found % width], found % width, ends), shape=(len(plain_texts), len(keys)))
    inplace_csr_row_normalize_l2(table)
    return table


@lru_cache(maxsize=16)
def _vocabulary(vectorizer: TfidfVectorizer) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """The n-grams of a fitted vectorizer as sorted numbers, the column of each, and the weight of each column."""
    keys = np.asarray([_number(gram) for gram in vectorizer.vocabulary_], dtype=np.int64)
    columns = np.asarray(list(vectorizer.vocabulary_.values()), dtype=np.int64)
    order = np.argsort(keys)
    return keys[order], columns[order], np.asarray(vectorizer.idf_, dtype=np.float32)


def _number(gram: str) -> int:
    number = 0
    for sign in gram:
        number = number << 21 | ord(sign)
    return number


def _vectorizer(analyzer: str, *, shortest: int, longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=(shortest, longest),
        token_pattern=r"\w+|\?" if analyzer == "word" else None,
        lowercase=False,
        min_df=2,
        binary=True,
        dtype=np.float32,
    )
