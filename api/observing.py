"""What is known of every request: a line in the log and the metrics, both without what anybody wrote."""

import logging
import secrets
import traceback
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("api")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)


class _FramesOnly(logging.Filter):
    """Keeps where an exception came from and its kind, without its text, which may be what somebody wrote."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is logged in any case."""
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, frames = record.exc_info
            record.exc_text = "".join(traceback.format_tb(frames)) + kind.__name__
            record.exc_info = None
        return True


def keep_exceptions_quiet() -> None:
    """Let the server log the frames of an unexpected exception, and not its text."""
    logging.getLogger("uvicorn.error").addFilter(_FramesOnly())


class Metrics:
    """The metrics of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        named = ("method", "route", "status")
        self.requests = Counter("coach_requests", "Requests answered.", named, registry=self.registry)
        self.seconds = Histogram(
            "coach_request_seconds", "Time to answer.", ("route",), registry=self.registry, buckets=_SECONDS
        )
        self.running = Gauge("coach_requests_running", "Requests being answered.", registry=self.registry)
        self.imports = Gauge("coach_imports", "Imports by status.", ("status",), registry=self.registry)
        self.workers = Gauge("coach_workers", "Workers seen in the last minutes.", registry=self.registry)


class Observed:
    """Gives each request an id, counts and times it, and logs one line: route, status, time, id."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer and take note."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = number
        status, begun = 500, perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        try:
            with self.metrics.running.track_inprogress():
                await self.app(scope, receive, send_with_id)
        finally:
            self._note(scope, status, perf_counter() - begun, number)

    def _note(self, scope: Scope, status: int, seconds: float, number: str) -> None:
        route = getattr(scope.get("route"), "path", "") or "(none)"
        method = scope["method"] if scope["method"] in _METHODS else "(other)"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(route).observe(seconds)
        _LOG.info("%s %s %d %.1f ms %s", method, route, status, seconds * 1000, number)


_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
