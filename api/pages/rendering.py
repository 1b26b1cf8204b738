"""Templates, the language a person reads in, and the frame around every page."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct
from starlette.responses import HTMLResponse

from api.permissions import Caller, Permission
from api.routes.language import texts_in
from coach.i18n import LANGUAGES
from coach.reports.html import TEMPLATES as REPORT
from coach.reports.texts import Texts, visible
from coach.result import Analysis

LANGUAGE_COOKIE = "coach_language"
TEMPLATES = Path(__file__).parent.parent / "templates"
OWN_NAMES = {"zh": "中文", "en": "English", "es": "Español"}


class Entry(Struct, frozen=True):
    """A page in the navigation, and what one must be allowed to do to see it."""

    href: str
    text: str
    permission: Permission


NAVIGATION = (
    Entry("/overview", "page.nav.overview", "reports"),
    Entry("/queue", "page.nav.queue", "judge"),
    Entry("/conversations", "page.nav.conversations", "results"),
    Entry("/agent", "page.nav.agents", "results"),
    Entry("/faq", "page.nav.faq", "faq"),
    Entry("/calibration", "page.nav.calibration", "judge"),
    Entry("/imports", "page.nav.imports", "imports"),
    Entry("/settings", "page.nav.settings", "me"),
)


def language(request: Request) -> str:
    """The language of the cookie, else the first one of the browser's that there are texts in, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    accepted = request.headers.get("accept-language", "")[:200].split(",")
    wanted = (one.strip()[:2].lower() for one in accepted)
    return next((one for one in wanted if one in LANGUAGES), LANGUAGES[0])


def texts_of(request: Request) -> Texts:
    """The texts in the language of the person who asks."""
    return texts_in(language(request))


def texts_about(request: Request, analysis: Analysis | None) -> Texts:
    """The same with the texts of the shop's own rules."""
    return Texts(language(request), own_rules=analysis.own_rules) if analysis else texts_of(request)


def show(
    request: Request, template: str, *, texts: Texts | None = None, status: int = 200, **values: object
) -> HTMLResponse:
    """A page; whatever people wrote is escaped by the templates. `texts` are the person's unless others are given."""
    caller: Caller | None = getattr(request.state, "caller", None)
    page = _environment().get_template(template)
    query = f"?{request.url.query}" if request.url.query else ""
    html = page.render(
        t=texts or texts_of(request),
        caller=caller,
        navigation=[one for one in NAVIGATION if caller is not None and caller.may(one.permission)],
        path=request.url.path,
        here=request.url.path + query if request.method == "GET" else "/",
        languages=OWN_NAMES,
        **values,
    )
    return HTMLResponse(html, status_code=status)


def error_page(request: Request, status: int, code: str, message: str) -> HTMLResponse:
    """What a person sees when a page cannot be shown: what happened, and where to go."""
    known = {401: "page.error.401", 403: "page.error.403", 404: "page.error.404", 429: "page.error.429"}
    text = known.get(status, "page.error.other")
    name = HTTPStatus(status).phrase
    return show(request, "error.html.j2", status=status, title=text, detail=message, code=f"{status} {name} · {code}")


def address(path: str, **parameters: object) -> str:
    """A path with its query; parameters that are None or empty are left out."""
    given = [f"{name}={quote(str(value), safe='')}" for name, value in parameters.items() if value not in (None, "")]
    return f"{path}?{'&'.join(given)}" if given else path


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([TEMPLATES, REPORT]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"address": address, "svg": Markup}
    environment.filters["visible"] = visible
    return environment
