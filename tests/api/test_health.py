"""The service says that it lives, and what it does, without saying who."""

import logging

import pytest

import coach
from tests.api.service import Service


def test_health_and_readiness_name_version_and_languages(filled: Service) -> None:
    for path in ("/v1/health", "/v1/ready"):
        answer = filled.anonymous().get(path)
        assert (answer.status_code, answer.json()) == (
            200,
            {"version": coach.__version__, "languages": ["en", "es", "zh"]},
        )


def test_metrics_count_requests_and_imports(filled: Service) -> None:
    admin = filled.client("admin")
    admin.get("/v1/jobs/0123")
    text = admin.get("/v1/metrics").text
    assert 'coach_requests_total{method="GET",route="/v1/jobs/{id}",status="404"}' in text
    assert 'coach_imports{status="done"} 1.0' in text


def test_neither_log_nor_metrics_hold_what_was_asked(filled: Service, caplog: pytest.LogCaptureFixture) -> None:
    admin = filled.client("admin")
    with caplog.at_level(logging.DEBUG):
        admin.get("/v1/conversations?customer=zanzibar")
        admin.get("/v1/conversations/zanzibar")
        admin.get("/zanzibar")
        admin.request("ZANZIBAR", "/v1/jobs")
        admin.post("/v1/score", json={"turns": [{"role": "customer", "text": "zanzibar"}]})
    api = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "GET /v1/conversations/{person} 404" in api
    assert "zanzibar" not in (api + admin.get("/v1/metrics").text).lower()


def test_every_answer_has_the_headers_that_protect_a_browser(filled: Service) -> None:
    for path in ("/v1/health", "/v1/jobs", "/v1/nothing", "/nothing"):
        headers = filled.anonymous().get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Request-ID"]


def test_a_faulty_server_logs_where_and_not_what() -> None:
    from api.observing import keep_exceptions_quiet

    records: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger, handler = logging.getLogger("uvicorn.error"), Kept()
    logger.addHandler(handler)
    before = list(logger.filters)
    keep_exceptions_quiet()
    said = "call 13800000000"
    try:
        raise ValueError(said)
    except ValueError:
        logger.exception("Exception in ASGI application")
    finally:
        logger.removeHandler(handler)
        logger.filters[:] = before
    text = logging.Formatter().format(records[0])
    assert "ValueError" in text
    assert "test_health.py" in text
    assert "13800000000" not in text
