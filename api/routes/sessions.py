"""Signing in and out, and who is signed in."""

from fastapi import APIRouter, Request, Response

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.permissions import Caller
from api.schemas.failure import failures
from api.schemas.people import Me, SignIn
from api.signing_in import clear_cookie, set_cookie, sign_in, sign_out

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["people"])
_FAILS = failures(
    {
        401: "Name or password is wrong.",
        403: "Another site's page, or an account without a shop.",
        429: "Too many attempts; Retry-After says how many seconds to wait.",
    }
)


@router.post("/login", operation_id="login", responses=_FAILS)
@allowed("anyone", body=10_000)
def login(asked: SignIn, store: Stored, request: Request, response: Response) -> Me:
    """Sign in with a password; the browser gets a cookie, and the token to send with every change."""
    signed = sign_in(store, asked.name, asked.password, request)
    set_cookie(response, request, signed)
    member = signed.member
    return _me(Caller(member.shop, member.name, member.role, agent=member.agent, csrf=signed.session.csrf))


@router.post("/logout", operation_id="logout", status_code=204)
@allowed("me")
def logout(caller: Asking, store: Stored, request: Request, response: Response) -> None:
    """Sign out."""
    sign_out(store, request)
    clear_cookie(response)
    store.audit.note(caller.name, "sign_out", "", shop=caller.shop)


@router.get("/me", operation_id="getMe")
@allowed("me")
def me(caller: Asking) -> Me:
    """Who asks, in which shop, and what may be done."""
    return _me(caller)


def _me(caller: Caller) -> Me:
    return Me(
        name=caller.name,
        role=caller.role,
        shop=caller.shop,
        agent=caller.agent,
        permissions=sorted(caller.permissions),
        csrf=caller.csrf,
    )
