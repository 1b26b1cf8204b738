"""Parts by name: readers, languages, rules and the other families that grow by adding one file."""

import importlib
import threading
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from coach.errors import UnknownPart

Part = TypeVar("Part")


class Registry(Generic[Part]):
    """A family of parts, filled when it is first asked: its own modules, then other packages' entry points.

    `kind` names the family in messages; `modules` are the modules whose import registers the built-in parts;
    `group` is the entry-point group ("coach.readers") under which other packages name modules of theirs. Threads that
    ask at the same time wait until it is full.
    """

    def __init__(self, kind: str, *, modules: Sequence[str], group: str) -> None:
        self.kind = kind
        self.modules = tuple(modules)
        self.group = group
        self._parts: dict[str, Part] = {}
        self._filled = False
        self._filling = threading.RLock()

    def add(self, name: str, part: Part) -> Part:
        """Register a part under a name that nobody has yet; adding the same part twice is allowed."""
        taken = self._parts.setdefault(name, part)
        if taken is not part:
            raise UnknownPart(f"two {self.kind}s are called {name!r}; rename one of them")
        return part

    def register(self, name: str) -> Callable[[Part], Part]:
        """Decorate a part to add it under `name`."""
        return lambda part: self.add(name, part)

    def get(self, name: str) -> Part:
        """The part of that name; an unknown name lists the known ones."""
        self._fill()
        if name not in self._parts:
            raise UnknownPart(f"there is no {self.kind} called {name!r}; choose one of: {', '.join(self.names())}")
        return self._parts[name]

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        self._fill()
        return tuple(sorted(self._parts))

    def __iter__(self) -> Iterator[Part]:
        """All parts, by name."""
        return (self._parts[name] for name in self.names())

    def _fill(self) -> None:
        with self._filling:
            if self._filled:
                return
            self._filled = True
            for module in self.modules:
                importlib.import_module(module)
            for entry in entry_points(group=self.group):
                entry.load()
