"""The FAQ board: what is asked again and again, with its best answers and people's decisions; the approved as files."""

import csv
import io
from collections import Counter

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from api import showing
from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.lists import paged
from api.pages.rendering import language, show, texts_of
from api.schemas.fields import Word
from coach.faq.writing import faq_markdown
from coach.findings import FaqAnswer, FaqCandidate
from coach.spreadsheet import cell
from coach.store.store import Store
from coach.store.values import FaqEntry, FaqStatus

router = APIRouter(route_class=Guarded)
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
    """The entries of one status, the most asked first; who may not decide sees the approved ones first."""
    shown = status or ("proposed" if caller.may("curate") else "approved")
    board = store.curation.board(caller.shop)
    lines = [showing.faq(one, caller) for one in board]
    kinds = Counter(line["question_type"] for line in lines if line["question_type"])
    of_status = [line for line in lines if line["status"] == shown and question_type in (None, line["question_type"])]
    found = paged(of_status, paging, key="id", sorts=("support", "share", "question"), default="-support")
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
        share=texts_of(request).percent(covered / asked) if asked else "–",
        percent=round(100 * covered / asked, 2) if asked else 0,
    )


@router.get("/faq/export.md")
@allowed("faq")
def export_markdown(request: Request, caller: Asking, store: Stored) -> Response:
    """The approved entries as Markdown, by question type."""
    approved = [_final(one) for one in store.curation.board(caller.shop, status="approved")]
    titles = store.shops.item_titles(caller.shop)
    text = faq_markdown(approved, language=language(request), item_titles=titles)
    return _download(text, "faq.md", "text/markdown; charset=utf-8")


@router.get("/faq/export.csv")
@allowed("faq")
def export_table(request: Request, caller: Asking, store: Stored) -> Response:
    """The approved entries as a table that spreadsheets open and run nothing of."""
    texts = texts_of(request)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("question", "answer", "question_type", "support"))
    for one in _approved(store, caller.shop):
        kind = texts.question_type(one.candidate.question_type) if one.candidate else ""
        support = one.candidate.support if one.candidate else 0
        table.writerow([cell(value) for value in (one.question, one.answer, kind, support)])
    return _download("\ufeff" + written.getvalue(), "faq.csv", "text/csv; charset=utf-8")


def _approved(store: Store, shop: str) -> tuple[FaqEntry, ...]:
    return store.curation.board(shop, status="approved")


def _final(entry: FaqEntry) -> FaqCandidate:
    """The entry in the words that people approved, without whose reply it was."""
    answers = (FaqAnswer(text=entry.answer, agent="", session="", message_id=""),) if entry.answer else ()
    known = entry.candidate or FaqCandidate(entry.id, entry.question, "other", (), (), (), support=0, share=0.0)
    return msgspec.structs.replace(known, question=entry.question, answers=answers)


def _download(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": kind}
    return Response(text.encode(), headers=headers)
