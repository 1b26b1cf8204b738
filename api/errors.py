"""Every failure as one JSON shape: {"error": {"code", "message", "file", "line"}}."""

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.requests import Request
from starlette.responses import Response

from coach.errors import CoachError, Conflict, InputError, NotFound, SettingsError, StoreError, TooLarge, UnknownPart

API = "/v1"
SHOWN_FAULTS = 5
_LOG = logging.getLogger("api")

_STATUS: tuple[tuple[type[CoachError], int], ...] = (
    (NotFound, 404),
    (Conflict, 409),
    (TooLarge, 413),
    (InputError, 422),
    (SettingsError, 422),
    (UnknownPart, 422),
    (StoreError, 503),
)
"""The status of each error of the product, the first that fits; any other is the service's own fault."""

_HTTP: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "the request cannot be understood; compare it with the documentation"),
    404: ("not_found", "there is nothing at this address; look at /openapi.json for those there are"),
    405: ("method_not_allowed", "this address does not take this method; see the Allow header"),
    413: ("too_large", "the request is larger than this address takes; send less at a time"),
}


class Refused(HTTPException):
    """A request that is turned away before its handler runs; a body that was not read ends the connection."""

    def __init__(self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, message, headers)
        self.code = code


def answer_errors(app: FastAPI) -> None:
    """Make the application answer every failure in the one shape."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(CoachError, _of_the_product)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(AnyHTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def failure(
    request: Request,
    status: int,
    code: str,
    message: str,
    *,
    file: str | None = None,
    line: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer to a failed request: JSON under /v1, a page where the pages' own template is set."""
    page = getattr(request.app.state, "error_page", None)
    if page is not None and not request.url.path.startswith(API):
        shown: Response = page(request, status, code, message)
        return shown
    error = {"code": code, "message": message, "file": file, "line": line}
    return JSONResponse({"error": error}, status_code=status, headers=dict(headers or {}))


def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Refused)  # noqa: S101 - the handler is registered for it alone
    if problem.status_code == 401 and hasattr(request.app.state, "error_page") and not request.url.path.startswith(API):
        wanted = request.url.path if request.method == "GET" else "/"
        return RedirectResponse(f"/login?{urlencode({'next': wanted})}", 303)
    unread = {} if request.method in ("GET", "HEAD") else {"Connection": "close"}
    headers = {**(problem.headers or {}), **unread}
    return failure(request, problem.status_code, problem.code, problem.detail, headers=headers)


def _of_the_product(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, CoachError)  # noqa: S101
    status = next((status for kind, status in _STATUS if isinstance(problem, kind)), 500)
    if status == 500:
        return _unexpected(request, problem)
    return failure(request, status, problem.code, problem.message, file=problem.file, line=problem.line)


def _invalid(request: Request, problem: Exception) -> Response:
    """What is wrong with a request's fields, without repeating what was sent."""
    assert isinstance(problem, RequestValidationError)  # noqa: S101
    faults = problem.errors()
    unreadable = next((fault for fault in faults if fault["type"] == "json_invalid"), None)
    if unreadable is not None:
        line = str(problem.body)[: unreadable["loc"][-1]].count("\n") + 1
        return failure(request, 400, "bad_json", "the body is not JSON; send a JSON object in UTF-8", line=line)
    told = "; ".join(f"{_place(fault['loc'])}: {fault['msg']}" for fault in faults[:SHOWN_FAULTS])
    more = f"; and {len(faults) - SHOWN_FAULTS:,} more" if len(faults) > SHOWN_FAULTS else ""
    return failure(request, 422, "bad_input", f"{told}{more}")


def _place(loc: tuple[Any, ...]) -> str:
    """Where a field stands; names that the sender made up are cut, since they may be anything."""
    return ".".join(str(step)[:40] for step in loc).encode("ascii", "backslashreplace").decode()


def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, AnyHTTPException)  # noqa: S101
    code, message = _HTTP.get(problem.status_code, ("bad_request", "the request cannot be answered"))
    return failure(request, problem.status_code, code, message, headers=problem.headers)


def _unexpected(request: Request, problem: Exception) -> Response:
    """A fault of the service: the log has its kind and the request's id, the caller no detail."""
    number = getattr(request.state, "request_id", "")
    _LOG.error("request %s failed: %s", number, type(problem).__name__)
    message = f"the service failed; its log has more under the request id {number}"
    return failure(request, 500, "internal", message)
