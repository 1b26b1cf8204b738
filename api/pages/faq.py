"""The FAQ board: what is asked again and again, what it is worth, its best answers, the page, people's decisions."""

from collections import Counter

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import showing
from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.lists import paged
from api.pages.rendering import show, texts_of
from api.schemas.fields import Word
from coach.faq.remarks import remarks
from coach.reports.texts import Texts
from coach.store.values import FaqEntry, FaqStatus

router = APIRouter(route_class=Guarded)
FILES = ("faq.html", "quick-replies.csv", "manual.md", "faq.md", "faq.xlsx")
STATUSES: tuple[FaqStatus, ...] = ("proposed", "approved", "rejected", "merged")


@router.get("/faq")
@allowed("faq")
def faq_page(
    request: Request,
    caller: Asking,
    store: Stored,
    paging: Paged,
    status: FaqStatus | None = None,
    question_type: Word | None = None,
) -> Response:
    """The entries of one status, best worth first; who may not decide sees the approved ones first."""
    shown = status or ("proposed" if caller.may("curate") else "approved")
    board = store.curation.board(caller.shop)
    texts = texts_of(request)
    lines = [
        showing.faq(one, caller, rank=rank) | {"remarks": _remarks(one, texts)}
        for rank, one in enumerate(board, start=1)
    ]
    kinds = Counter(line["question_type"] for line in lines if line["question_type"])
    of_status = [line for line in lines if line["status"] == shown and question_type in (None, line["question_type"])]
    found = paged(of_status, paging, key="id", sorts=showing.FAQ_SORTS, default="rank")
    covered, asked = store.curation.coverage(caller.shop)
    return show(
        request,
        "faq.html.j2",
        entries=found.items,
        next=found.next,
        shown=shown,
        question_type=question_type or "",
        counts=[(one, sum(line["status"] == one for line in lines)) for one in STATUSES],
        kinds=[kind for kind, _ in kinds.most_common()],
        targets=[one for one in board if one.status != "merged"],
        questions={one.id: one.question for one in board},
        titles=store.shops.item_titles(caller.shop),
        covered=covered,
        asked=asked,
        files=FILES if caller.may("curate") else FILES[:-1],
        pages=store.curation.pages(caller.shop),
        share=texts.percent(covered / asked) if asked else "–",
        percent=round(100 * covered / asked, 2) if asked else 0,
    )


def _remarks(entry: FaqEntry, texts: Texts) -> list[str]:
    """What is known of the question besides its words, one sentence each."""
    return remarks(entry.candidate, texts, language=texts.language) if entry.candidate else []
