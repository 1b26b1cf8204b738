"""What a trainer should look at: doubtful and important exchanges, each with the reason, and open disputes."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.pages.rendering import show, texts_about
from api.pages.talk import reason
from coach.store.values import Paging

router = APIRouter(route_class=Guarded)


@router.get("/queue")
@allowed("judge")
def queue_page(request: Request, caller: Asking, store: Stored, paging: Paged, agent: str | None = None) -> Response:
    """The exchanges that nobody has judged yet, the most urgent first, and what agents object to."""
    found = store.chats.queue(caller.shop, paging, agent=agent or None)
    analysis = store.results.analysis(caller.shop)
    return show(
        request,
        "queue.html.j2",
        texts=texts_about(request, analysis),
        rows=found.items,
        reason=reason,
        next=found.next,
        agent=agent or "",
        agents=[one.agent for one in analysis.agents] if analysis else [],
        disputes=store.verdicts.disputes(caller.shop, Paging(limit=20), status="open").items,
    )
