"""A rule that trainers mostly overturn becomes a hint: it is shown and costs no points any more."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.api.service import started
from tests.api.test_results import listed

CUSTOMERS = 8


def chats() -> str:
    """Each customer asks one thing and gets the bare answer."""
    rows = ["time,customer,sender,role,text"]
    for number in range(CUSTOMERS):
        at = datetime(2024, 3, 5, 10) + timedelta(hours=number)
        rows.append(f"{at},c{number},c{number},customer,什么时候发货")
        rows.append(f"{at + timedelta(seconds=20)},c{number},li,agent,48小时内发货")
    return "\n".join(rows) + "\n"


def selling(client: TestClient, card: str = "automatic") -> Any:
    """The factor to which passive replies belong, on the card of li."""
    (li,) = (one for one in client.get("/v1/scorecards").json() if one["agent"] == "li")
    return next(one for one in li[card]["factors"] if one["factor"] == "proactive_selling")


def test_an_often_overturned_rule_costs_no_points(tmp_path: Path) -> None:
    service = started(tmp_path)
    service.client("trainer").post("/v1/transcripts?name=chats.csv", content=chats().encode())
    mia = service.person("mia", "trainer")
    found = [one["id"] for one in listed(mia, "/v1/findings?outcome=hit&rule=passive_reply")]
    assert len(found) == CUSTOMERS
    before = selling(mia)
    assert before["score"] < 50
    for number, finding in enumerate(found, start=1):
        said = {"subject": f"finding:{finding}", "field": "outcome", "value": "clear"}
        assert mia.post("/v1/verdicts", json=said).status_code == 201
        assert (selling(mia)["score"] == before["score"]) is (number < 5)
    assert selling(mia)["rules"] == before["rules"]
    assert selling(mia, "trainers")["rules"]["passive_reply"]["hits"] == 0
    service.store.close()
