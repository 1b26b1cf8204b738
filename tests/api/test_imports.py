"""Uploads: good ones, repeated ones, hostile ones."""

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.service import CHATS, Service, started

MEGABYTE = 1_000_000


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_slash_", "/").replace("_dot_", "."), content)
    return packed.getvalue()


@pytest.fixture
def client(empty: Service) -> TestClient:
    return empty.client("trainer")


def test_a_file_as_body_and_in_a_form_is_one_job(empty: Service, client: TestClient) -> None:
    first = client.post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    assert first.status_code == 202
    assert first.headers["Location"] == f"/v1/jobs/{first.json()['id']}"
    again = client.post("/v1/transcripts", files={"file": ("other.csv", CHATS.encode())})
    assert again.json()["id"] == first.json()["id"]
    assert empty.jobs.submitted == [first.json()["id"]]
    job = client.get(first.headers["Location"]).json()
    assert (job["name"], job["size"], job["status"]) == ("chats.csv", len(CHATS.encode()), "waiting")


def test_an_idempotency_key_belongs_to_one_file(client: TestClient) -> None:
    key = {"Idempotency-Key": "batch-1"}
    first = client.post("/v1/transcripts", content=CHATS.encode(), headers=key)
    again = client.post("/v1/transcripts", content=CHATS.encode(), headers=key)
    assert again.json()["id"] == first.json()["id"]
    other = client.post("/v1/transcripts", content=b"something else", headers=key)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "conflict")


@pytest.mark.parametrize("kind", ["orders", "items", "roster"])
def test_tables_are_uploads_too(client: TestClient, kind: str) -> None:
    answer = client.post(f"/v1/tables/{kind}?name=table.csv", content=b"id,title\n1,Shirt\n")
    assert (answer.status_code, answer.json()["kind"]) == (202, kind)


def test_orders_reach_the_results(tmp_path: Path) -> None:
    service = started(tmp_path)
    client = service.client("trainer")
    client.post("/v1/transcripts?name=chats.csv", content=CHATS.encode())
    head = "订单编号,买家会员名,订单创建时间,订单付款时间,买家应付货款"
    table = f"{head}\n1001,mei,2024-03-05 11:00:00,2024-03-05 11:05:00,129.00\n"
    job = client.post("/v1/tables/orders?name=orders.csv", content=table.encode()).json()
    assert client.get(f"/v1/jobs/{job['id']}").json()["status"] == "done"
    agents = {one["agent"]: one for one in client.get("/v1/agents").json()["items"]}
    assert (agents["wang"]["orders"], agents["wang"]["amount"]) == (1, 129.0)
    service.store.close()


def test_jobs_are_listed_page_by_page(client: TestClient) -> None:
    for number in range(5):
        client.post(f"/v1/transcripts?name={number}.txt", content=f"file {number}".encode())
    names, cursor = [], ""
    for _ in range(3):
        page = client.get(f"/v1/jobs?limit=2&sort=name{cursor}").json()
        names += [one["name"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert names == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt"]
    assert page["next"] is None
    assert len(client.get("/v1/jobs?status=done").json()["items"]) == 0


@pytest.mark.parametrize("as_form", [False, True])
def test_too_large_a_file_leaves_nothing(empty: Service, client: TestClient, as_form: bool) -> None:
    large = b"x" * (MEGABYTE + 1)
    sent = {"files": {"file": ("a.txt", large)}} if as_form else {"content": large}
    answer = client.post("/v1/transcripts", **sent)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert client.get("/v1/jobs").json()["items"] == []
    assert not list((empty.store.folder / "uploads").iterdir())


def test_a_stream_without_length_is_cut_off(empty: Service, client: TestClient) -> None:
    answer = client.post("/v1/transcripts", content=(b"x" * 100_000 for _ in range(11)))
    assert answer.status_code == 413
    assert not list((empty.store.folder / "uploads").iterdir())


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/octet-stream", 422),
        (b"--x\r\n", "multipart/form-data", 400),
        (b"nonsense", "multipart/form-data; boundary=x", 400),
        (b"--x--\r\n", "multipart/form-data; boundary=x", 422),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
            422,
        ),
    ],
)
def test_a_body_without_a_file_is_refused(client: TestClient, content: bytes, kind: str, status: int) -> None:
    answer = client.post("/v1/transcripts", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error"}
    assert client.get("/v1/jobs").json()["items"] == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\x.csv", "/abs.csv", "a\x07b.csv", "<script>.csv", "x" * 300]
)
def test_a_hostile_file_name_leads_nowhere(empty: Service, client: TestClient, name: str) -> None:
    before = {path for path in empty.store.folder.parent.rglob("*") if path.is_file()}
    answer = client.post("/v1/transcripts", files={"file": (name, CHATS.encode())})
    assert answer.status_code == 202
    new = {path for path in empty.store.folder.parent.rglob("*") if path.is_file()} - before
    assert all(empty.store.folder / "uploads" in path.parents for path in new)
    assert "/" not in answer.json()["name"]
    assert len(answer.json()["name"]) <= 200


HOSTILE = {
    "a zip bomb": zipped(chats_dot_csv=b"0" * 60 * MEGABYTE),
    "a path in a zip": zipped(_dot__dot__slash_evil_dot_csv=CHATS.encode()),
    "a zip in a zip": zipped(inner_dot_zip=zipped(chats_dot_csv=CHATS.encode())),
    "half a zip": zipped(chats_dot_csv=CHATS.encode())[:200],
    "a 50 MB line": zipped(chats_dot_csv=b"time,customer,sender,role,text\n" + b"x" * 50 * MEGABYTE),
    "bytes": bytes(range(256)) * 100,
    "nul": b"\x00" * 1000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_a_failed_job_that_says_why(tmp_path: Path, content: bytes) -> None:
    service = started(tmp_path)
    client = service.client("trainer")
    job = client.post("/v1/transcripts?name=chats.zip", content=content).json()
    found = client.get(f"/v1/jobs/{job['id']}").json()
    assert found["status"] == "failed"
    assert found["error"]
    assert client.get("/v1/conversations").json()["items"] == []
    assert not list(tmp_path.rglob("*evil*"))
    service.store.close()
