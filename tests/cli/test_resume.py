"""A run that is killed goes on where it was: the same command, the same result, nothing done twice."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = "import sys; from coach import engine; engine.PARTITION_MESSAGES = 30; from coach.cli import main; main()"
"""The command line with partitions so small that the demo shop has many."""

COMPARED = {"faq": ("faq.jsonl", "clusters.csv", "faq-state.jsonl"), "analyse": ("findings.jsonl", "faq.jsonl")}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    subprocess.run([sys.executable, "-c", SCRIPT, "demo", str(folder)], check=True, capture_output=True)
    for file in sorted((folder / "chats").iterdir())[2:]:
        file.unlink()
    return folder


def started(command: str, shop: Path, out: Path, models: Path, *more: str) -> "subprocess.Popen[str]":
    arguments = [
        command,
        str(shop / "chats"),
        "--roster",
        str(shop / "roster.csv"),
        "-o",
        str(out),
        "--jobs",
        "1",
        *more,
    ]
    environment = os.environ | {"COACH_MODELS": str(models), "COACH_PRIVACY_KEY": "k", "COACH_VECTORS_ENCODER": "off"}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments], stderr=subprocess.PIPE, text=True, env=environment
    )


def done(run: "subprocess.Popen[str]") -> str:
    """What a run that ends well says."""
    _, said = run.communicate(timeout=300)
    assert run.returncode == 0, said
    return said


def killed(run: "subprocess.Popen[str]", out: Path) -> int:
    """Kill the run when it has finished some partitions; how many there are."""
    until = time.monotonic() + 120
    while len(list(out.glob(".work/parts/*.part"))) < 3:
        assert run.poll() is None, run.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.communicate()
    return len(list(out.glob(".work/parts/*.part")))


@pytest.mark.parametrize("command", COMPARED)
def test_a_killed_run_goes_on_to_the_same_result(command: str, shop: Path, tmp_path: Path, small_models: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    done(started(command, shop, whole, small_models))
    kept = killed(started(command, shop, broken, small_models), broken)
    said = done(started(command, shop, broken, small_models, "--jobs", "2"))
    assert re.search(rf"\b{kept} of \d+ partitions are taken", said), said
    for name in COMPARED[command]:
        assert (broken / name).read_bytes() == (whole / name).read_bytes(), name
    assert not (broken / ".work").exists()


def test_a_changed_input_begins_anew_and_says_so(shop: Path, tmp_path: Path, small_models: Path) -> None:
    out = tmp_path / "out"
    killed(started("faq", shop, out, small_models), out)
    said = done(started("faq", shop, out, small_models, "--orders", str(shop / "orders.csv")))
    assert "everything is done anew" in said
    assert "partitions are taken" not in said
