"""Whether the service lives, whether it is ready, and its metrics."""

from collections import Counter
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from prometheus_client import generate_latest
from pydantic import BaseModel
from starlette.responses import Response

import coach
from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.observing import Metrics
from api.schemas.failure import failures
from coach import languages
from coach.classifiers import load_classifier
from coach.store.values import Paging

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["service"])


class Health(BaseModel):
    """That the service runs, its version, and its languages."""

    version: str
    languages: list[str]


@router.get("/health", operation_id="getHealth")
@allowed("anyone")
def health() -> Health:
    """The service lives."""
    return Health(version=coach.__version__, languages=list(languages.codes()))


@router.get("/ready", operation_id="getReady", responses=failures({503: "Not ready, and why."}))
@allowed("anyone")
def ready(store: Stored) -> Health:
    """The store answers and every language's models load; else the answer says what is missing."""
    store.ready()
    return Health(version=coach.__version__, languages=[load_classifier(code).language for code in languages.codes()])


async def _metrics(request: Request) -> Metrics:
    return cast(Metrics, request.app.state.metrics)


@router.get(
    "/metrics", operation_id="getMetrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}}
)
@allowed("metrics")
def metrics(caller: Asking, store: Stored, found: Annotated[Metrics, Depends(_metrics)]) -> Response:
    """Metrics for Prometheus: requests and their time of this process, imports of the key's shop, workers."""
    counted = Counter(one.status for one in store.imports.list(caller.shop, Paging(limit=500)).items)
    for status in ("waiting", "running", "done", "failed"):
        found.imports.labels(status).set(counted[status])
    found.workers.set(len(store.workers.seen()))
    return Response(generate_latest(found.registry), media_type="text/plain; version=0.0.4")
