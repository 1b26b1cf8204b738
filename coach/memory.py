"""What was found in a text is remembered: the stages of an analysis look at the same messages again and again."""

from collections.abc import Callable
from typing import TypeVar

MOST_TEXTS = 50_000
MOST_CHARACTERS = 200

Found = TypeVar("Found")


class Memory(dict[str, Found]):
    """What `find` gives for a text, as `memory[text]`: it keeps 50,000 texts at a time, none over 200 characters."""

    def __init__(self, find: Callable[[str], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, text: str) -> Found:
        found = self._find(text)
        if len(text) <= MOST_CHARACTERS:
            if len(self) >= MOST_TEXTS:
                self.clear()
            self[text] = found
        return found
