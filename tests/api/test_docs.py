"""Every curl command of docs/api.md does what the page says, in the page's order."""

import re
import shlex
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.service import CHATS, Service, started

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
ORDERS = "订单编号,买家会员名,订单创建时间\n1001,mei,2024-03-05 11:00:00\n"


def commands() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", " ")
    return re.findall(r"^curl .*?(?=^curl |^export |\Z)", lines, re.MULTILINE | re.DOTALL)


def send(client: TestClient, command: str, names: dict[str, str], folder: Path) -> object:
    """Do what curl would; the answer's JSON, or its bytes."""
    for name, value in names.items():
        command = command.replace(f"${name}", value)
    words = iter(shlex.split(command)[1:])
    method, url, headers, sent = "", "", {}, {}
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "-F":
            name, _, file = next(words).partition("=@")
            sent = {"files": {name: (file, (folder / file).read_bytes())}}
        elif word in ("-d", "--data-binary"):
            body = next(words)
            sent = {"content": (folder / body[1:]).read_bytes() if body.startswith("@") else body.encode()}
        elif word == "-o":
            next(words)
        else:
            url = word
    answer = client.request(method or ("POST" if sent else "GET"), url, headers=headers, **sent)  # type: ignore[arg-type]
    assert answer.is_success, (command, answer.text)
    return answer.json() if "json" in answer.headers["Content-Type"] else answer.content


@pytest.fixture
def service(tmp_path: Path) -> Service:
    (tmp_path / "chats.csv").write_text(CHATS, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    return started(tmp_path / "store")


def test_the_commands_of_the_page_work(service: Service, tmp_path: Path) -> None:
    client = service.client("trainer")
    names = {"COACH_URL": "", "COACH_KEY": client.headers["Authorization"].removeprefix("Bearer ")}
    done = 0
    for command in commands():
        answer = send(service.anonymous(), command, names, tmp_path)
        done += 1
        if "/v1/transcripts" in command:
            assert isinstance(answer, dict)
            names |= {
                "JOB": answer["id"],
                "FINDING": client.get("/v1/findings").json()["items"][0]["id"],
                "CANDIDATE": client.get("/v1/faq").json()["items"][0]["id"],
            }
    assert done >= 13
    service.store.close()
