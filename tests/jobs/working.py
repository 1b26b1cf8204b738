"""A worker as a process of its own, to be killed: `python -m tests.jobs.working URL FOLDER` ends when all is done."""

import sys
import time
from pathlib import Path

from api.jobs import Jobs
from coach.settings import Settings
from coach.store.store import open_store
from coach.store.values import Paging

LEASE_S = 2.0

if __name__ == "__main__":
    store = open_store(sys.argv[1], settings=Settings(), folder=Path(sys.argv[2]))
    jobs = Jobs(store, lease_s=LEASE_S)
    jobs.launch()
    while any(
        upload.status in ("waiting", "running")
        for shop in store.shops.list()
        for upload in store.imports.list(shop.id, Paging()).items
    ):
        time.sleep(0.1)
    jobs.stop()
    store.close()
