"""Calibration over the API: two trainers, the same exchanges, blind."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.service import CHATS, Service, started


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = started(tmp_path_factory.mktemp("calibrating"))
    service.client("trainer").post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    yield service
    service.store.close()


@pytest.fixture(scope="module")
def trainers(service: Service) -> dict[str, TestClient]:
    return {name: service.person(name, "trainer") for name in ("mia", "lan")}


def begun(client: TestClient, **change: object) -> dict[str, Any]:
    new = {"name": "March", "field": "stance", "trainers": ["mia", "lan"], "size": 4} | change
    answer = client.post("/v1/calibrations", json=new)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_two_trainers_judge_the_same_and_see_how_far_they_agree(trainers: dict[str, TestClient]) -> None:
    session = begun(trainers["mia"])
    place = f"/v1/calibrations/{session['id']}"
    judged: dict[str, list[str]] = {name: [] for name in trainers}
    for name, client in trainers.items():
        while (waiting := client.get(place).json()["next"]) is not None:
            value = "passive" if name == "mia" or not judged[name] else "proactive"
            judged[name].append(waiting)
            assert client.post(f"{place}/answers", json={"exchange": waiting, "value": value}).status_code == 200
    assert judged["mia"] == judged["lan"]
    done = trainers["mia"].get(place).json()
    assert done["answered"] == {"mia": session["size"], "lan": session["size"]}
    assert done["agreement"] == pytest.approx(1 / session["size"])
    assert done["kappa"] == pytest.approx(0.0)
    assert [one["id"] for one in trainers["lan"].get("/v1/calibrations").json()] == [session["id"]]


def test_answers_are_no_verdicts(trainers: dict[str, TestClient]) -> None:
    session = begun(trainers["mia"], size=1)
    place = f"/v1/calibrations/{session['id']}"
    trainers["mia"].post(f"{place}/answers", json={"exchange": session["next"], "value": "passive"})
    assert trainers["mia"].get("/v1/verdicts").json()["items"] == []


@pytest.mark.parametrize(
    "change", [{"trainers": ["mia"]}, {"trainers": ["mia", "mia"]}, {"field": "outcome"}, {"size": 0}, {"name": ""}]
)
def test_a_session_that_cannot_be_is_refused(trainers: dict[str, TestClient], change: dict[str, object]) -> None:
    new = {"name": "March", "field": "stance", "trainers": ["mia", "lan"], "size": 4} | change
    assert trainers["mia"].post("/v1/calibrations", json=new).status_code == 422


def test_only_what_is_asked_is_taken_from_whom_it_is_asked(service: Service, trainers: dict[str, TestClient]) -> None:
    session = begun(trainers["mia"])
    place = f"/v1/calibrations/{session['id']}/answers"
    assert trainers["mia"].post(place, json={"exchange": "x", "value": "passive"}).status_code == 422
    assert trainers["mia"].post(place, json={"exchange": session["next"], "value": "size"}).status_code == 422
    stranger = service.person("zoe", "trainer")
    assert stranger.post(place, json={"exchange": session["next"], "value": "passive"}).status_code == 422
    assert stranger.get(f"/v1/calibrations/{session['id']}").json()["next"] is None
    elsewhere = service.client("trainer", shop="second")
    assert elsewhere.get(f"/v1/calibrations/{session['id']}").status_code == 404
    assert service.client("viewer").get("/v1/calibrations").status_code == 403
