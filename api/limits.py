"""How much one caller may ask in a minute."""

import threading
from collections.abc import Callable
from time import monotonic

from api.errors import Refused

MOST_REMEMBERED = 10_000


class RateLimit:
    """A bucket of tokens for each caller, refilled evenly; memory is bounded by forgetting those who are full again."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, caller: str) -> None:
        """Count one request of the caller; Refused with 429 and the seconds to wait when the bucket is empty."""
        now = self._clock()
        with self._lock:
            if len(self._buckets) >= MOST_REMEMBERED:
                self._forget(now)
            left = self._left(caller, now)
            if left < 1:
                wait = int((1 - left) * 60 / self.per_minute) + 1
                message = f"too many requests; wait {wait} seconds"
                raise Refused(429, "too_many_requests", message, headers={"Retry-After": str(wait)})
            self._buckets[caller] = (left - 1, now)

    def _left(self, caller: str, now: float) -> float:
        left, at = self._buckets.get(caller, (float(self.per_minute), now))
        return min(float(self.per_minute), left + (now - at) * self.per_minute / 60)

    def _forget(self, now: float) -> None:
        kept = {caller: bucket for caller, bucket in self._buckets.items() if self._left(caller, now) < self.per_minute}
        self._buckets = kept if len(kept) < MOST_REMEMBERED else {}
