"""How fast the service scores: one client alone, then many at once.

    python benchmarks/score_load.py [--clients 50] [--requests 20] [--messages 20]

Starts the service in a process of its own on a store of its own; every conversation is another one. Prints the 50th,
95th and 99th percentile of the time to an answer, the answers a second, and how many were not 200.

Measured on 22 November 2026, two shared cores at a load of 2.5, SQLite, 20 messages: one client p50 13 ms, p95 18 ms,
longest 24 ms; 50 clients p50 0.9 s, p95 1.3 s, 55 answers a second, 1,000 of 1,000 answered. One process answers on one
core: more people at once wait for their turn.
"""

import argparse
import json
import multiprocessing
import socket
import statistics
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

SAID = [
    "这件160/50kg穿什么码，会掉色吗",
    "稍等哦",
    "好的",
    "您平时穿M还是L？",
    "M",
    "那建议您拍M码哦",
    "好的谢谢",
    "不客气，记得收藏店铺哦",
    "什么时候发货",
    "48小时内发货的亲",
]


def serve(folder: str, port: int, key: str) -> None:
    import uvicorn

    from api.app import create_app
    from coach.settings import load_settings
    from coach.store.credentials import token_hash
    from coach.store.store import open_store

    settings = load_settings(environment={}, arguments={"service": {"requests_per_minute": 1_000_000}})
    store = open_store(f"sqlite:///{Path(folder) / 'store.sqlite'}", settings=settings)
    place = {"name": "load", "prefix": key[:6], "hash": token_hash(key), "created_by": "benchmark"}
    store.keys.create(store.shops.create("load").id, role="trainer", scopes=("read",), **place)
    uvicorn.run(create_app(store, settings, jobs=None), port=port, log_level="warning", access_log=False)


def talk(number: int, messages: int) -> bytes:
    said = [
        {
            "role": "agent" if place % 2 else "customer",
            "text": f"{SAID[place % len(SAID)]} {number}",
            "at": f"2026-01-05T{10 + place // 60}:{place % 60:02}:00",
        }
        for place in range(messages)
    ]
    return json.dumps({"platform": "taobao", "messages": said}).encode()


def client(port: int, key: str, numbers: range, messages: int, times: list[float], bad: list[int]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    for number in numbers:
        begun = time.perf_counter()
        connection.request("POST", "/v1/score", talk(number, messages), headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - begun)
        if answer.status != 200:
            bad.append(answer.status)
    connection.close()


def run(port: int, key: str, *, clients: int, requests: int, messages: int, start: int) -> None:
    times: list[float] = []
    bad: list[int] = []
    shares = [range(start + requests * one, start + requests * (one + 1)) for one in range(clients)]
    threads = [threading.Thread(target=client, args=(port, key, share, messages, times, bad)) for share in shares]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    cut = statistics.quantiles(times, n=100)
    print(
        f"{clients} clients, {len(times)} requests of {messages} messages: p50 {cut[49] * 1000:.0f} ms, "
        f"p95 {cut[94] * 1000:.0f} ms, p99 {cut[98] * 1000:.0f} ms, {len(times) / took:.0f} a second, "
        f"{clients * requests - len(times) + len(bad)} failed"
    )


def wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--clients", type=int, default=50)
    asked.add_argument("--requests", type=int, default=20)
    asked.add_argument("--messages", type=int, default=20)
    options = asked.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    key = "k" * 43
    with tempfile.TemporaryDirectory() as folder:
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(folder, port, key))
        server.start()
        wait(port)
        run(port, key, clients=1, requests=20, messages=options.messages, start=0)
        run(port, key, clients=1, requests=200, messages=options.messages, start=1000)
        run(port, key, clients=options.clients, requests=options.requests, messages=options.messages, start=10_000)
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
