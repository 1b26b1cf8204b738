"""The service answers that it is ready."""

from fastapi.testclient import TestClient

import coach
from api.app import create_app


def test_health_names_version_and_languages() -> None:
    answer = TestClient(create_app()).get("/v1/health")
    assert answer.status_code == 200
    assert answer.json() == {"version": coach.__version__, "languages": ["en", "es", "zh"]}
