"""A store of each kind, empty or with one import in it; the chats are invented."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.store.store import Store
from coach.store.values import Shop
from tests.store.places import KINDS, store_of


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_of(request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
def shop(store: Store) -> Shop:
    return store.shops.create("one")
