"""How alike texts are: vectors of character n-grams, nearest neighbours, and groups of nearly equal texts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    import faiss

NGRAMS = (1, 2, 3)
"""Lengths of the character n-grams; on short chat questions in Chinese and English longer ones only added noise."""

BUCKETS = 1 << 18
MAX_CHARACTERS = 1000
"""What a text has beyond this says nothing more about which question or reply it is."""

NEAR_REPLY = 0.75
"""Cosine from which two replies count as the same one in other words."""

LEARNED_FROM = 5_000
"""How many texts teach the latent dimensions: it bounds the time, which would grow with all texts."""

ALL_COMPARED = 30_000
"""Up to so many points each is compared with every other; of more only those in the nearest cells."""

SEARCHED_CELLS = 6
TAUGHT_BY = 40
"""How many cells are searched for neighbours, and how many points of each teach where the cells lie."""

Vectors = NDArray[np.float32]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: multiplying by it spreads keys evenly (Knuth, vol. 3, 6.4)."""


class NgramWeights:
    """What n-grams weigh in some texts (TF-IDF): rows of others under the same weights can be compared with `own`."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfTransformer

        self._tfidf = TfidfTransformer(sublinear_tf=True)
        self.own = self._tfidf.fit_transform(_hashed(texts)) if texts else _hashed(texts)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """One sparse row of unit length a text (zero for an empty one) of hashed n-grams."""
        return self._tfidf.transform(_hashed(texts)) if texts else _hashed(texts)


def ngram_vectors(texts: Sequence[str]) -> csr_matrix:
    """One sparse row of unit length a text (zero for an empty one): hashed n-grams, TF-IDF over `texts`."""
    return NgramWeights(texts).own


def _hashed(texts: Sequence[str]) -> csr_matrix:
    """How often each text has each n-gram; all texts at once, as scikit-learn's hashing takes ten times as long."""
    texts = [text[:MAX_CHARACTERS] for text in texts]
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    grams = np.zeros(len(codes), dtype=np.uint64)
    rows, columns = [], []
    for n in range(1, max(NGRAMS) + 1):
        grams = (grams[: len(codes) - n + 1] + codes[n - 1 :] + np.uint64(n)) * _SPREAD
        inside = owners[: len(grams)] == owners[n - 1 :]
        rows.append(owners[: len(grams)][inside])
        columns.append((grams[inside] >> np.uint64(64 - BUCKETS.bit_length() + 1)).astype(np.int32))
    places = (np.concatenate(rows), np.concatenate(columns))
    found = csr_matrix((np.ones(len(places[0]), dtype=np.float32), places), shape=(len(texts), BUCKETS))
    found.sort_indices()
    return found


def condensed(rows: csr_matrix, *, dimensions: int) -> Vectors:
    """The rows in at most `dimensions` latent dimensions: words used alike come to lie together.

    Rows are of unit length, zero for a text without characters. Latent semantic analysis (Deerwester et al. 1990) with
    a fixed seed: the same rows in the same order give the same result. Of more than `LEARNED_FROM` rows it learns from
    so many, evenly spread, and leaves out n-grams of a single row.
    """
    from sklearn.preprocessing import normalize
    from sklearn.utils.extmath import randomized_svd

    step = -(-rows.shape[0] // LEARNED_FROM)
    kept = np.flatnonzero(rows.getnnz(axis=0) > (step > 1))
    sample = rows[::step, kept]
    dimensions = min(dimensions, *sample.shape)
    if not dimensions:
        return np.zeros((rows.shape[0], 1), dtype=np.float32)
    _, _, directions = randomized_svd(sample, dimensions, n_iter=4, random_state=0)
    return np.asarray(normalize(rows[:, kept] @ directions.T), dtype=np.float32)


def nearest(points: Vectors, *, k: int, among: Vectors | None = None) -> tuple[NDArray[np.int64], Vectors]:
    """For each point the indices of the `k` nearest `among` others (by default: of all points), and inner products.

    Rows are of unit length (products are then cosines) or, where nothing is known of a point, shorter. Fewer than `k`
    columns when there are fewer to choose from. Exact up to `ALL_COMPARED` points; where fewer than `k` were found
    among more, the first found fills the row.
    """
    others = np.ascontiguousarray(points if among is None else among, dtype=np.float32)
    asking = np.ascontiguousarray(points, dtype=np.float32)
    products, indices = _index(others).search(asking, min(k, len(others)))
    return np.where(indices < 0, indices[:, :1], indices), np.where(indices < 0, products[:, :1], products)


def _index(points: Vectors) -> "faiss.Index":
    """The points to search in: all of them, or many in cells around means (inverted file; Sivic, Zisserman 2003)."""
    import faiss

    n, dimensions = points.shape
    if n <= ALL_COMPARED:
        every = faiss.IndexFlatIP(dimensions)
        every.add(points)
        return every
    cells = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimensions), dimensions, int(4 * n**0.5), faiss.METRIC_INNER_PRODUCT)
    cells.nprobe = SEARCHED_CELLS
    cells.cp.niter, cells.cp.max_points_per_centroid, cells.cp.seed = 5, TAUGHT_BY, 0
    cells.train(points)
    cells.add(points)
    return cells


def near_groups(rows: csr_matrix, *, at_least: float = NEAR_REPLY) -> list[int]:
    """For each row the index of the first row that stands for it: each joins the earliest one it is near enough to.

    Rows are unit length; those given first win, so give the ones that should stand for others first.
    """
    cosines = (rows @ rows.T).tocsr()
    leaders: list[int] = []
    for row in range(rows.shape[0]):
        span = slice(cosines.indptr[row], cosines.indptr[row + 1])
        near = cosines.indices[span][cosines.data[span] >= at_least]
        leaders.append(int(min((other for other in near if other < row and leaders[other] == other), default=row)))
    return leaders
