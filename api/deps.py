"""What handlers are given: the store, the caller, the page of a list."""

from typing import Annotated, Protocol, cast

from fastapi import Depends, Query, Request

from api.permissions import Caller
from api.schemas.fields import Key
from coach.store.store import Store
from coach.store.values import Import, Paging


class Jobs(Protocol):
    """Whoever takes uploads in, now or later."""

    def submit(self, import_: Import) -> object:
        """Begin the job of an import."""


async def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


async def _caller(request: Request) -> Caller:
    return cast(Caller, request.state.caller)


async def _paging(
    limit: Annotated[int, Query(ge=1, le=500, description="How many items a page has at most.")] = 50,
    cursor: Annotated[Key | None, Query(max_length=2000, description="`next` of the page before.")] = None,
    sort: Annotated[
        str | None,
        Query(max_length=40, pattern="^-?[a-z_]+$", description='A field to sort by; "-" before it sorts downwards.'),
    ] = None,
) -> Paging:
    return Paging(limit=limit, cursor=cursor, sort=sort)


Stored = Annotated[Store, Depends(_store)]
"""The store."""

Asking = Annotated[Caller, Depends(_caller)]
"""Who asks; the guard has found out before."""

Paged = Annotated[Paging, Depends(_paging)]
"""Which page of a list, and in which order."""
