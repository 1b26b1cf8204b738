"""The one shape of every failure."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict


class Fault(BaseModel):
    """What is wrong: `code` is for programs, `message` for people; `file` and `line` say where, if it is in a file."""

    code: str
    message: str
    file: str | None = None
    line: int | None = None


class Failure(BaseModel):
    """The answer to every request that fails."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"error": {"code": "not_found", "message": "there is no such job", "file": None, "line": None}}
        }
    )

    error: Fault


def failures(told: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """How the documentation describes failures, by status."""
    return {status: {"model": Failure, "description": text} for status, text in told.items()}
