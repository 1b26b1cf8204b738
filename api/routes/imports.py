"""Uploads of chats and of the tables that go with them, and the jobs that take them in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.schemas.failure import failures
from api.schemas.fields import Key, Listed, Name, Word
from api.schemas.imports import Job
from api.uploads import BODY, Upload
from coach.readers import registry
from coach.store.values import Import, ImportKind, ImportOptions, ImportStatus, Page

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["imports"])
_FAILS = failures(
    {
        400: "The form cannot be read.",
        409: "The idempotency key came with another file.",
        413: "The file is too large.",
    }
)
_MISSING = failures({404: "There is no such job."})
_ZONE = "^[A-Za-z0-9_+:/-]+$"


@router.post(
    "/transcripts",
    operation_id="uploadTranscripts",
    status_code=202,
    response_model=Job,
    responses=_FAILS,
    openapi_extra=BODY,
)
@allowed("upload", body=None)
def upload_transcripts(
    upload: Upload,
    response: Response,
    format: Annotated[Word | None, Query(description="A chat format by name; left out: found out.")] = None,  # noqa: A002
    encoding: Annotated[Word | None, Query(description="For example gb18030; left out: found out.")] = None,
    zone: Annotated[str | None, Query(max_length=60, pattern=_ZONE, examples=["Asia/Shanghai"])] = None,
    agents: Annotated[list[Name] | None, Query(description="Accounts that are agents.", max_length=500)] = None,
) -> Import:
    """Upload chats in any known format, also as a zip; the answer is the job that takes them in.

    The same file again gives the job there is already.
    """
    if format:
        registry.get(format)
    options = ImportOptions(format=format, encoding=encoding, zone=zone, agents=tuple(agents or ()))
    taken = upload.take_in("chats", options)
    response.headers["Location"] = f"/v1/jobs/{taken.id}"
    return taken


@router.post(
    "/tables/{kind}",
    operation_id="uploadTable",
    status_code=202,
    response_model=Job,
    responses=_FAILS,
    openapi_extra=BODY,
)
@allowed("upload", body=None)
def upload_table(kind: Literal["orders", "items", "roster"], upload: Upload, response: Response) -> Import:
    """Upload a table that goes with the chats (CSV or XLSX); the answer is the job that takes it in.

    `orders`: an order export. `items`: id, title, url. `roster`: account, agent, team, shop, from, to.
    """
    taken = upload.take_in(kind)
    response.headers["Location"] = f"/v1/jobs/{taken.id}"
    return taken


@router.get("/jobs", operation_id="listJobs", response_model=Listed[Job])
@allowed("imports")
def list_jobs(
    caller: Asking, store: Stored, paging: Paged, kind: ImportKind | None = None, status: ImportStatus | None = None
) -> Page[Import]:
    """The shop's uploads, the newest first; sort by created_at or name."""
    return store.imports.list(caller.shop, paging, kind=kind, status=status)


@router.get("/jobs/{id}", operation_id="getJob", response_model=Job, responses=_MISSING)
@allowed("imports")
def job(number: Annotated[Key, Path(alias="id")], caller: Asking, store: Stored) -> Import:
    """How far an upload has been taken in, and what was skipped."""
    return store.imports.get(caller.shop, number)
