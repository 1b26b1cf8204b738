"""`coach serve` as a process: it answers, believes the proxies that it is told to, and ends when it is asked to."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

PATIENCE_S = 120
FOR_BROWSERS = "strict-transport-security"


def answer(port: int, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    """The headers of an answer to a request that says it came by HTTPS, once there is one."""
    end = time.monotonic() + PATIENCE_S
    while True:
        assert process.poll() is None, "the service ended"
        assert time.monotonic() < end, "the service does not answer"
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)) as connection:
                connection.request("GET", "/v1/health", headers={"X-Forwarded-Proto": "https"})
                return {name.lower(): value for name, value in connection.getresponse().getheaders()}
        except ConnectionRefusedError:
            time.sleep(0.1)


@pytest.mark.parametrize(
    ("believed", "is_https"), [("127.0.0.1, 10.0.0.0/8", True), ("10.0.0.0/8", False), ("", False)]
)
def test_a_proxy_is_believed_if_the_settings_name_it(tmp_path: Path, believed: str, is_https: bool) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {"COACH_STORE": f"sqlite:///{tmp_path / 'store.sqlite'}", "COACH_SERVICE_FORWARDED_ALLOW_IPS": believed}
    command = [sys.executable, "-c", "from coach.cli import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **places}, cwd=tmp_path)
    try:
        assert (FOR_BROWSERS in answer(port, process)) is is_https
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)
