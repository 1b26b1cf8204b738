"""FAQ candidates and what people decide about them."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api import showing
from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.lists import paged
from api.schemas.failure import failures
from api.schemas.faq import Coverage, FaqLine
from api.schemas.fields import Key, Listed, Word
from api.schemas.judging import Decision
from coach.store.values import FaqStatus, Page

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["faq"])
_MISSING = failures({404: "There is no such candidate."})


@router.get("/faq", operation_id="listFaq", response_model=Listed[FaqLine])
@allowed("faq")
def list_faq(
    caller: Asking, store: Stored, paging: Paged, status: FaqStatus | None = None, question_type: Word | None = None
) -> Page[dict[str, Any]]:
    """FAQ candidates, the most asked first; sort by support, share or question."""
    board = store.curation.board(caller.shop, status=status, question_type=question_type)
    lines = [showing.faq(entry, caller) for entry in board]
    return paged(lines, paging, key="id", sorts=("support", "share", "question"), default="-support")


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
