"""How a process with a worker ends."""

import os
import sys
from typing import Protocol


class Stoppable(Protocol):
    """A worker: `stop` is False when a job is still in work."""

    def stop(self) -> bool:
        """End if possible."""


def end(jobs: Stoppable) -> None:
    """Stop the worker; with a job in work end the process at once, and the next worker goes on with it."""
    if not jobs.stop():
        sys.stdout.flush()
        sys.stderr.write("an upload was being taken in; the next worker goes on with it\n")
        sys.stderr.flush()
        os._exit(0)
