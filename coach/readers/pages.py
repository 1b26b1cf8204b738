"""The page of each chat format: how to export it, what is read, what is lost."""

from pathlib import Path

import coach
from coach.errors import UnknownPart
from coach.readers.reader import registry


def pages_folder() -> Path:
    """The copy inside the installed package, or the checkout's docs/formats."""
    package = Path(coach.__file__).parent
    installed = package / "_docs" / "formats"
    return installed if installed.is_dir() else package.parent / "docs" / "formats"


def page_file(name: str) -> Path:
    """Where the page of a format would lie."""
    return pages_folder() / f"{registry.get(name).name}.md"


def page(name: str) -> str:
    """The page of a format, as Markdown; UnknownPart when no format is called so, or it came without a page."""
    path = page_file(name)
    if not path.is_file():
        raise UnknownPart(f"the chat format {name!r} has no page; ask the package that brought it")
    return path.read_text(encoding="utf-8")
