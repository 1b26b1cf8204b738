"""Uploads: the form, how far each has come, and what was left out."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.pages.rendering import show, texts_of
from coach.readers import registry
from coach.store.values import Import

router = APIRouter(route_class=Guarded)
STAGES = ("read", "store", "judge", "summary")
"""The stages of a job in order; a bar shows how far through them it is."""


@router.get("/imports")
@allowed("imports")
def imports_page(request: Request, caller: Asking, store: Stored, paging: Paged) -> Response:
    """The upload form above the shop's uploads, the newest first; the page asks again while a job is at work."""
    found = store.imports.list(caller.shop, paging)
    texts = texts_of(request)
    return show(
        request,
        "imports.html.j2",
        jobs=found.items,
        next=found.next,
        busy=any(one.status in ("waiting", "running") for one in found.items),
        percent={one.id: percent(one) for one in found.items},
        formats=[(one.name, one.title) for one in registry],
        most=texts.number(store.settings.store.max_upload_mb),
    )


def percent(job: Import) -> int:
    """How far a job has come, from 0 to 100: each stage is as long as the others."""
    if job.status == "done" or job.stage not in STAGES:
        return 100 if job.status == "done" else 0
    part = job.done / job.of if job.of else 0
    return round(100 * (STAGES.index(job.stage) + min(part, 1)) / len(STAGES))
