"""Routes that decide who may call them, and how much may be sent, before a byte of the body is read."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal, TypeVar

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from api.errors import Refused
from api.permissions import SCOPES, Permission
from api.schemas.failure import failures
from api.security import caller_of
from coach.errors import TooLarge
from coach.store.imports import MEGABYTE

SMALL_BODY = 1024 * 1024
"""How many bytes a request may have that is no upload."""

Handler = TypeVar("Handler", bound=Callable[..., Any])


def allowed(who: Permission | Literal["anyone"], *, body: int | None = SMALL_BODY) -> Callable[[Handler], Handler]:
    """Say who may call a handler, and how many bytes its request may have (None: the setting store.max_upload_mb)."""

    def mark(handler: Handler) -> Handler:
        handler.permission, handler.body = who, body  # type: ignore[attr-defined]
        return handler

    return mark


class Guarded(APIRoute):
    """A route whose handler is marked with `allowed`; one that is not is refused when the application starts."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - passed on
        self.permission: Permission | Literal["anyone"] = endpoint.permission  # type: ignore[attr-defined]
        self.body: int | None = endpoint.body  # type: ignore[attr-defined]
        options["responses"] = _failures(self.permission) | (options.get("responses") or {})
        if self.permission != "anyone":
            needs: dict[str, Any] = {"security": [{"key": []}, {"session": []}], "x-scope": SCOPES[self.permission]}
            options["openapi_extra"] = needs | (options.get("openapi_extra") or {})
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler behind its guard."""
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            if self.permission != "anyone":
                caller = await run_in_threadpool(caller_of, request)
                request.state.caller = caller
                if not caller.may(self.permission):
                    raise Refused(
                        403, "forbidden", f"you may not do this: it needs {self.permission!r}; ask an administrator"
                    )
            most = request.app.state.settings.store.max_upload_mb * MEGABYTE if self.body is None else self.body
            return await answer(Request(request.scope, _limited(request, most)))

        return guarded


def _limited(request: Request, most: int) -> Receive:
    """Receives the body up to `most` bytes; TooLarge at the first byte when the request says it has more."""
    declared = request.headers.get("content-length", "")
    left = -1 if declared.isdecimal() and int(declared[:19]) > most else most

    async def receive() -> Message:
        nonlocal left
        if left < 0:
            raise Refused(413, TooLarge.code, f"this address takes at most {most:,} bytes; send less at a time")
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            return await receive()
        return message

    return receive


def _failures(permission: str) -> dict[int | str, dict[str, Any]]:
    statuses = {422: "The request is malformed."}
    if permission != "anyone":
        statuses |= {
            401: "Nobody is signed in and no valid key was sent.",
            403: "The caller may not do this.",
            429: "Too many requests; Retry-After says how many seconds to wait.",
        }
    return failures(statuses)
