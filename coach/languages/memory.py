"""What was found in a text is remembered: the stages of an analysis look at the same messages again and again."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST_TEXTS = 50_000
MOST_CHARACTERS = 200

Found = TypeVar("Found")


class Memory(Generic[Found]):
    """Results by text: of at most 50,000 texts at a time, none longer than 200 characters."""

    def __init__(self) -> None:
        self._known: dict[str, Found] = {}

    def __call__(self, text: str, find: Callable[[], Found]) -> Found:
        """What `find` gives for the text, from memory if it was asked for before."""
        if len(text) > MOST_CHARACTERS:
            return find()
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            found = self._known[text] = find()
        return found
