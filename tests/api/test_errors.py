"""Every failure has the one shape, a right status, and no detail that is nobody's business."""

import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.guarding import SMALL_BODY
from tests.api.service import Service

JSON = {"Content-Type": "application/json"}
DEEP = b'{"turns":' + b"[" * 100_000


def error(answer: Any) -> dict[str, Any]:
    """The error of an answer, which holds nothing else."""
    assert set(answer.json()) == {"error"}
    found: dict[str, Any] = answer.json()["error"]
    assert set(found) == {"code", "message", "file", "line"}
    assert found["message"]
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/v1/nothing", b"", 404, "not_found"),
        ("GET", "/v1/jobs/0123", b"", 404, "not_found"),
        ("GET", "/v1/conversations/0123", b"", 404, "not_found"),
        ("DELETE", "/v1/verdicts/0123", b"", 404, "not_found"),
        ("PATCH", "/v1/jobs", b"", 405, "method_not_allowed"),
        ("POST", "/v1/score", b"{", 400, "bad_json"),
        ("POST", "/v1/score", b"\xff\xfe", 400, "bad_json"),
        ("POST", "/v1/score", DEEP, 400, "bad_request"),
        ("POST", "/v1/score", b'{"turns":[{"role":"customer","text":' + b"9" * 5000 + b"}]}", 400, "bad_request"),
        ("POST", "/v1/score", b"[]", 422, "bad_input"),
        ("POST", "/v1/score", b"", 422, "bad_input"),
        ("POST", "/v1/score", b"x" * (SMALL_BODY + 1), 413, "too_large"),
        ("POST", "/v1/verdicts", b'{"subject":"turn:0","field":"question_type","value":"size"}', 404, "not_found"),
        ("POST", "/v1/verdicts", b'{"subject":"0","field":"question_type","value":"size"}', 422, "bad_input"),
        ("POST", "/v1/verdicts", b'{"subject":"turn:0","field":"hair","value":"size"}', 422, "bad_input"),
        ("POST", "/v1/disputes", b'{"subject":"turn:0","reason":"\\u0000"}', 422, "bad_input"),
        ("POST", "/v1/disputes", b'{"subject":"turn:0","reason":"\\ud800"}', 422, "bad_input"),
        ("PUT", "/v1/faq/0123", b'{"status":"approved"}', 404, "not_found"),
        ("GET", "/v1/jobs?limit=0", b"", 422, "bad_input"),
        ("GET", "/v1/jobs?limit=99999999999999999999999", b"", 422, "bad_input"),
        ("GET", "/v1/jobs?cursor=%00", b"", 422, "bad_input"),
        ("GET", "/v1/jobs?cursor=bm9uZQ", b"", 422, "bad_input"),
        ("GET", "/v1/jobs?sort=shoe", b"", 422, "bad_input"),
        ("GET", "/v1/agents?sort=shoe", b"", 422, "bad_input"),
        ("GET", "/v1/faq?cursor=bm9uZQ", b"", 422, "bad_input"),
        ("GET", "/v1/conversations?customer=%00", b"", 422, "bad_input"),
        ("GET", "/v1/conversations?since=0001-01-01", b"", 422, "bad_input"),
        ("GET", "/v1/scorecards?until=9999-12-31", b"", 422, "bad_input"),
        ("POST", "/v1/transcripts?format=shoe", b"x", 422, "unknown_part"),
        ("POST", "/v1/tables/shoes", b"x", 422, "bad_input"),
    ],
)
def test_a_failure_has_the_one_shape(
    trainer: TestClient, method: str, path: str, body: bytes, status: int, code: str
) -> None:
    answer = trainer.request(method, path, content=body, headers=JSON)
    assert (answer.status_code, error(answer)["code"]) == (status, code), answer.text


def test_a_broken_body_is_named_by_its_line(trainer: TestClient) -> None:
    answer = trainer.post("/v1/score", content=b'{\n"turns":\n}', headers=JSON)
    assert error(answer)["line"] == 3


def test_what_was_sent_is_not_repeated(trainer: TestClient) -> None:
    answer = trainer.post("/v1/score", json={"turns": [{"role": "call 13800000000", "text": 1}]})
    assert answer.status_code == 422
    assert "turns.0.role" in error(answer)["message"]
    assert "13800000000" not in answer.text


def test_a_body_without_length_is_cut_off_too(trainer: TestClient) -> None:
    answer = trainer.post("/v1/score", content=(b"x" * 65536 for _ in range(17)), headers=JSON)
    assert (answer.status_code, error(answer)["code"]) == (413, "too_large")


def test_a_fault_of_the_service_tells_no_detail(
    empty: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("customer 13800000000 in table x")

    monkeypatch.setattr(empty.store.imports, "list", broken)
    with caplog.at_level(logging.INFO, logger="api"):
        answer = empty.client("trainer").get("/v1/jobs")
    assert (answer.status_code, error(answer)["code"]) == (500, "internal")
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers["X-Request-ID"] in caplog.text
    assert "13800000000" not in answer.text + caplog.text


def test_a_store_that_does_not_answer_is_told(empty: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    from coach.errors import StoreError

    def gone() -> None:
        raise StoreError("the database does not answer; start it")

    monkeypatch.setattr(empty.store, "ready", gone)
    answer = empty.anonymous().get("/v1/ready")
    assert (answer.status_code, error(answer)["code"]) == (503, "bad_store")


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Any) -> None:
    from tests.api.service import started

    service = started(tmp_path, requests_per_minute=2)
    client, other = service.client("trainer"), service.client("trainer")
    answers = [client.get("/v1/me") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert error(answers[2])["code"] == "too_many_requests"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 30
    assert other.get("/v1/me").status_code == 200
    service.store.close()
