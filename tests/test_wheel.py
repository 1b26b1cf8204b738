"""The wheel, installed in an empty environment elsewhere, does the main job there."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def call(*command: str | Path, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COACH_", "PYTHON", "VIRTUAL"))}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_does_the_main_job_in_an_empty_environment(tmp_path: Path) -> None:
    call(sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "empty", with_pip=True)
    scripts = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")
    call(scripts / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)

    call(scripts / "coach", "demo", "shop", cwd=tmp_path)
    call(scripts / "coach", "analyse", "shop/chats", "--orders", "shop/orders.csv", "-o", "report", cwd=tmp_path)
    summary = json.loads((tmp_path / "report" / "summary.json").read_text(encoding="utf-8"))
    assert summary["sessions"] == 116
    assert "<html" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    trained = call(scripts / "python", "-c", "from coach.training import corpus; print(corpus.__file__)", cwd=tmp_path)
    assert str(tmp_path / "empty") in trained
