"""The shop at a glance: funnel, waits, what is asked, the team, who gets the consultations, and outcomes."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.pages.rendering import show, texts_about
from coach.reports.allocation import allocation_part
from coach.reports.outcomes import outcome_tables
from coach.reports.overview import overview
from coach.reports.team import team
from coach.store.values import Paging

router = APIRouter(route_class=Guarded)
COUNTED = 500
"""Up to here the waiting exchanges are counted."""


@router.get("/overview")
@allowed("reports")
def overview_page(request: Request, caller: Asking, store: Stored) -> Response:
    """What the report begins with, and what waits for a person; before the first import, how to begin."""
    analysis = store.results.analysis(caller.shop)
    if analysis is None:
        return show(request, "empty.html.j2", jobs=store.imports.list(caller.shop, Paging(limit=1)).items)
    texts = texts_about(request, analysis)
    waiting = store.chats.queue(caller.shop, Paging(limit=COUNTED))
    covered, asked = store.curation.coverage(caller.shop)
    return show(
        request,
        "overview.html.j2",
        texts=texts,
        shop=store.shops.get(caller.shop).name,
        period=texts.period(analysis.first_at, analysis.last_at),
        overview=overview(analysis, texts, draws=False),
        types=[(texts.question_type(one.type), one) for one in analysis.question_types if one.n],
        most=max((one.share for one in analysis.question_types), default=1) or 1,
        team=team(analysis, texts),
        allocation=allocation_part(analysis, texts),
        outcomes=outcome_tables(analysis, texts),
        names=[one.agent for one in analysis.agents],
        waiting=f"{len(waiting.items)}{'+' if waiting.next else ''}",
        coverage=texts.percent(covered / asked) if asked else "–",
    )
