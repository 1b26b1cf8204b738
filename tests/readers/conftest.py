from collections.abc import Callable
from pathlib import Path

import pytest

from coach.readers import ReadLog, ReadOptions, read
from coach.transcript import Conversation

Reading = tuple[list[Conversation], ReadLog]


@pytest.fixture
def samples() -> Path:
    return Path(__file__).with_name("samples")


@pytest.fixture
def reading() -> Callable[..., Reading]:
    """Read paths with options; gives the conversations and the log."""

    def run(*paths: Path, **options: object) -> Reading:
        log = ReadLog()
        return list(read(paths, options=ReadOptions(**options), log=log)), log

    return run


@pytest.fixture
def reading_text(tmp_path: Path, reading: Callable[..., Reading]) -> Callable[..., Reading]:
    """Read one file with this content."""

    def run(content: str | bytes, *, name: str = "chats.txt", **options: object) -> Reading:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return reading(path, **options)

    return run
