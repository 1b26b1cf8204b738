"""95 % intervals of shares: of people, and of exchanges that resemble each other within a session."""

from coach.findings import Rate
from coach.metrics.counts import ClusterSums

_ALPHA = 0.05


def wilson(hits: int, n: int) -> Rate:
    """A share of independent people with its Wilson score interval (Wilson 1927); no interval when n is 0."""
    if n == 0:
        return Rate(hits=hits, n=n)
    low, high = _wilson(hits / n, n)
    return Rate(hits=hits, n=n, low=low, high=high)


def clustered(sums: ClusterSums) -> Rate:
    """A share of exchanges, replies or requests, with an interval that allows for their likeness within a session.

    The variance is that of a ratio estimator, k/(k-1) · Σ(h - rn)² / (Σn)² over k sessions (Cochran, Sampling
    Techniques, 1977, ch. 6). It turns n into an effective sample size, lowered by (z/t)² for few sessions (Korn and
    Graubard 1998), in a Wilson interval. The effective size is at most n; it is k where all or none hit. With fewer
    than two sessions the spread is unknown, and there is no interval.
    """
    from scipy.stats import norm, t

    k, h, n = sums.clusters, sums.h, sums.n
    if k < 2:
        return Rate(hits=h, n=n)
    share = h / n
    variance = k / (k - 1) * (sums.hh - 2 * share * sums.hn + share * share * sums.nn) / n**2
    effective = float(k) if h in (0, n) else n if variance <= 0 else min(n, share * (1 - share) / variance)
    few = norm.ppf(1 - _ALPHA / 2) / t.ppf(1 - _ALPHA / 2, k - 1)
    low, high = _wilson(share, float(effective * few**2))
    return Rate(hits=h, n=n, low=low, high=high)


def _wilson(share: float, n: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(share * n, n, alpha=_ALPHA, method="wilson")
    return float(low), float(high)
