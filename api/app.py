"""The application: routes behind their guard, one shape of errors, headers, metrics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

import coach
from api.deps import Jobs
from api.errors import answer_errors
from api.headers import SecurityHeaders
from api.limits import RateLimit
from api.observing import Metrics, Observed, keep_exceptions_quiet
from api.routes import administering, calibrating, cards, chats, faq, health, imports, judging, reports, score, sessions
from api.scoring import Coaches
from api.security import SESSION_COOKIE
from coach.settings import Settings
from coach.store.store import Store

STRANGERS_PER_MINUTE = 600
"""How often one address may come without a valid key or session."""

ROUTERS = (administering, calibrating, cards, chats, faq, health, imports, judging, reports, score, sessions)


class Application(FastAPI):
    """Headers and observing lie around everything, so that answers to faults of the service have them too."""

    def build_middleware_stack(self) -> ASGIApp:
        """What a request passes through."""
        return Observed(SecurityHeaders(super().build_middleware_stack()), self.state.metrics)


def create_app(store: Store, settings: Settings, jobs: Jobs) -> FastAPI:
    """A new application on a store; `jobs` takes uploads in. Models are loaded when it starts."""
    app = Application(
        title="coach", version=coach.__version__, description=__doc__, lifespan=_started, docs_url=None, redoc_url=None
    )
    app.state.store, app.state.settings, app.state.jobs = store, settings, jobs
    app.state.coaches, app.state.metrics = Coaches(store), Metrics()
    app.state.callers = RateLimit(settings.service.requests_per_minute)
    app.state.strangers = RateLimit(STRANGERS_PER_MINUTE)
    app.state.sign_ins = RateLimit(settings.service.sign_ins_per_minute)
    answer_errors(app)
    for module in ROUTERS:
        app.include_router(module.router)
    if find_spec("api.pages"):
        import_module("api.pages").install(app)
    _describe(app)
    return app


@asynccontextmanager
async def _started(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001 - as FastAPI calls it
    """Load word lists and models before the first request waits for them."""
    keep_exceptions_quiet()
    await run_in_threadpool(lambda: import_module("coach.parts").warm_up("auto"))
    yield


def _describe(app: FastAPI) -> None:
    """Add the two ways to show who asks to the OpenAPI description."""
    plain = app.openapi

    def described() -> dict[str, Any]:
        schema = plain()
        schemes = schema.setdefault("components", {}).setdefault("securitySchemes", {})
        schemes["key"] = {"type": "http", "scheme": "bearer", "description": "An API key: coach key create."}
        schemes["session"] = {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE}
        return schema

    app.openapi = described  # type: ignore[method-assign]
