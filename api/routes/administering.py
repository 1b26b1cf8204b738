"""The audit log, and a customer's right to see and to be forgotten."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.schemas.cards import AuditLine
from api.schemas.failure import failures
from api.schemas.fields import Listed, Name
from coach.store.values import AuditEntry, Erased, Page

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["administration"])
_MISSING = failures({404: "There is no such customer."})


class Customer(BaseModel):
    """A customer by name."""

    model_config = ConfigDict(json_schema_extra={"example": {"customer": "tb_demo"}})

    customer: Name


class ErasedLine(BaseModel):
    """How much an erasure removed."""

    people: int
    messages: int
    results: int
    files: int


@router.get("/audit", operation_id="listAudit", response_model=Listed[AuditLine])
@allowed("administer")
def list_audit(caller: Asking, store: Stored, paging: Paged) -> Page[AuditEntry]:
    """Who did what, the newest first."""
    return store.audit.list(caller.shop, paging)


@router.get(
    "/customers/export",
    operation_id="exportCustomer",
    response_class=Response,
    responses={**_MISSING, 200: {"content": {"application/json": {}}}},
)
@allowed("administer")
def export_customer(customer: Annotated[Name, Query()], caller: Asking, store: Stored) -> Response:
    """Everything that is kept of a customer, as JSON."""
    body = store.erasure.export(caller.shop, customer)
    store.audit.note(caller.name, "export_customer", "", shop=caller.shop)
    return Response(body, media_type="application/json")


@router.post("/customers/erase", operation_id="eraseCustomer", response_model=ErasedLine, responses=_MISSING)
@allowed("administer")
def erase_customer(asked: Customer, caller: Asking, store: Stored) -> Erased:
    """Forget a customer: messages, results and verdicts; the shop's numbers are computed again."""
    erased = store.erasure.erase(caller.shop, asked.customer)
    store.audit.note(caller.name, "erase_customer", "", shop=caller.shop, detail={"messages": str(erased.messages)})
    return erased
