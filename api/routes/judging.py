"""Verdicts of trainers, and disputes of agents."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api import showing
from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.permissions import Caller
from api.schemas.chats import DisputeLine, VerdictLine
from api.schemas.failure import failures
from api.schemas.fields import Key, Listed, Name
from api.schemas.judging import DisputeAnswer, NewDispute, NewVerdict
from coach.errors import InputError
from coach.store.values import Dispute, DisputeStatus, Page

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["judging"])
_MISSING = failures({404: "There is nothing by that id."})


@router.post("/verdicts", operation_id="giveVerdict", status_code=201, response_model=VerdictLine, responses=_MISSING)
@allowed("judge")
def give_verdict(new: NewVerdict, caller: Asking, store: Stored) -> dict[str, Any]:
    """Confirm (the predicted value) or correct a label or finding; the prediction stays beside it."""
    given = store.verdicts.give(
        caller.shop, subject=new.subject, field=new.field, value=new.value, person=caller.name, note=new.note
    )
    store.audit.note(caller.name, "verdict", new.subject, shop=caller.shop, detail={"field": new.field})
    return showing.verdict(given)


@router.get("/verdicts", operation_id="listVerdicts", response_model=Listed[VerdictLine])
@allowed("judge")
def list_verdicts(
    caller: Asking, store: Stored, paging: Paged, person: Name | None = None, subject: Key | None = None
) -> dict[str, Any]:
    """Verdicts, the newest first; `person` is who gave them."""
    found = store.verdicts.list(caller.shop, paging, person=person, subject=subject)
    return {"items": [showing.verdict(one) for one in found.items], "next": found.next}


@router.delete("/verdicts/{id}", operation_id="withdrawVerdict", status_code=204, responses=_MISSING)
@allowed("judge")
def withdraw_verdict(number: Annotated[Key, Path(alias="id")], caller: Asking, store: Stored) -> None:
    """Take a verdict back."""
    store.verdicts.withdraw(caller.shop, number)
    store.audit.note(caller.name, "withdraw", number, shop=caller.shop)


@router.post("/disputes", operation_id="dispute", status_code=201, response_model=DisputeLine, responses=_MISSING)
@allowed("dispute")
def dispute(new: NewDispute, caller: Asking, store: Stored) -> Dispute:
    """Object to a label or finding; agents to their own only."""
    filed = store.verdicts.dispute(
        caller.shop, subject=new.subject, agent=_objecting(caller, new.agent), reason=new.reason
    )
    store.audit.note(caller.name, "dispute", filed.id, shop=caller.shop)
    return filed


@router.get("/disputes", operation_id="listDisputes", response_model=Listed[DisputeLine])
@allowed("dispute")
def list_disputes(
    caller: Asking, store: Stored, paging: Paged, agent: Name | None = None, status: DisputeStatus | None = None
) -> Page[Dispute]:
    """Disputes; agents see their own."""
    whose = agent if caller.only is None else caller.only
    return store.verdicts.disputes(caller.shop, paging, agent=whose, status=status)


@router.post("/disputes/{id}/answer", operation_id="answerDispute", response_model=DisputeLine, responses=_MISSING)
@allowed("judge")
def answer_dispute(
    number: Annotated[Key, Path(alias="id")], answer: DisputeAnswer, caller: Asking, store: Stored
) -> Dispute:
    """Accept or reject a dispute."""
    answered = store.verdicts.answer(caller.shop, number, status=answer.status, answer=answer.answer, by=caller.name)
    store.audit.note(caller.name, "answer_dispute", number, shop=caller.shop, detail={"status": answer.status})
    return answered


def _objecting(caller: Caller, named: str | None) -> str:
    """Whose objection it is: an agent's own, or the one that a trainer names."""
    agent = named if caller.only is None else caller.only
    if not agent:
        raise InputError("it is not known whose objection this is; name the agent")
    return agent
