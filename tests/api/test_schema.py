"""The OpenAPI description: complete, and true for whatever is sent."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.service import CHATS, Service, started

EXAMPLES = 8
"""How many requests are made up for each operation: about half a minute for all."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = started(tmp_path_factory.mktemp("schema"))
    service.client("trainer").post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    service.jobs.works = False
    yield service
    service.store.close()


@pytest.fixture(scope="module")
def key(service: Service) -> str:
    return str(service.client("admin").headers["Authorization"])


CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
made_up = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def test_whatever_is_sent_is_answered_as_described(service: Service, key: str) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", service.app)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @made_up
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": key}, checks=CHECKS)

        send()
        tried += 1
    assert tried == len(operations(service))


def operations(service: Service) -> list[dict[str, Any]]:
    return [one for methods in service.app.openapi()["paths"].values() for one in methods.values()]


def test_every_operation_has_a_name_a_summary_and_a_tag(service: Service) -> None:
    found = operations(service)
    assert len({one["operationId"] for one in found}) == len(found)
    assert all(one["description"] and one["tags"] for one in found)


def test_every_operation_says_who_may_call_it(service: Service) -> None:
    open_to_all = {one["operationId"] for one in operations(service) if "security" not in one}
    assert open_to_all == {"getHealth", "getReady", "login"}


def test_every_json_body_has_an_example_that_is_accepted(service: Service, key: str) -> None:
    components = service.app.openapi()["components"]["schemas"]
    for one in operations(service):
        body = one.get("requestBody", {}).get("content", {}).get("application/json")
        if body:
            described = components[body["schema"]["$ref"].rsplit("/", 1)[-1]]
            assert "example" in described or described["examples"], one["operationId"]
    for example in components["Talk"]["examples"]:
        answer = service.anonymous({"Authorization": key}).post("/v1/score", json=example)
        assert answer.status_code == 200
