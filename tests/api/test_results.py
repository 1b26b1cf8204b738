"""What was imported comes out: lists with filters, order and cursors; reports; nothing of it runs."""

import io
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from tests.api.service import TALKS, Service


def listed(client: TestClient, path: str) -> list[dict[str, Any]]:
    """All pages of a list, two items at a time."""
    found: list[dict[str, Any]] = []
    joint, cursor = "&" if "?" in path else "?", ""
    while True:
        page = client.get(f"{path}{joint}limit=2{cursor}").json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


def test_every_conversation_is_there(trainer: TestClient) -> None:
    rows = listed(trainer, "/v1/conversations?sort=first_at")
    assert [(one["customer"], one["messages"]) for one in rows] == [(name, len(talk)) for name, talk in TALKS.items()]


@pytest.mark.parametrize(
    ("query", "customers"),
    [
        ("agent=li", {"=1+1", "lan"}),
        ("customer=script", {"<script>alert(1)</script>"}),
        ("customer=%25", set()),
        ("since=2024-03-06", set()),
        ("until=2024-03-05&agent=wang", {"mei", "<script>alert(1)</script>"}),
        ("platform=jd", set()),
    ],
)
def test_conversations_are_filtered(trainer: TestClient, query: str, customers: set[str]) -> None:
    assert {one["customer"] for one in listed(trainer, f"/v1/conversations?{query}")} == customers


def test_a_conversation_has_all_that_is_known(trainer: TestClient) -> None:
    (row,) = listed(trainer, "/v1/conversations?customer=mei")
    found = trainer.get(f"/v1/conversations/{row['person']}?language=en").json()
    (session,) = found["sessions"]
    assert [one["text"] for one in session["messages"]] == [said.partition(" ")[2] for said in TALKS["mei"]]
    assert {one["type"]["name"] for one in session["requests"]} >= {"size"}
    assert found["exchanges"][0]["prompt"] == "这件160/50kg穿什么码，会掉色吗"
    assert {one["customer"] for one in found["findings"]} == {"mei"}


def test_exchanges_are_filtered_and_sorted(trainer: TestClient) -> None:
    rows = listed(trainer, "/v1/exchanges?sort=-doubt")
    doubts = [one["doubt"] for one in rows]
    assert doubts == sorted(doubts, reverse=True)
    assert len(rows) == sum(said.startswith("C ") for talk in TALKS.values() for said in talk)
    asked = listed(trainer, "/v1/exchanges?question_type=logistics")
    assert {one["type"]["name"] for one in asked} == {"logistics"}


def test_findings_are_filtered(trainer: TestClient) -> None:
    every = listed(trainer, "/v1/findings")
    hits = listed(trainer, "/v1/findings?outcome=hit&agent=li&language=en")
    assert every
    assert {(one["outcome"], one["agent"]) for one in hits} == {("hit", "li")}
    assert {one["id"] for one in hits} < {one["id"] for one in every}
    assert all(one["quotes"] for one in every)


def test_agents_and_scorecards_agree(trainer: TestClient) -> None:
    agents = trainer.get("/v1/agents?sort=-consultations").json()["items"]
    assert {one["agent"]: one["consultations"] for one in agents} == {"wang": 2, "li": 2}
    cards = trainer.get("/v1/scorecards").json()
    assert [one["agent"] for one in cards] == ["", "li", "wang"]
    assert cards[0]["trainers"] is None
    weeks = trainer.get("/v1/trend?agent=li&weeks=2").json()
    assert {one["agent"] for one in weeks} == {"li"}


def test_the_queue_says_why(trainer: TestClient) -> None:
    rows = listed(trainer, "/v1/queue")
    assert all(one["reasons"] for one in rows)
    priorities = [one["priority"] for one in rows]
    assert priorities == sorted(priorities, reverse=True)


def test_faq_candidates_have_support(trainer: TestClient) -> None:
    rows = listed(trainer, "/v1/faq?sort=-support")
    assert rows
    supports = [one["support"] for one in rows]
    assert supports == sorted(supports, reverse=True)
    assert min(supports) >= 2
    (kind,) = {one["question_type"] for one in rows if "发货" in one["question"]}
    assert {one["question_type"] for one in listed(trainer, f"/v1/faq?question_type={kind}")} == {kind}


def test_viewers_do_not_see_whose_answers_they_are(filled: Service, trainer: TestClient) -> None:
    def people(client: TestClient) -> set[str | None]:
        return {answer["agent"] for one in client.get("/v1/faq").json()["items"] for answer in one["answers"]}

    assert people(trainer) & {"wang", "li"}
    assert people(filled.client("viewer")) <= {None}


def test_the_report_page_runs_nothing_of_the_chats(trainer: TestClient) -> None:
    answer = trainer.get("/v1/reports/report.html?language=en")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "<script>alert(1)" not in answer.text
    assert "<html" in answer.text


def test_the_workbook_has_no_formula(trainer: TestClient) -> None:
    answer = trainer.get("/v1/reports/report.xlsx")
    cells = [
        c for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)) for row in sheet.iter_rows() for c in row
    ]
    assert "wang" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_the_numbers_are_those_of_the_report(trainer: TestClient) -> None:
    summary = trainer.get("/v1/reports/summary.json").json()
    assert (summary["sessions"], summary["messages"]) == (len(TALKS), sum(map(len, TALKS.values())))


@pytest.mark.parametrize("path", ["reports/report.html", "reports/report.xlsx", "reports/summary.json"])
def test_before_the_first_import_there_is_no_report(empty: Service, path: str) -> None:
    assert empty.client("trainer").get(f"/v1/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["conversations", "exchanges", "findings", "queue", "agents", "faq", "jobs", "disputes"]
)
def test_before_the_first_import_lists_are_empty(empty: Service, path: str) -> None:
    assert empty.client("trainer").get(f"/v1/{path}").json() == {"items": [], "next": None}
