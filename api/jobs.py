"""Background work: one durable workflow an import, which any worker goes on with where a killed one stopped."""

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID

from coach.errors import Conflict, StoreError
from coach.store import importing
from coach.store.database import new_id, now
from coach.store.store import Store
from coach.store.values import Import

WORKFLOWS = "1"
"""The version of the workflow below: to be raised when its steps change, so that no job goes on with other steps."""

QUEUE = "imports"
AT_ONCE = 2
"""How many imports a worker does at the same time; a shop's imports come one after the other."""

GIVEN_UP = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED")
"""What DBOS calls a job that nobody goes on with."""

BEAT_S = 3.0
LEASE_S = 15.0
"""After how long without a sign of life a worker counts as dead, and others go on with its jobs."""

TRIES = 6
"""How often a step is tried while the database does not answer: for about a minute."""

EXPIRE_EVERY_S = 6 * 3600.0


class Jobs:
    """The worker of this process; there is one in a process at most."""

    def __init__(self, store: Store, *, lease_s: float = LEASE_S) -> None:
        self.store = store
        self.lease = timedelta(seconds=lease_s)
        self.worker = f"{socket.gethostname()[:30]}-{os.getpid()}-{new_id()[:6]}"
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, name="coach-watch", daemon=True)
        self._workflow: Callable[[str], None] | None = None
        self._in_work: Counter[str] = Counter()

    def launch(self) -> None:
        """Take up work: what is waiting, and what dead workers left."""
        DBOS(config=self._config())
        self._workflow = _registered(self.store, self._in_work)
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=AT_ONCE, partition_concurrency=1, polling_interval_sec=0.5)
        self.store.workers.beat(self.worker)
        self._watch.start()

    def submit(self, upload: Import) -> None:
        """Have the import done; submitting the same one again changes nothing."""
        if self._workflow is None:
            raise StoreError("no worker has been started in this process; call launch first")
        number = f"{upload.id}-{self.store.imports.attempt(upload.id)}"
        with SetWorkflowID(number), SetEnqueueOptions(queue_partition_key=upload.shop):
            DBOS.enqueue_workflow(QUEUE, self._workflow, upload.id)

    def wait(self, import_id: str, seconds: float = 120) -> Import:
        """The import once it is done or has failed; StoreError when that takes longer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.store.imports.by_id(import_id)
            if found.status in ("done", "failed"):
                return found
            time.sleep(0.1)
        raise StoreError(f"the import is not done after {seconds:g} s; look at its status again later")

    def stop(self) -> bool:
        """End, if nothing is in work: True.

        A job in work cannot be told to end. Then this gives False, and the process is to end at once; the next worker
        goes on with the job, as after a kill.
        """
        self._stopped.set()
        if self._watch.is_alive():
            self._watch.join()
        idle = not +self._in_work
        if idle:
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=0)
            self._workflow = None
        self.store.workers.leave(self.worker)
        return idle

    def _keep_watch(self) -> None:
        """Say every few seconds that this worker lives, go on with what dead ones left, and keep retention."""
        expire_at = time.monotonic() + EXPIRE_EVERY_S
        while not self._stopped.wait(min(BEAT_S, self.lease.total_seconds() / 3)):
            try:
                self.store.workers.beat(self.worker)
                self._adopt()
                self._bury()
                self._submit_forgotten()
                if time.monotonic() > expire_at:
                    expire_at = time.monotonic() + EXPIRE_EVERY_S
                    self._expire()
            except StoreError as problem:
                DBOS.logger.warning(problem.message)

    def _adopt(self) -> None:
        """Queue the jobs of other workers that have not been heard of for the lease."""
        alive = {name for name, at in self.store.workers.seen().items() if now() - at < self.lease} | {self.worker}
        for left in DBOS.list_workflows(status="PENDING", load_input=False, load_output=False):
            if left.executor_id not in alive:
                DBOS.resume_workflow(left.workflow_id, queue_name=QUEUE)

    def _bury(self) -> None:
        """Mark imports as failed whose jobs were given up: those that broke the program again and again."""
        numbers = {f"{one.id}-{self.store.imports.attempt(one.id)}": one.id for one in self.store.imports.running()}
        if numbers:
            for given_up in DBOS.list_workflows(
                workflow_ids=list(numbers), status=list(GIVEN_UP), load_input=False, load_output=False
            ):
                self.store.imports.fail(numbers[given_up.workflow_id], importing.BROKE_OFF)

    def _submit_forgotten(self) -> None:
        """Submit uploads whose process ended between receiving and submitting them."""
        for upload in self.store.imports.waiting(older_than=self.lease):
            self.submit(upload)

    def _expire(self) -> None:
        for shop in self.store.shops.list():
            try:
                self.store.erasure.expire(shop.id)
            except Conflict:
                continue

    def _config(self) -> DBOSConfig:
        """DBOS keeps its tables in a file beside the store, on PostgreSQL in a schema beside the store's."""
        database = self.store.database
        url = f"sqlite:///{self.store.folder / 'jobs.sqlite'}" if database.is_sqlite else database.url()
        return DBOSConfig(
            name="coach",
            system_database_url=url,
            dbos_system_schema=None if database.is_sqlite else f"{database.schema()}_jobs",
            application_version=WORKFLOWS,
            executor_id=self.worker,
            log_level="WARNING",
            use_listen_notify=False,
        )


def _registered(store: Store, in_work: Counter[str]) -> Callable[[str], None]:
    """The workflow with its steps, bound to the store; `in_work` counts how often it is at each import."""

    def step(work: Callable[..., Any], name: str) -> Callable[..., Any]:
        return DBOS.step(
            name=name,
            retries_allowed=True,
            max_attempts=TRIES,
            should_retry=lambda error: type(error) is StoreError,
        )(work)

    take_in = step(lambda number: importing.take_in(store, number), "take_in")
    begin_run = step(lambda number: importing.begin_run(store, number), "begin_run")
    to_judge = step(lambda number, run: importing.to_judge(store, number, run), "to_judge")
    summarise = step(lambda number, run: importing.summarise(store, number, run), "summarise")

    def judge(number: str, run: str, bucket: int, done: int, of: int) -> None:
        importing.judge(store, number, run, bucket, done=done, of=of)

    judge_step = step(judge, "judge")

    def import_file(number: str) -> None:
        with _noted(in_work, number), importing.marked(store, number):
            take_in(number)
            run = begin_run(number)
            stale = to_judge(number, run)
            for done, bucket in enumerate(stale):
                judge_step(number, run, bucket, done, len(stale))
            summarise(number, run)

    return DBOS.workflow(name="import_file")(import_file)


@contextmanager
def _noted(in_work: Counter[str], number: str) -> Iterator[None]:
    """The import is in work as long as the block runs."""
    in_work[number] += 1
    try:
        yield
    finally:
        in_work[number] -= 1
