"""`coach worker`: another process that takes uploads in."""

from importlib import import_module

import typer

from coach.cli.ending import end
from coach.cli.options import StoreUrl


def worker(store: StoreUrl = None) -> None:
    """Take uploads in beside `coach serve`, until Ctrl-C; each worker adds one process."""
    import signal
    import threading
    from contextlib import closing

    from coach.store.store import open_store

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with closing(open_store(store)) as opened:
        jobs = import_module("api.jobs").Jobs(opened)
        jobs.launch()
        typer.echo(f"worker {jobs.worker} is waiting for uploads", err=True)
        while not stopped.wait(1):
            pass
        end(jobs)
