"""How alike texts are: vectors of character n-grams, nearest neighbours, and groups of nearly equal texts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

NGRAMS = (1, 3)
"""Lengths of the character n-grams; on short chat questions in Chinese and English longer ones only added noise."""

BUCKETS = 1 << 18
MAX_CHARACTERS = 1000
"""What a text has beyond this says nothing more about which question or reply it is."""

NEAR_REPLY = 0.75
"""Cosine from which two replies count as the same one in other words."""

LEARNED_FROM = 5_000
"""How many texts teach the latent dimensions: it bounds the time, which would grow with all texts."""

Vectors = NDArray[np.float32]


def ngram_vectors(texts: Sequence[str]) -> csr_matrix:
    """One sparse row of unit length a text (zero for an empty one): hashed n-grams, TF-IDF over `texts`."""
    hashed = HashingVectorizer(
        analyzer="char", ngram_range=NGRAMS, n_features=BUCKETS, alternate_sign=False, norm=None, dtype=np.float32
    )
    counts = hashed.transform([text[:MAX_CHARACTERS] for text in texts])
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def condensed(rows: csr_matrix, *, dimensions: int) -> Vectors:
    """The rows in at most `dimensions` latent dimensions: words used alike come to lie together.

    Rows are of unit length, zero for a text without characters. Latent semantic analysis (Deerwester et al. 1990) with
    a fixed seed: the same rows in the same order give the same result. Of more than `LEARNED_FROM` rows it learns from
    so many, evenly spread, and leaves out n-grams of a single row.
    """
    step = -(-rows.shape[0] // LEARNED_FROM)
    kept = np.flatnonzero(rows.getnnz(axis=0) > (step > 1))
    sample = rows[::step, kept]
    dimensions = min(dimensions, *sample.shape)
    if not dimensions:
        return np.zeros((rows.shape[0], 1), dtype=np.float32)
    _, _, directions = randomized_svd(sample, dimensions, n_iter=4, random_state=0)
    return np.asarray(normalize(rows[:, kept] @ directions.T), dtype=np.float32)


def nearest(points: Vectors, *, k: int) -> tuple[NDArray[np.int64], Vectors]:
    """For each point the indices of its `k` nearest points, itself among them, and their inner products.

    Rows are of unit length (products are then cosines) or, where nothing is known of a point, shorter. Fewer than `k`
    columns when there are fewer points.
    """
    search = NearestNeighbors(n_neighbors=min(k, len(points)), algorithm="brute").fit(points)
    distances, indices = search.kneighbors(points)
    lengths = np.einsum("ij,ij->i", points, points)
    products: Vectors = ((lengths[:, None] + lengths[indices] - distances**2) / 2).astype(np.float32)
    return indices, products


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
