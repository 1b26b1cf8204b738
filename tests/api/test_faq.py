"""The FAQ board through the API: worth, decisions that stay, split wordings, detail pages, and what is published."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from starlette.testclient import TestClient

from tests.api.service import Service, started

QUESTIONS = ("这件会掉色吗", "会不会掉色", "裙子会掉色吗", "会掉色吗", "什么时候发货", "几天能发货")
ORDERS = "order_id,customer,created_at,paid_at,amount\nT1,mei0,2024-03-01 11:00:00,2024-03-01 11:01:00,99\n"
PAGE = "<h2>洗涤</h2><p>首次单独冷水手洗，会有轻微浮色，不会串色</p><p>包邮</p>".encode()


def chats(numbers: range) -> bytes:
    rows = ["conversation,customer,sender,role,time,text"]
    for number in numbers:
        day, question = f"2024-03-{number + 1:02}", QUESTIONS[number % len(QUESTIONS)]
        rows.append(f"c{number},mei{number},mei{number},customer,{day} 10:00:00,{question}")
        rows.append(f"c{number},mei{number},li,agent,{day} 10:00:30,首次单独冷水手洗 会有轻微浮色 不会串色")
    return "\n".join(rows).encode()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    one = started(tmp_path_factory.mktemp("faq"))
    trainer = one.client("trainer")
    assert trainer.post("/v1/tables/orders?name=orders.csv", content=ORDERS.encode()).status_code == 202
    assert trainer.post("/v1/transcripts?name=chats.csv", content=chats(range(12))).status_code == 202
    yield one
    one.store.close()


@pytest.fixture
def trainer(service: Service) -> TestClient:
    return service.client("trainer")


def board(client: TestClient, query: str = "") -> list[dict]:
    return client.get(f"/v1/faq?limit=100{query}").json()["items"]


def test_each_candidate_has_its_worth(trainer: TestClient) -> None:
    rows = board(trainer)
    assert [one["rank"] for one in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["value"]["requests"] > 0
    assert rows[0]["value"]["lost_amount"] is not None, rows[0]["value"]


def test_a_page_is_set_against_the_candidates_and_forgotten(trainer: TestClient) -> None:
    assert {one["coverage"] for one in board(trainer) if one["coverage"] is None} == {None}
    kept = trainer.post("/v1/faq/pages?name=page.html", content=PAGE)
    assert (kept.status_code, kept.json()["name"]) == (200, "page.html")
    found = [one["coverage"] for one in board(trainer)]
    assert "首次单独冷水手洗" in found[0]["passage"]["text"]
    assert found[0]["status"] == "still_asked"
    assert [one["name"] for one in trainer.get("/v1/faq/pages").json()] == ["page.html"]
    assert trainer.delete("/v1/faq/pages/page.html").status_code == 204
    assert trainer.delete("/v1/faq/pages/page.html").status_code == 404
    assert [one["coverage"] for one in board(trainer)] == [None] * len(found)


def test_a_page_that_is_no_text_is_refused(trainer: TestClient) -> None:
    answer = trainer.post("/v1/faq/pages?name=page.html", content=b"\x89PNG\r\n\x1a\n\x00\x00" * 30)
    assert answer.status_code == 422
    assert "page.html" in answer.json()["error"]["message"]
    assert trainer.get("/v1/faq/pages").json() == []


def test_a_wording_is_split_off_and_put_back(trainer: TestClient) -> None:
    before = board(trainer)
    entry = max(before, key=lambda one: len(one["variants"]))
    wording = entry["variants"][-1]["text"]
    moved = trainer.put(f"/v1/faq/{entry['id']}/wordings", json={"wording": wording, "target": "洗后怎么样？"})
    assert moved.status_code == 200, moved.text
    own = moved.json()
    assert own["question"] == "洗后怎么样？"
    assert [one["text"] for one in own["variants"]] == [wording]
    (left,) = [one for one in board(trainer) if one["id"] == entry["id"]]
    assert own["support"] + left["support"] == entry["support"]
    back = trainer.put(f"/v1/faq/{own['id']}/wordings", json={"wording": wording, "target": entry["id"]})
    assert back.status_code == 200, back.text
    assert board(trainer) == before


@pytest.mark.parametrize(
    "move", [{"wording": "没这么问过", "target": "新的问题"}, {"target": "？？"}, {"target": "0" * 12}]
)
def test_a_move_that_cannot_be_is_refused(trainer: TestClient, move: dict[str, str]) -> None:
    entry = board(trainer)[0]
    said = {"wording": entry["variants"][0]["text"]} | move
    assert trainer.put(f"/v1/faq/{entry['id']}/wordings", json=said).status_code == 422


def test_decisions_and_ids_stay_when_more_is_asked(service: Service, trainer: TestClient) -> None:
    first = board(trainer)[0]
    decision = {"status": "approved", "question": "会掉色吗？", "answer": "首次请单独冷水手洗。"}
    assert trainer.put(f"/v1/faq/{first['id']}", json=decision).json()["answer"] == decision["answer"]
    assert trainer.post("/v1/transcripts?name=more.csv", content=chats(range(12, 24))).status_code == 202
    (after,) = board(trainer, "&status=approved")
    assert (after["id"], after["question"], after["answer"]) == (first["id"], "会掉色吗？", "首次请单独冷水手洗。")
    assert after["support"] > first["support"]


def test_what_is_approved_is_published_without_names(service: Service, trainer: TestClient) -> None:
    viewer = service.client("viewer")
    for name in ("faq.html", "faq.md", "quick-replies.csv"):
        answer = viewer.get(f"/v1/faq/files/{name}?language=zh")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert "首次请单独冷水手洗" in answer.content.decode("utf-8-sig"), name
        assert "li" not in answer.text.replace("</li>", "").split(), name
    assert viewer.get("/v1/faq/files/manual.md").status_code == 200
    assert viewer.get("/v1/faq/files/faq.xlsx").status_code == 403
    book = openpyxl.load_workbook(io.BytesIO(trainer.get("/v1/faq/files/faq.xlsx?language=zh").content))
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {"首次请单独冷水手洗。", "采用"} & cells
