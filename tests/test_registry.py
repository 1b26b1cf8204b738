"""A family of parts: filled once, by name, with errors that name the choices."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from coach.errors import UnknownPart
from coach.registry import Registry


def make() -> Registry[int]:
    registry = Registry[int]("number", modules=(), group="coach.none")
    registry.add("two", 2)
    registry.add("one", 1)
    return registry


def test_parts_come_by_name_and_sorted() -> None:
    registry = make()
    assert registry.get("two") == 2
    assert registry.names() == ("one", "two")
    assert list(registry) == [1, 2]


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPart, match="no number called 'six'; choose one of: one, two"):
        make().get("six")


def test_a_name_is_taken_once() -> None:
    registry = make()
    registry.add("one", registry.get("one"))
    with pytest.raises(UnknownPart, match="two numbers are called 'one'"):
        registry.add("one", 11)


def test_threads_that_ask_at_once_all_find_it_full(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry[int]("number", modules=("slow",), group="coach.none")

    def import_slowly(name: str) -> None:
        time.sleep(0.1)
        registry.add(name, 1)

    monkeypatch.setattr("coach.registry.importlib", SimpleNamespace(import_module=import_slowly))
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda _: registry.names(), range(4))) == [("slow",)] * 4
