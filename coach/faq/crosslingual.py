"""The same question in several languages: groups whose mean meanings are each other's nearest become one."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coach import languages
from coach.similar import Vectors, nearest

SAME_MEANING = 0.45
"""The cosine of encoded questions from which they ask the same; chosen on 500 pairs that people had rated."""

Numbers = NDArray[np.int64]


def joined_across_languages(groups: Numbers, forms: Sequence[str], meanings: Vectors) -> Numbers:
    """The groups, where one and one of another language that are each other's nearest are joined into one.

    The language of most groups comes first, the others join it in turn, each group at most one. `meanings` has the
    encoder's vector of each question, or zeros: groups without any stay as they are.
    """
    from sklearn.preprocessing import normalize

    numbers, place = np.unique(groups, return_inverse=True)
    codes = _languages(place, forms)
    means = np.zeros((len(numbers), meanings.shape[1]), dtype=np.float32)
    np.add.at(means, place, meanings)
    means = normalize(means)
    joined = np.arange(len(numbers))
    ranked = [code for code, _ in sorted(Counter(codes).items(), key=lambda found: (-found[1], found[0]))]
    known = np.any(means != 0, axis=1)
    for position, code in enumerate(ranked[1:], start=1):
        earlier = np.flatnonzero(known & np.isin(codes, ranked[:position]) & (joined == np.arange(len(joined))))
        later = np.flatnonzero(known & np.isin(codes, code))
        for one, other in _nearest_pairs(means, earlier, later):
            joined[other] = one
    return numbers[joined][place]


def _languages(place: Numbers, forms: Sequence[str]) -> list[str]:
    """The language of each group, from all its questions together: one alone is often too short to tell."""
    members: dict[int, list[str]] = {}
    for group, form in zip(place.tolist(), forms, strict=True):
        members.setdefault(group, []).append(form)
    return [languages.detect(members[group]) for group in sorted(members)]


def _nearest_pairs(means: Vectors, earlier: Numbers, later: Numbers) -> list[tuple[int, int]]:
    """The pairs of an earlier and a later group that are each other's nearest, and near enough."""
    if not len(earlier) or not len(later):
        return []
    back, _ = nearest(means[earlier], k=1, among=means[later])
    there, cosines = nearest(means[later], k=1, among=means[earlier])
    return [
        (int(earlier[there[n, 0]]), int(later[n]))
        for n in range(len(later))
        if back[there[n, 0], 0] == n and cosines[n, 0] >= SAME_MEANING
    ]
