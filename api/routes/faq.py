"""FAQ candidates, what people decide about them, the pages they are set against, and what is published."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Response

from api import showing
from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.lists import paged
from api.routes.language import AdviceIn
from api.routes.reports import XLSX
from api.schemas.failure import failures
from api.schemas.faq import Coverage, DetailPage, FaqLine, NewMove
from api.schemas.fields import Key, Listed, Name, Word
from api.schemas.judging import Decision
from api.uploads import BODY, Upload
from coach.errors import InputError, TooLarge
from coach.faq.pages import MOST_BYTES
from coach.faq.products import product_files, published
from coach.faq.writing import faq_markdown
from coach.store.curation import FaqPage
from coach.store.values import FaqStatus, Page

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["faq"])
_MISSING = failures({404: "There is no such candidate."})
_NO_PAGE = failures({404: "There is no such page."})
TEXT_KINDS = {".html": "text/html", ".csv": "text/csv", ".md": "text/markdown"}


@router.get("/faq", operation_id="listFaq", response_model=Listed[FaqLine])
@allowed("faq")
def list_faq(
    caller: Asking, store: Stored, paging: Paged, status: FaqStatus | None = None, question_type: Word | None = None
) -> Page[dict[str, Any]]:
    """FAQ candidates, best worth first (rank); sort by rank, support, share or question."""
    board = store.curation.board(caller.shop)
    lines = [showing.faq(entry, caller, rank=rank) for rank, entry in enumerate(board, start=1)]
    chosen = [
        line for line in lines if status in (None, line["status"]) and question_type in (None, line["question_type"])
    ]
    return paged(chosen, paging, key="id", sorts=showing.FAQ_SORTS, default="rank")


@router.get("/faq/coverage", operation_id="getFaqCoverage")
@allowed("faq")
def get_coverage(caller: Asking, store: Stored) -> Coverage:
    """How much of what is asked the approved entries answer."""
    answered, requests = store.curation.coverage(caller.shop)
    return Coverage(answered=answered, requests=requests)


@router.put("/faq/{id}", operation_id="decideFaq", response_model=FaqLine, responses=_MISSING)
@allowed("curate")
def decide_faq(
    number: Annotated[Key, Path(alias="id")], decision: Decision, caller: Asking, store: Stored
) -> dict[str, Any]:
    """Approve, reject, merge or reword a candidate."""
    entry = store.curation.decide(
        caller.shop,
        number,
        status=decision.status,
        person=caller.name,
        question=decision.question,
        answer=decision.answer,
        merged_into=decision.merged_into,
    )
    store.audit.note(caller.name, "curate", number, shop=caller.shop, detail={"status": decision.status})
    return showing.faq(entry, caller)


@router.put("/faq/{id}/wordings", operation_id="moveFaqWording", response_model=FaqLine, responses=_MISSING)
@allowed("curate")
def move_wording(
    number: Annotated[Key, Path(alias="id")], move: NewMove, caller: Asking, store: Stored
) -> dict[str, Any]:
    """Split: move a wording to another candidate by its id, or to a new question; the answer is where it stands now."""
    entry = store.curation.move(caller.shop, number, wording=move.wording, target=move.target, person=caller.name)
    store.audit.note(caller.name, "curate", number, shop=caller.shop, detail={"what": "wording moved"})
    return showing.faq(entry, caller)


@router.get("/faq/pages", operation_id="listDetailPages", response_model=list[DetailPage])
@allowed("faq")
def list_pages(caller: Asking, store: Stored) -> tuple[FaqPage, ...]:
    """The detail pages that candidates are set against."""
    return store.curation.pages(caller.shop)


@router.post(
    "/faq/pages",
    operation_id="uploadDetailPage",
    response_model=DetailPage,
    openapi_extra=BODY,
    responses=failures({413: "The page is too large."}),
)
@allowed("curate", body=None)
def upload_page(upload: Upload) -> FaqPage:
    """Upload a page (HTML, Markdown, text); one whose name holds an item's id speaks for that item, others for all."""
    upload.file.seek(0)
    data = upload.file.read(MOST_BYTES + 1)
    if not data:
        raise InputError(f"{upload.name} is empty; send the page as the body, or in a form")
    if len(data) > MOST_BYTES:
        raise TooLarge("the page has more than 20 MB; save it without its images")
    kept = upload.store.curation.keep_page(upload.caller.shop, upload.name, data, person=upload.caller.name)
    detail = {"what": "page uploaded"}
    upload.store.audit.note(upload.caller.name, "curate", upload.name, shop=upload.caller.shop, detail=detail)
    return kept


@router.delete("/faq/pages/{name}", operation_id="removeDetailPage", status_code=204, responses=_NO_PAGE)
@allowed("curate")
def remove_page(name: Annotated[Name, Path()], caller: Asking, store: Stored) -> Response:
    """Forget a page."""
    store.curation.remove_page(caller.shop, name)
    store.audit.note(caller.name, "curate", name, shop=caller.shop, detail={"what": "page removed"})
    return Response(status_code=204)


@router.get(
    "/faq/files/faq.xlsx",
    operation_id="getFaqWorkbook",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}},
)
@allowed("curate")
def get_book(caller: Asking, store: Stored, texts: AdviceIn) -> Response:
    """The whole board as the workbook that `coach faq` reads and writes."""
    return _download(store.curation.book(caller.shop, language=texts.language), "faq.xlsx", XLSX)


@router.get(
    "/faq/files/{name}",
    operation_id="getFaqFile",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in TEXT_KINDS.values()}}},
)
@allowed("faq")
def get_file(
    name: Literal["faq.html", "faq.md", "manual.md", "quick-replies.csv"],
    caller: Asking,
    store: Stored,
    texts: AdviceIn,
) -> Response:
    """What the shop publishes, from the approved entries: for the detail page, the chat client, and a manual."""
    approved = published((showing.anonymous(one) for one in store.curation.shown(caller.shop)), only_approved=True)
    titles = store.shops.item_titles(caller.shop)
    files = product_files(approved, language=texts.language, item_titles=titles)
    text = files.get(name) or faq_markdown(approved, language=texts.language, item_titles=titles).encode()
    return _download(text, name, f"{TEXT_KINDS[name[name.rindex('.') :]]}; charset=utf-8")


def _download(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": kind}
    return Response(content, headers=headers)
