"""Settings: language and keyboard for everybody; members, API keys and retention for administrators."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.pages.rendering import show
from api.permissions import Caller, Scope
from api.schemas.fields import Key, Name
from coach.store.issuing import issue_key
from coach.store.store import Store
from coach.store.values import Role

router = APIRouter(route_class=Guarded)
SCOPES: dict[str, tuple[Scope, ...]] = {"read": ("read",), "write": ("write",), "both": ("read", "write")}


@router.get("/settings")
@allowed("me")
def settings_page(request: Request, caller: Asking, store: Stored) -> Response:
    """The settings that the person may see."""
    return _page(request, caller, store)


@router.post("/settings/keys")
@allowed("administer", body=10_000)
def create_key(
    request: Request,
    caller: Asking,
    store: Stored,
    name: Annotated[Name, Form()],
    role: Annotated[Role, Form()] = "trainer",
    scopes: Annotated[str, Form(pattern="^(read|write|both)$")] = "both",
    days: Annotated[int, Form(ge=1, le=3650)] = 365,
) -> Response:
    """Make a key for a program; the page shows it this once, since only its hash is kept."""
    made = issue_key(store, caller.shop, name=name, role=role, scopes=SCOPES[scopes], by=caller.name, days=days)
    answer = _page(request, caller, store, secret=made.secret)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/settings/keys/{key}/revoke")
@allowed("administer", body=10_000)
def revoke_key(key: Annotated[Key, Path()], caller: Asking, store: Stored) -> Response:
    """The key opens nothing any more."""
    store.keys.revoke(caller.shop, key)
    store.audit.note(caller.name, "revoke_key", key, shop=caller.shop)
    return RedirectResponse("/settings", 303)


@router.post("/settings/retention")
@allowed("administer", body=10_000)
def set_retention(caller: Asking, store: Stored, days: Annotated[str, Form(pattern=r"^\d{0,5}$")] = "") -> Response:
    """Keep chats for so many days; empty keeps them for ever."""
    store.shops.configure(caller.shop, retention_days=int(days) if days else None)
    store.audit.note(caller.name, "set_retention", caller.shop, shop=caller.shop, detail={"days": days or "-"})
    return RedirectResponse("/settings", 303)


def _page(request: Request, caller: Caller, store: Store, *, secret: str = "") -> Response:
    administers = caller.may("administer")
    account = store.accounts.by_name(caller.name)
    mine = store.accounts.memberships(account.id) if account else ()
    return show(
        request,
        "settings.html.j2",
        shop=store.shops.get(caller.shop),
        shops=[store.shops.get(one.shop) for one in mine],
        members=store.accounts.list(caller.shop) if administers else (),
        keys=store.keys.list(caller.shop) if administers else (),
        secret=secret,
    )
