"""Signing in and out with a password, for the API and the pages."""

import secrets
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from api.errors import Refused
from api.security import SESSION_COOKIE, SHOP_COOKIE, address, chosen_shop
from coach.store.credentials import new_token, password_matches, token_hash
from coach.store.store import Store
from coach.store.values import BrowserSession, Member


class Signed(Struct, frozen=True):
    """A browser that has just signed in; the token goes into its cookie and is kept nowhere else."""

    token: str
    session: BrowserSession
    member: Member


def sign_in(store: Store, name: str, password: str, request: Request) -> Signed:
    """Begin a session; Refused with 401 without saying what was wrong, with 429 after too many attempts."""
    refuse_other_sites(request)
    for caller in (f"address {address(request)}", f"name {name}"):
        request.app.state.sign_ins.take(caller)
    account = store.accounts.by_name(name)
    if not password_matches(password, account.password if account and not account.disabled_at else None):
        store.audit.note("", "sign_in_refused", account.id if account else "")
        raise Refused(401, "wrong_password", "name or password is wrong; try again, or ask an administrator")
    assert account is not None  # noqa: S101 - nobody's password matches nothing
    member = chosen_shop(store.accounts.memberships(account.id), request.cookies.get(SHOP_COOKIE))
    if member is None:
        raise Refused(403, "no_shop", "this account belongs to no shop; ask an administrator to add it to one")
    token, until = new_token(), datetime.now(UTC) + timedelta(hours=request.app.state.settings.service.session_hours)
    csrf = secrets.token_urlsafe(32)
    session = store.accounts.begin_session(token_hash(token), account.id, csrf=csrf, expires_at=until)
    store.audit.note(account.name, "sign_in", account.id, shop=member.shop)
    return Signed(token, session, member)


def sign_out(store: Store, request: Request) -> None:
    """End the browser's session."""
    store.accounts.end_session(token_hash(request.cookies.get(SESSION_COOKIE, "")))


def set_cookie(response: Response, request: Request, signed: Signed) -> None:
    """Give the browser its token: out of reach of scripts, for this site's pages only, over HTTPS where there is."""
    _set(response, request, SESSION_COOKIE, signed.token)
    _set(response, request, SHOP_COOKIE, signed.member.shop)


def clear_cookie(response: Response) -> None:
    """Take the token away."""
    response.delete_cookie(SESSION_COOKIE, path="/")


def refuse_other_sites(request: Request) -> None:
    """Refuse a sign-in that another site's page sends."""
    origin = request.headers.get("origin")
    if origin and origin.split("://", 1)[-1] != request.headers.get("host", ""):
        raise Refused(403, "other_site", "sign in from this service's own page")


def _set(response: Response, request: Request, name: str, value: str) -> None:
    hours = request.app.state.settings.service.session_hours
    is_secure = request.url.scheme == "https"
    response.set_cookie(
        name, value, max_age=int(hours * 3600), path="/", httponly=True, samesite="lax", secure=is_secure
    )
