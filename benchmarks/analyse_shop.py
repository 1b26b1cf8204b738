"""The whole of `coach analyse` on a generated shop: messages a second, and peak memory of all its processes together.

    python benchmarks/analyse_shop.py [--sessions 10000] [--jobs N] [--runs 3]

Peak memory is the largest sum of resident sets of the command and its workers, sampled ten times a second (Linux).
Shops of two sizes are measured, so that one sees what memory depends on: the partition, not the input.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def family(root: int) -> list[int]:
    """The process and all that descend from it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found = [root]
    for process in found:
        found.extend(child for child, parent in parents.items() if parent == process)
    return found


def resident_mb(processes: list[int]) -> float:
    """Resident memory of these processes together."""
    total = 0
    for process in processes:
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
        except OSError:
            continue
    return total / 1e6


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of a command with all its processes."""
    start, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, resident_mb(family(process.pid)))
            time.sleep(0.1)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return time.perf_counter() - start, peak


def measure(sessions: int, jobs: int | None, runs: int) -> None:
    coach = [sys.executable, "-c", "from coach.cli import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        shop, report = Path(folder) / "shop", Path(folder) / "report"
        timed([*coach, "demo", str(shop), "--sessions", str(sessions)])
        command = [*coach, "analyse", str(shop / "chats"), "--orders", str(shop / "orders.csv"), "-o", str(report)]
        command += ["--roster", str(shop / "roster.csv"), *(["--jobs", str(jobs)] if jobs else [])]
        figures = [timed(command) for _ in range(runs)]
        messages = json.loads((report / "summary.json").read_text(encoding="utf-8"))["messages"]
    seconds = [one for one, _ in figures]
    best, middle, peak = min(seconds), statistics.median(seconds), max(one for _, one in figures)
    print(
        f"{sessions:,} sessions, {messages:,} messages: best {best:.1f} s ({messages / best:,.0f} messages/s), "
        f"median {middle:.1f} s ({messages / middle:,.0f} messages/s), peak {peak:,.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for sessions in (chosen.sessions, 3 * chosen.sessions):
        measure(sessions, chosen.jobs, chosen.runs)


if __name__ == "__main__":
    main()
