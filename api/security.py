"""Finding out who asks: an API key in the Authorization header, or a signed-in browser's cookie."""

from secrets import compare_digest

from starlette.requests import Request

from api.errors import Refused
from api.permissions import Caller
from coach.store.credentials import token_hash
from coach.store.store import Store
from coach.store.values import Member

SESSION_COOKIE = "coach_session"
SHOP_COOKIE = "coach_shop"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_TOKEN = 200


def caller_of(request: Request) -> Caller:
    """Who asks; Refused with 401 when nobody is known, with 403 when a browser's request may be forged.

    Whoever guesses keys is slowed down by address, whoever has one by the key or session.
    """
    state = request.app.state
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and secret.strip():
        caller = _with_key(state.store, secret.strip())
    else:
        caller = _with_cookie(state.store, request)
    if caller is None:
        state.strangers.take(address(request))
        raise Refused(401, "unauthorised", "sign in, or send a valid key as Authorization: Bearer KEY", headers=_ASK)
    state.callers.take(f"{caller.shop} {caller.name}")
    return caller


def address(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else ""


def _with_key(store: Store, secret: str) -> Caller | None:
    key = store.keys.by_hash(token_hash(secret)) if len(secret) <= LONGEST_TOKEN else None
    if key is None:
        return None
    return Caller(shop=key.shop, name=f"key:{key.name}", role=key.role, scopes=frozenset(key.scopes))


def _with_cookie(store: Store, request: Request) -> Caller | None:
    token = request.cookies.get(SESSION_COOKIE, "")
    session = store.accounts.session(token_hash(token)) if 0 < len(token) <= LONGEST_TOKEN else None
    if session is None:
        return None
    member = chosen_shop(store.accounts.memberships(session.account), request.cookies.get(SHOP_COOKIE))
    if member is None:
        raise Refused(403, "no_shop", "this account belongs to no shop; ask an administrator to add it to one")
    if request.method not in SAFE_METHODS:
        _check_csrf(request, session.csrf)
    return Caller(shop=member.shop, name=member.name, role=member.role, agent=member.agent, csrf=session.csrf)


def chosen_shop(memberships: tuple[Member, ...], shop: str | None) -> Member | None:
    """The membership in that shop, else the first one."""
    named = (member for member in memberships if member.shop == shop)
    return next(named, memberships[0] if memberships else None)


def _check_csrf(request: Request, expected: str) -> None:
    """Refuse a change that a browser asks for without the token that only our own pages know."""
    sent = request.headers.get(CSRF_HEADER) or request.query_params.get("csrf") or ""
    if not compare_digest(sent.encode(), expected.encode()):
        raise Refused(403, "bad_csrf", f"send the token of /v1/me in the header {CSRF_HEADER}, or sign in again")


_ASK = {"WWW-Authenticate": "Bearer"}
