"""What a customer asks depends on what was asked before: a topic lasts through thanks, answers and follow-ups."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Chances = NDArray[np.float64]


class Topics(Struct, frozen=True):
    """How a request's type bears on the types of the turns after it.

    `lifts` has a row for the type of the last request and a column for each label: how many times as likely as
    otherwise that label is. They count to the power of `weight`, 0 for not at all. `none` is the column of turns that
    ask nothing, which keep the topic.
    """

    lifts: NDArray[np.float64]
    weight: float
    none: int

    def expected(self, chances: Chances, topic: Chances) -> Chances:
        """The chances of a turn's labels by itself, in the light of the topic."""
        lift = topic @ self.lifts + (1 - topic.sum())
        found = chances * lift**self.weight
        return np.asarray(found / found.sum())

    def after(self, chances: Chances, topic: Chances | None = None) -> Chances:
        """The topic after a turn: the chances of each type to be that of the last request, which sum to 1 at most."""
        asked = chances.copy()
        asked[self.none] = 0
        return asked if topic is None else asked + topic * chances[self.none]
