"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_S = 10.0
"""How often a plain line is written where there is no terminal."""

STAGES = {"read": "Reading messages", "judge": "Judging partitions"}


class Lines:
    """Writes a line to stderr when a stage begins or ends, and every few seconds between."""

    def __init__(self) -> None:
        self.stage = ""
        self.next_at = 0.0

    def __call__(self, stage: str, done: int, of: int | None) -> None:
        """Take one step of `progress(stage, done, of)`."""
        now = time.monotonic()
        if stage == self.stage and now < self.next_at and done != of:
            return
        self.stage, self.next_at = stage, now + EVERY_S
        sys.stderr.write(f"{STAGES.get(stage, stage)}: {done:,}" + (f" of {of:,}\n" if of else "\n"))


class Bar:
    """Moves a rich progress bar; one task a stage."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.display = Progress(*columns, console=Console(stderr=True))
        self.tasks: dict[str, object] = {}

    def __call__(self, stage: str, done: int, of: int | None) -> None:
        """Take one step of `progress(stage, done, of)`."""
        if stage not in self.tasks:
            self.tasks[stage] = self.display.add_task(STAGES.get(stage, stage), total=of)
        self.display.update(self.tasks[stage], completed=done, total=of)  # type: ignore[arg-type]


@contextmanager
def shown_progress() -> Iterator[Lines | Bar]:
    """Progress for as long as the block runs: a bar on a terminal, lines elsewhere."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    bar = Bar()
    with bar.display:
        yield bar
