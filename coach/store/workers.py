"""Which workers are alive: each says so every few seconds."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from coach.store.database import Database, now, replace_row
from coach.store.tables import workers

FORGOTTEN = timedelta(days=1)


class Workers:
    """The signs of life of all workers."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def beat(self, worker: str) -> None:
        """The worker is alive; those of which nothing was heard for a day are forgotten."""
        with self.database.writing() as connection:
            replace_row(connection, workers, {"id": worker, "seen_at": now()})
            connection.execute(delete(workers).where(workers.c.seen_at < now() - FORGOTTEN))

    def leave(self, worker: str) -> None:
        """The worker ends."""
        with self.database.writing() as connection:
            connection.execute(delete(workers).where(workers.c.id == worker))

    def seen(self) -> dict[str, datetime]:
        """When each worker last said that it is alive."""
        with self.database.reading() as connection:
            return {row.id: row.seen_at for row in connection.execute(select(workers))}
