"""Two small weeks of an invented shop, on the whole path to all files of the report, as the golden report holds them.

`python -m tests.reports.whole` writes the golden files again; look at what changed before you keep it.
"""

import json
import re
import tempfile
from pathlib import Path

from coach.cli import main

WEEKS = Path(__file__).parent.parent / "cases" / "report"
GOLDEN = WEEKS / "golden"
_MODEL = re.compile(r"^(- .*?)\d{4}-\d\d-\d\d(.*?)[0-9a-f]{12}(.*)$", re.MULTILINE)


def reports(folder: Path) -> Path:
    """Analyse both weeks into `folder`, the second beside the first, and return the second's report."""
    for week in ("week10", "week11"):
        source = WEEKS / week
        arguments = ["analyse", source / "chats", "--orders", source / "orders.csv", "-o", folder / week, "--jobs", "1"]
        try:
            main([str(one) for one in arguments])
        except SystemExit as ended:
            assert ended.code == 0, week
    return folder / "week11"


def settled(report: Path) -> dict[str, str]:
    """Markdown and JSON of a report without what a new training or another setting changes."""
    summary = json.loads((report / "summary.json").read_text(encoding="utf-8"))
    del summary["settings"]
    markdown = (report / "report.md").read_text(encoding="utf-8")
    return {
        "report.md": _MODEL.sub(r"\1(day)\2(checksum)\3", markdown),
        "summary.json": json.dumps(summary, ensure_ascii=False, indent=1) + "\n",
    }


def write_golden() -> None:
    """Replace the golden files by what comes out now."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in settled(reports(Path(folder))).items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_golden()
