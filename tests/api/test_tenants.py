"""Shops are apart in everything, and an agent sees only what is the agent's own."""

import pytest
from starlette.testclient import TestClient

from tests.api.service import Service
from tests.api.test_results import listed


@pytest.fixture(scope="module")
def stranger(filled: Service) -> TestClient:
    """The admin of the shop next door, which has other chats."""
    return filled.client("admin", shop="third")


@pytest.fixture(scope="module", autouse=True)
def _third_shop(filled: Service) -> None:
    filled.shops["third"] = filled.store.shops.create("third").id  # type: ignore[index]


@pytest.mark.parametrize(
    "path", ["conversations", "exchanges", "findings", "queue", "agents", "faq", "jobs", "verdicts"]
)
def test_lists_have_nothing_of_other_shops(trainer: TestClient, stranger: TestClient, path: str) -> None:
    assert listed(trainer, f"/v1/{path}") or path == "verdicts"
    assert listed(stranger, f"/v1/{path}") == []


def test_ids_of_other_shops_are_those_of_nothing(trainer: TestClient, stranger: TestClient) -> None:
    job = listed(trainer, "/v1/jobs")[0]["id"]
    person = listed(trainer, "/v1/conversations")[0]["person"]
    finding = listed(trainer, "/v1/findings")[0]["id"]
    candidate = listed(trainer, "/v1/faq")[0]["id"]
    said = {"subject": f"finding:{finding}", "field": "outcome", "value": "clear"}
    answers = [
        stranger.get(f"/v1/jobs/{job}"),
        stranger.get(f"/v1/conversations/{person}"),
        stranger.post("/v1/verdicts", json=said),
        stranger.put(f"/v1/faq/{candidate}", json={"status": "approved"}),
        stranger.get("/v1/customers/export?customer=mei"),
        stranger.post("/v1/customers/erase", json={"customer": "mei"}),
        stranger.get("/v1/reports/summary.json"),
    ]
    assert [one.status_code for one in answers] == [404] * len(answers)
    assert [one["person"] for one in listed(trainer, "/v1/conversations?customer=mei")]


def test_the_same_file_in_two_shops_is_two_imports(filled: Service, trainer: TestClient) -> None:
    other = filled.client("trainer", shop="second")
    (first,), (second,) = listed(trainer, "/v1/jobs"), listed(other, "/v1/jobs")
    assert first["sha256"] == second["sha256"]
    assert first["id"] != second["id"]


@pytest.fixture(scope="module")
def li(filled: Service) -> TestClient:
    """The agent li in a browser."""
    return filled.person("li's account", "agent", agent="li")


def test_an_agent_sees_only_own_chats(li: TestClient, trainer: TestClient) -> None:
    for path in ("conversations", "exchanges", "findings"):
        own = listed(li, f"/v1/{path}")
        assert own == listed(trainer, f"/v1/{path}?agent=li")
        assert listed(li, f"/v1/{path}?agent=wang") == own
    assert [one["agent"] for one in listed(li, "/v1/agents")] == ["li"]
    assert {one["agent"] for one in li.get("/v1/scorecards?agent=wang").json()} <= {"", "li"}
    assert {one["agent"] for one in li.get("/v1/trend?agent=wang").json()} <= {"li"}
    (other,) = listed(trainer, "/v1/conversations?customer=mei")
    assert li.get(f"/v1/conversations/{other['person']}").status_code == 404


def test_an_agent_disputes_only_own_findings(li: TestClient, trainer: TestClient) -> None:
    own, other = (listed(trainer, f"/v1/findings?agent={name}")[0]["id"] for name in ("li", "wang"))
    filed = li.post("/v1/disputes", json={"subject": f"finding:{own}", "reason": "she had left"})
    assert (filed.status_code, filed.json()["agent"]) == (201, "li")
    assert li.post("/v1/disputes", json={"subject": f"finding:{other}", "reason": "x"}).status_code == 404
    assert {one["id"] for one in listed(li, "/v1/disputes?agent=wang")} == {filed.json()["id"]}


def test_an_agent_without_a_name_in_the_chats_is_a_viewer(filled: Service) -> None:
    nobody = filled.person("nobody", "agent")
    assert nobody.get("/v1/me").json()["permissions"] == ["faq", "me"]
    for path in ("conversations", "exchanges", "findings", "agents", "scorecards", "disputes"):
        assert nobody.get(f"/v1/{path}").status_code == 403
