"""A module imports from its own folder or from a lower layer; nothing heavy is imported with the package."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    "transcript labels practice findings candidates errors",
    "settings registry i18n memory packing spreadsheet",
    "languages taxonomy",
    "privacy readers",
    "merge segment",
    "vectors",
    "classifiers",
    "requests",
    "metrics outcomes orders similar contradictions",
    "rules faq",
    "scorecard rubrics",
    "coaching",
    "adding_up analysis result gathering highlights lessons parts pipeline engine resume",
    "store reports training demo",
    "cli",
]
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names.split()}
MODULES = [path for path in sorted((ROOT / "coach").rglob("*.py")) if path != ROOT / "coach" / "__init__.py"]


def part_of(path: Path) -> str:
    inside = path.relative_to(ROOT / "coach")
    return inside.parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("coach.") and name.split(".")[1] in LAYER}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    here = part_of(path)
    above = {name for name in imported_parts(path) if name != here and LAYER[name] > LAYER[here]}
    siblings = {name for name in imported_parts(path) if name != here and LAYER[name] == LAYER[here] > 0}
    beside = {name for name in siblings if (ROOT / "coach" / here).is_dir()}
    assert not above, f"{path} imports from higher layers: {sorted(above)}"
    assert not beside, f"{path} imports from a sibling folder: {sorted(beside)}"


def test_command_line_starts_without_heavy_libraries() -> None:
    code = "import sys, coach, coach.cli; print(*{m.split('.')[0] for m in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "sklearn", "spacy", "jieba", "vl_convert", "scipy"} & set(loaded)
