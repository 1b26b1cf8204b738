"""An uploaded file, as a raw body or as the one file of a form, spooled to disk while it comes in."""

import os
import tempfile
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import IO, Annotated

from fastapi import Depends, Header, Query, Request
from msgspec import Struct
from starlette.datastructures import UploadFile

from api.deps import Asking, Jobs, Stored
from api.errors import Refused
from api.permissions import Caller
from api.schemas.fields import Key, Name
from coach.errors import InputError
from coach.store.store import Store
from coach.store.values import Import, ImportKind, ImportOptions

CHUNK = 1024 * 1024
UNNAMED = "upload"


class Uploaded(Struct, frozen=True):
    """A file that a caller sent: the name it was given, its bytes, and what is needed to take it in."""

    name: str
    file: IO[bytes]
    caller: Caller
    store: Store
    jobs: Jobs
    idempotency_key: str | None

    def take_in(self, kind: ImportKind, options: ImportOptions | None = None) -> Import:
        """The import of these bytes, whose job is begun if there is one to do."""
        if not self.file.seek(0, os.SEEK_END):
            raise InputError(f"{self.name} is empty; send the file as the body, or in a form")
        self.file.seek(0)
        received, is_new = self.store.imports.receive(
            self.caller.shop,
            iter(partial(self.file.read, CHUNK), b""),
            name=self.name,
            by=self.caller.name,
            kind=kind,
            options=options or ImportOptions(),
            idempotency_key=self.idempotency_key,
        )
        if is_new:
            self.store.audit.note(self.caller.name, "upload", received.id, shop=self.caller.shop, detail={"kind": kind})
            self.jobs.submit(received)
        return received


async def _uploaded(
    request: Request,
    caller: Asking,
    store: Stored,
    name: Annotated[
        Name | None, Query(description="What the file is called; its ending helps to recognise it.")
    ] = None,
    idempotency_key: Annotated[Key | None, Header(description="The same key again gives the same job.")] = None,
) -> AsyncIterator[Uploaded]:
    jobs = request.app.state.jobs
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        async with request.form(max_files=1, max_fields=10) as form:
            part = next((part for part in form.values() if isinstance(part, UploadFile)), None)
            if part is None:
                raise Refused(422, "no_file", "the form has no file; send one in the field file")
            yield Uploaded(_plain(name or part.filename), part.file, caller, store, jobs, idempotency_key)
        return
    with await _spooled(request, store.folder) as file:
        yield Uploaded(_plain(name), file, caller, store, jobs, idempotency_key)


async def _spooled(request: Request, folder: Path) -> IO[bytes]:
    """The body on disk, in a file without a name that ends with the request."""
    spooled = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - given to the caller
    try:
        async for chunk in request.stream():
            spooled.write(chunk)
    except BaseException:
        spooled.close()
        raise
    return spooled


def _plain(name: str | None) -> str:
    """The name without folders, control and half characters, which it may hold when somebody means harm."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in last if one.isprintable()).strip()[:200] or UNNAMED


Upload = Annotated[Uploaded, Depends(_uploaded)]
"""The file of the request."""

BODY = {
    "requestBody": {
        "required": True,
        "description": "The file: as the body itself (name it with ?name=), or as the one file of a form.",
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}
"""How the documentation describes the body of an upload."""
