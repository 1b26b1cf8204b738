"""Average linkage: the two groups most alike on average become one, until none are alike enough."""

import numpy as np
from numpy.typing import NDArray

from coach.similar import Vectors, nearest

ALL_PAIRS = 12_000
"""Up to so many groups each is compared with every other; of more only those near each other."""

CANDIDATES = 12
BLOCK = 1 << 24
"""How many similarities are held at once."""

DECIMALS = 5
"""To how many decimals similarities count, so that the last bits of a product decide nothing."""

Numbers = NDArray[np.int64]


def linked(points: Vectors, *, at_least: float, neighbours: Numbers | None = None) -> Numbers:
    """For each point the number of its group; two groups join while their mean inner product is `at_least` that.

    The same as hierarchical clustering by average linkage, cut there, but without a matrix of all pairs: the mean
    product of two groups is the product of their means, and all groups that are each other's nearest join at once
    (reciprocal agglomerative clustering, Sumengen et al. 2021). Of more than `ALL_PAIRS` groups only those near each
    other join, until so few are left or none is near enough: at first each point and its `neighbours`, one row a point.
    """
    groups = _Groups(points)
    left, near = groups.label, neighbours
    while len(left) > ALL_PAIRS:
        near = left[nearest(groups.means[left], k=CANDIDATES)[0]] if near is None else near
        before, left = left, _join_near(groups, left, near, at_least=at_least)
        if np.array_equal(before, left):
            return groups.numbers()
        near = None
    _join_all(groups, left, at_least=at_least)
    return groups.numbers()


class _Groups:
    """Groups of points, each under the number of one of its points."""

    def __init__(self, points: Vectors) -> None:
        self.label = np.arange(len(points))
        self.means = points.astype(np.float32)
        self._sizes = np.ones(len(points), dtype=np.float32)

    def join(self, kept: Numbers, gone: Numbers) -> None:
        """Makes one group of each two; the first keeps its number."""
        sizes = self._sizes[kept] + self._sizes[gone]
        shares = (self._sizes[gone] / sizes)[:, None]
        self.means[kept] += shares * (self.means[gone] - self.means[kept])
        self._sizes[kept] = sizes
        self.label[gone] = kept

    def products(self, ones: Numbers, others: Numbers) -> Vectors:
        """How alike the groups are, pair by pair."""
        found = np.empty(len(ones), dtype=np.float32)
        step = BLOCK // self.means.shape[1]
        for start in range(0, len(ones), step):
            span = slice(start, start + step)
            found[span] = np.einsum("ij,ij->i", self.means[ones[span]], self.means[others[span]])
        return np.round(found, DECIMALS)

    def most_alike(self, asking: Numbers, among: Numbers) -> tuple[Numbers, Vectors]:
        """For each group that asks the one of the others most like it, the first of several, and how alike."""
        best, product = np.empty(len(asking), dtype=np.int64), np.empty(len(asking), dtype=np.float32)
        others = self.means[among].T
        step = max(1, BLOCK // max(1, len(among)))
        for start in range(0, len(asking), step):
            rows = asking[start : start + step]
            alike = np.round(self.means[rows] @ others, DECIMALS)
            alike[np.arange(len(rows)), np.searchsorted(among, rows)] = -np.inf
            column = alike.argmax(axis=1)
            best[start : start + step] = among[column]
            product[start : start + step] = alike[np.arange(len(rows)), column]
        return best, product

    def numbers(self) -> Numbers:
        """For each point the number its group has now."""
        while not np.array_equal(self.label, self.label[self.label]):
            self.label = self.label[self.label]
        return self.label


def _join_all(groups: _Groups, among: Numbers, *, at_least: float) -> None:
    best, product = groups.most_alike(among, among)
    while True:
        near = product >= at_least
        among, best, product = among[near], best[near], product[near]
        kept, gone = _each_others_best(among, best, product)
        if not len(kept):
            return
        groups.join(kept, gone)
        stale = np.isin(among, kept) | np.isin(best, kept) | np.isin(best, gone)
        left = ~np.isin(among, gone)
        among, best, product, stale = among[left], best[left], product[left], stale[left]
        best[stale], product[stale] = groups.most_alike(among[stale], among)


def _join_near(groups: _Groups, among: Numbers, near: Numbers, *, at_least: float) -> Numbers:
    """Joins groups with those near them, one row of `near` a group; what is left of all that had any near enough."""
    ones, others = np.repeat(among, near.shape[1]), near.ravel()
    pairs, product = _near_pairs(groups, np.stack([ones, others], axis=1), at_least=at_least)
    concerned = np.unique(pairs)
    while len(pairs):
        kept, gone = _best_pairs(pairs, product, n=len(groups.label))
        groups.join(kept, gone)
        touched = np.zeros(len(groups.label), dtype=bool)
        touched[kept] = touched[gone] = True
        stale = touched[pairs[:, 0]] | touched[pairs[:, 1]]
        again, likeness = _near_pairs(groups, groups.label[pairs[stale]], at_least=at_least)
        pairs, product = np.concatenate([pairs[~stale], again]), np.concatenate([product[~stale], likeness])
    return np.unique(groups.numbers()[concerned])


def _near_pairs(groups: _Groups, pairs: Numbers, *, at_least: float) -> tuple[Numbers, Vectors]:
    """The different pairs among these that are alike enough, lower number first, and how alike they are."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    keys = np.unique(low[low < high] * len(groups.label) + high[low < high])
    low, high = np.divmod(keys, len(groups.label))
    product = groups.products(low, high)
    near = product >= at_least
    return np.stack([low[near], high[near]], axis=1), product[near]


def _best_pairs(pairs: Numbers, product: Vectors, *, n: int) -> tuple[Numbers, Numbers]:
    """The pairs of groups that are each other's best; of several equally good ones the first is the best."""
    top, best = np.full(n, -np.inf, dtype=np.float32), np.full(n, n)
    for side in (0, 1):
        np.maximum.at(top, pairs[:, side], product)
    for side in (0, 1):
        leads = product == top[pairs[:, side]]
        np.minimum.at(best, pairs[leads, side], pairs[leads, 1 - side])
    mutual = (best[pairs[:, 0]] == pairs[:, 1]) & (best[pairs[:, 1]] == pairs[:, 0])
    return pairs[mutual, 0], pairs[mutual, 1]


def _each_others_best(ones: Numbers, best: Numbers, product: Vectors) -> tuple[Numbers, Numbers]:
    """The pairs of groups that are each other's best, lower number first; else the best pair of all."""
    if not len(ones):
        return ones, ones
    place = np.searchsorted(ones, best).clip(max=len(ones) - 1)
    mutual = (ones[place] == best) & (best[place] == ones) & (ones < best)
    if mutual.any():
        return ones[mutual], best[mutual]
    top = product.argmax()
    return np.minimum(ones[top : top + 1], best[top : top + 1]), np.maximum(ones[top : top + 1], best[top : top + 1])
