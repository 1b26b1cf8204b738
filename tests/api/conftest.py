"""A service with two shops, whose chats are imported once."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.service import CHATS, Service, started


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two shops with the same chats in both; for tests that change nothing, or only what they made themselves."""
    service = started(tmp_path_factory.mktemp("filled"))
    for shop in ("first", "second"):
        answer = service.client("trainer", shop=shop).post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
        assert answer.status_code == 202
    yield service
    service.store.close()


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Two shops without any chats, in which jobs wait for ever."""
    service = started(tmp_path_factory.mktemp("empty"), works=False)
    yield service
    service.store.close()


@pytest.fixture(scope="session")
def trainer(filled: Service) -> TestClient:
    """A trainer's key in the first shop."""
    return filled.client("trainer")
