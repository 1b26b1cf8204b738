"""Signing in and out, the first page, and the choice of language and shop."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.deps import Asking, Stored
from api.errors import Refused
from api.guarding import Guarded, allowed
from api.pages.rendering import LANGUAGE_COOKIE, show
from api.security import SHOP_COOKIE
from api.signing_in import clear_cookie, set_cookie, sign_in, sign_out
from coach.errors import InputError
from coach.i18n import LANGUAGES

router = APIRouter(route_class=Guarded)
A_YEAR_S = 365 * 24 * 3600
Short = Annotated[str, Form(max_length=1000)]


@router.get("/login")
@allowed("anyone")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002
    """The form to sign in with."""
    return show(request, "login.html.j2", next=local(next), failed="", name="")


@router.post("/login")
@allowed("anyone", body=10_000)
def login(request: Request, store: Stored, name: Short = "", password: Short = "", next: Short = "/") -> Response:  # noqa: A002
    """Sign in; a wrong password brings the form again, which does not say what was wrong."""
    try:
        signed = sign_in(store, name, password, request)
    except Refused as problem:
        failed = {401: "page.login.wrong", 429: "page.login.wait"}.get(problem.status_code, "page.login.refused")
        return show(request, "login.html.j2", status=problem.status_code, next=local(next), failed=failed, name=name)
    answer = RedirectResponse(local(next), 303)
    set_cookie(answer, request, signed)
    return answer


@router.post("/logout")
@allowed("me", body=10_000)
def logout(request: Request, caller: Asking, store: Stored) -> Response:
    """Sign out."""
    sign_out(store, request)
    store.audit.note(caller.name, "sign_out", "", shop=caller.shop)
    answer = RedirectResponse("/login", 303)
    clear_cookie(answer)
    return answer


@router.get("/")
@allowed("me")
def first_page(caller: Asking) -> Response:
    """Where a person begins: trainers with the overview, agents with their own page, viewers with the FAQ."""
    if caller.may("reports"):
        return RedirectResponse("/overview", 303)
    return RedirectResponse("/agent" if caller.may("results") else "/faq", 303)


@router.post("/language")
@allowed("anyone", body=10_000)
def choose_language(request: Request, to: Short, next: Short = "/") -> Response:  # noqa: A002
    """Read in another language from now on, in this browser."""
    if to not in LANGUAGES:
        raise InputError(f"there are no texts in {to!r}; choose one of: {', '.join(LANGUAGES)}")
    answer = RedirectResponse(local(next), 303)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(LANGUAGE_COOKIE, to, max_age=A_YEAR_S, httponly=True, samesite="lax", secure=is_secure)
    return answer


@router.post("/shop")
@allowed("me", body=10_000)
def choose_shop(request: Request, caller: Asking, store: Stored, shop: Short) -> Response:
    """Look at another shop that the account belongs to."""
    account = store.accounts.by_name(caller.name)
    if account is None or store.accounts.member(shop, account.id) is None:
        raise InputError("this account does not belong to that shop; choose one of yours")
    answer = RedirectResponse("/", 303)
    is_secure = request.url.scheme == "https"
    answer.set_cookie(SHOP_COOKIE, shop, max_age=A_YEAR_S, httponly=True, samesite="lax", secure=is_secure)
    return answer


def local(path: str) -> str:
    """The path if it leads to one of our own pages, else the first page: nobody is sent to another site."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"
