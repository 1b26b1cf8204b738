"""Kill the worker at random moments of one large import, and see whether anything is lost or there twice.

    python benchmarks/kill_import.py [--messages 100000] [--kills 10] [--url URL] [--seed 1]

Writes an invented shop, imports it once undisturbed and once with kills (SIGKILL), and compares every table.

On PostgreSQL, 22 November 2026, 100,029 messages: after ten kills (reading, storing, judging) every table was the same.
"""

import argparse
import io
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from coach.demo import write_demo
from coach.settings import Settings
from coach.store.result_tables import conversations, counts, exchanges, findings
from coach.store.store import Store, open_store
from coach.store.tables import messages
from coach.store.values import Import

ROOT = Path(__file__).parent.parent
KEYS = {
    messages: ("who", "id"),
    conversations: ("person", "messages"),
    exchanges: ("id", "question_type", "stance"),
    findings: ("id", "rule"),
    counts: ("session", "agent", "rule", "hits", "clears", "credits", "exempt", "unknown"),
}
MESSAGES_A_SESSION = 8.84


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, default=100_000)
    options.add_argument("--kills", type=int, default=10)
    options.add_argument("--url", default="")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="coach-kill-") as name:
        folder = Path(name)
        write_demo(folder / "demo", sessions=round(given.messages / MESSAGES_A_SESSION))
        url = given.url or f"sqlite:///{folder / 'store.sqlite'}"
        with closing(open_store(url, settings=Settings(), folder=folder)) as store:
            run(store, packed(folder / "demo" / "chats"), url, kills=given.kills, chance=random.Random(given.seed))


def run(store: Store, data: bytes, url: str, *, kills: int, chance: random.Random) -> None:
    calm = receive(store, "undisturbed", data)
    begun = time.perf_counter()
    assert worker(url, store).wait() == 0
    seconds = time.perf_counter() - begun
    done = store.imports.by_id(calm.id)
    print(f"undisturbed: {done.messages:,} messages in {seconds:.1f} s, {done.messages / seconds:,.0f} a second")
    stormy = receive(store, "killed", data)
    begun = time.perf_counter()
    left = kills
    while store.imports.by_id(stormy.id).status not in ("done", "failed"):
        process = worker(url, store)
        if not left:
            assert process.wait() == 0
            continue
        before = store.imports.by_id(stormy.id)
        while process.poll() is None and store.imports.by_id(stormy.id) == before:
            time.sleep(0.05)
        time.sleep(chance.uniform(0, seconds / kills))
        at = store.imports.by_id(stormy.id)
        if process.poll() is None:
            process.kill()
            left -= 1
            print(f"killed in {at.stage or 'waiting'}, {at.done} of {at.of}")
        process.wait()
    print(f"with {kills - left} kills: {time.perf_counter() - begun:.1f} s")
    compare(store, calm.shop, stormy.shop)


def compare(store: Store, first: str, second: str) -> None:
    same = store.results.analysis(first) == store.results.analysis(second)
    print(f"analysis: {'the same' if same else 'DIFFERENT'}")
    for table, names in KEYS.items():
        with store.database.reading() as connection:
            both = [
                sorted(
                    connection.execute(select(*(table.c[name] for name in names)).where(table.c.shop == shop)).all(),
                    key=str,
                )
                for shop in (first, second)
            ]
        same = same and both[0] == both[1]
        print(
            f"{table.name}: {len(both[0]):,} and {len(both[1]):,}, {'the same' if both[0] == both[1] else 'DIFFERENT'}"
        )
    sys.exit(0 if same else 1)


def receive(store: Store, shop: str, data: bytes) -> Import:
    return store.imports.receive(store.shops.create(shop).id, [data], name="chats.zip", by="benchmark")[0]


def worker(url: str, store: Store) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.working", url, str(store.folder)], cwd=ROOT)


def packed(folder: Path) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return written.getvalue()


if __name__ == "__main__":
    main()
