"""Uploads and the jobs that take them in."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from coach.store.values import ImportKind, ImportStatus


class SkippedLine(BaseModel):
    """A line, or with `line` null a whole file, that was left out, and why."""

    file: str
    line: int | None
    reason: str


class NoticeLine(BaseModel):
    """Something about a file that is worth knowing although nothing is wrong."""

    file: str
    text: str


class Job(BaseModel):
    """One uploaded file and how far it has been taken in: `done` of `of` steps of the `stage`.

    `new_messages` are those that the shop did not have; `error` says why a failed one failed.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "5f0c8a",
                "kind": "chats",
                "name": "chats.zip",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "size": 20480,
                "status": "done",
                "stage": "summary",
                "done": 1,
                "of": 1,
                "conversations": 24,
                "messages": 1012,
                "new_messages": 1012,
                "skipped_count": 1,
                "skipped": [{"file": "chats.zip/a.csv", "line": 41, "reason": "has no time"}],
                "notices": [],
                "error": None,
                "created_at": "2026-01-05T08:00:00Z",
                "created_by": "key:crm",
                "finished_at": "2026-01-05T08:00:09Z",
            }
        }
    )

    id: str
    kind: ImportKind
    name: str
    sha256: str
    size: int
    status: ImportStatus
    stage: str
    done: int
    of: int | None
    conversations: int
    messages: int
    new_messages: int
    skipped_count: int
    skipped: list[SkippedLine]
    notices: list[NoticeLine]
    error: str | None
    created_at: datetime
    created_by: str
    finished_at: datetime | None
