"""What was found in a text is remembered: the stages of an analysis look at the same messages again and again."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST_TEXTS = 50_000
MOST_CHARACTERS = 200

Found = TypeVar("Found")


class Memory(Generic[Found]):
    """Results by text: of at most 50,000 texts at a time, none longer than 200 characters."""

    def __init__(self) -> None:
        self._known: dict[str | tuple[str, str | bytes], Found] = {}

    def get(self, text: str) -> Found | None:
        """What is remembered of the text (under no language or key), if anything is."""
        return self._known.get(text)

    def __call__(self, text: str, find: Callable[[], Found], *, under: str | bytes = "") -> Found:
        """What `find` gives for the text (under one language or key), from memory if it was asked for before."""
        if len(text) > MOST_CHARACTERS:
            return find()
        place = (text, under) if under else text
        found = self._known.get(place)
        if found is None:
            if len(self._known) >= MOST_TEXTS:
                self._known.clear()
            found = self._known[place] = find()
        return found
