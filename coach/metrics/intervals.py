"""95 % intervals of shares: of people, and of exchanges that resemble each other within a session."""

from functools import lru_cache
from math import sqrt

from coach.findings import Difference, Rate
from coach.metrics.counts import ClusterSums

_Z = 1.9599639845400545
"""Within so many standard deviations lie 95 % of a normal distribution."""

ENCLOSING = 6
"""From so many values on the least and the greatest enclose the median with 95 %: 1 - 2 / 2**6."""

Limits = tuple[float, float, float]
"""An estimate with the lower and upper limit of its 95 % interval."""


def wilson(hits: int, n: int) -> Rate:
    """A share of independent people with its Wilson score interval (Wilson 1927); no interval when n is 0."""
    if n == 0:
        return Rate(hits=hits, n=n)
    low, high = wilson_at(hits / n, n)
    return Rate(hits=hits, n=n, low=low, high=high)


def difference(first: Rate, second: Rate) -> Difference:
    """The second share minus the first, with its 95 % interval; none when one of them has no interval."""
    if first.low is None or first.high is None or second.low is None or second.high is None:
        return Difference(first, second)
    before, after = (first.value or 0.0, first.low, first.high), (second.value or 0.0, second.low, second.high)
    low, high = apart(before, after)
    return Difference(first, second, low=low, high=high)


def clustered(sums: ClusterSums) -> Rate:
    """A share of exchanges, replies or requests, with an interval that allows for their likeness within a session.

    The variance is that of a ratio estimator, k/(k-1) · Σ(h - rn)² / (Σn)² over k sessions (Cochran, Sampling
    Techniques, 1977, ch. 6). It turns n into an effective sample size, lowered by (z/t)² for few sessions (Korn and
    Graubard 1998), in a Wilson interval. The effective size is at most n; it is k where all or none hit. With fewer
    than two sessions the spread is unknown, and there is no interval.
    """
    k, h, n = sums.clusters, sums.h, sums.n
    if k < 2:
        return Rate(hits=h, n=n)
    share = h / n
    variance = k / (k - 1) * (sums.hh - 2 * share * sums.hn + share * share * sums.nn) / n**2
    effective = float(k) if h in (0, n) else n if variance <= 0 else min(n, share * (1 - share) / variance)
    low, high = wilson_at(share, float(effective * _worth(k)))
    return Rate(hits=h, n=n, low=low, high=high)


def middle(clusters: int) -> tuple[float, float] | None:
    """The shares of all values between which their median lies, when values of a cluster may be all alike.

    Woodruff (JASA 47, 1952) with the Wilson interval of one half and as many values as clusters, lowered as in
    `clustered`; None for fewer than six clusters, of which no two enclose the median with 95 %.
    """
    if clusters < ENCLOSING:
        return None
    return wilson_at(0.5, clusters * _worth(clusters))


@lru_cache(maxsize=10_000)
def _worth(clusters: int) -> float:
    """(z/t)²: what an observation is worth where few clusters tell of the spread."""
    from scipy.special import stdtrit

    return float((_Z / stdtrit(clusters - 1, 0.975)) ** 2)


def apart(first: Limits, second: Limits) -> tuple[float, float]:
    """The 95 % interval of the second estimate minus the first, from the interval of each.

    For shares with Wilson intervals this is method 10 of Newcombe (Statistics in Medicine 17, 1998); for others the
    method of variance estimates recovery (Zou and Donner, Statistics in Medicine 27, 2008).
    """
    (one, one_low, one_high), (two, two_low, two_high) = first, second
    difference = two - one
    low = difference - ((two - two_low) ** 2 + (one_high - one) ** 2) ** 0.5
    high = difference + ((two_high - two) ** 2 + (one - one_low) ** 2) ** 0.5
    return low, high


def wilson_at(share: float, n: float) -> tuple[float, float]:
    """The score interval of a share that is worth `n` independent trials (Wilson 1927); `n` need not be whole."""
    square = _Z * _Z
    whole = 1 + square / n
    centre = (share + square / (2 * n)) / whole
    reach = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / whole
    return max(0.0, centre - reach), min(1.0, centre + reach)
