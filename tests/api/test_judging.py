"""Verdicts, disputes, curation and erasure: what people say stays beside what was predicted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.service import CHATS, Service, started
from tests.api.test_results import listed


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = started(tmp_path_factory.mktemp("judging"))
    service.client("trainer").post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    yield service
    service.store.close()


@pytest.fixture(scope="module")
def mia(service: Service) -> TestClient:
    """A trainer in a browser."""
    return service.person("mia", "trainer")


def test_a_corrected_label_lies_beside_the_prediction(mia: TestClient) -> None:
    row = next(one for one in listed(mia, "/v1/exchanges") if one["type"]["name"] != "price")
    said = {"subject": f"turn:{row['id']}", "field": "question_type", "value": "price", "note": "<b>"}
    given = mia.post("/v1/verdicts", json=said)
    assert given.status_code == 201
    verdict = given.json()
    assert (verdict["person"], verdict["predicted"], verdict["confirms"]) == ("mia", row["type"]["name"], False)
    again = next(one for one in listed(mia, "/v1/exchanges") if one["id"] == row["id"])
    assert (again["type"], again["judged"]) == (row["type"], True)
    found = mia.get(f"/v1/conversations/{row['person']}").json()
    assert [one["value"] for one in found["verdicts"]] == ["price"]
    assert mia.delete(f"/v1/verdicts/{verdict['id']}").status_code == 204
    assert verdict["id"] not in {one["id"] for one in listed(mia, "/v1/verdicts")}


def test_a_verdict_changes_the_trainers_card_and_not_the_automatic_one(mia: TestClient) -> None:
    finding = next(one for one in listed(mia, "/v1/findings?outcome=hit") if one["agent"] == "li")
    before = {one["agent"]: one for one in mia.get("/v1/scorecards").json()}["li"]
    said = {"subject": f"finding:{finding['id']}", "field": "outcome", "value": "clear"}
    assert mia.post("/v1/verdicts", json=said).status_code == 201
    after = {one["agent"]: one for one in mia.get("/v1/scorecards").json()}["li"]
    assert after["automatic"] == before["automatic"]
    assert after["trainers"] not in (None, before["automatic"])


@pytest.mark.parametrize(
    "change", [{"value": "hair"}, {"field": "stance"}, {"value": ""}, {"note": "x" * 20_001}, {"subject": "turn"}]
)
def test_a_verdict_that_cannot_be_is_refused(mia: TestClient, change: dict[str, str]) -> None:
    row = listed(mia, "/v1/exchanges")[0]
    said = {"subject": f"turn:{row['id']}", "field": "question_type", "value": "size"} | change
    assert mia.post("/v1/verdicts", json=said).status_code == 422


def test_a_dispute_is_answered_by_a_trainer(service: Service, mia: TestClient) -> None:
    li = service.person("li", "agent", agent="li")
    finding = listed(li, "/v1/findings")[0]
    filed = li.post("/v1/disputes", json={"subject": f"finding:{finding['id']}", "reason": "she had left"}).json()
    assert filed["status"] == "open"
    answer = {"status": "accepted", "answer": "agreed"}
    assert li.post(f"/v1/disputes/{filed['id']}/answer", json=answer).status_code == 403
    answered = mia.post(f"/v1/disputes/{filed['id']}/answer", json=answer).json()
    assert (answered["status"], answered["answered_by"]) == ("accepted", "mia")
    assert listed(li, "/v1/disputes?status=open") == []
    unnamed = mia.post("/v1/disputes", json={"subject": f"finding:{finding['id']}", "reason": "x"})
    assert unnamed.status_code == 422


def test_an_approved_candidate_keeps_its_words(mia: TestClient) -> None:
    candidate = listed(mia, "/v1/faq")[0]
    decision = {"status": "approved", "question": "=1+1 <b>", "answer": "首次请冷水单独洗。"}
    decided = mia.put(f"/v1/faq/{candidate['id']}", json=decision).json()
    assert (decided["status"], decided["question"], decided["person"]) == ("approved", "=1+1 <b>", "mia")
    assert [one["id"] for one in listed(mia, "/v1/faq?status=approved")] == [candidate["id"]]
    coverage = mia.get("/v1/faq/coverage").json()
    assert 0 < coverage["answered"] <= coverage["requests"]


def test_changes_are_in_the_audit_log(service: Service, mia: TestClient) -> None:
    row = listed(mia, "/v1/exchanges")[0]
    mia.post(
        "/v1/verdicts",
        json={"subject": f"turn:{row['id']}", "field": "question_type", "value": "size", "note": "call 13800000000"},
    )
    entries = listed(service.client("admin"), "/v1/audit")
    assert {"upload", "sign_in", "verdict"} <= {one["action"] for one in entries}
    assert "13800000000" not in str(entries)


def test_a_customer_can_be_exported_and_forgotten(tmp_path: Path) -> None:
    service = started(tmp_path)
    admin = service.client("admin")
    admin.post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    assert "会掉色吗" in admin.get("/v1/customers/export?customer=mei").text
    erased = admin.post("/v1/customers/erase", json={"customer": "mei"}).json()
    assert (erased["people"], erased["messages"]) == (1, 6)
    assert admin.get("/v1/customers/export?customer=mei").status_code == 404
    assert listed(admin, "/v1/conversations?customer=mei") == []
    service.store.close()
