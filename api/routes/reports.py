"""The report of all chats: a page, a workbook, or numbers."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.routes.language import AdviceIn
from api.schemas.failure import failures
from coach.errors import NotFound
from coach.reports.html import render
from coach.reports.summary import summary_json
from coach.reports.workbook import workbook
from coach.result import Analysis
from coach.store.store import Store

router = APIRouter(prefix="/v1/reports", route_class=Guarded, tags=["reports"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MISSING = failures({404: "Nothing has been imported yet."})


@router.get("/report.html", operation_id="getReportPage", response_class=HTMLResponse, responses=_MISSING)
@allowed("reports")
def page(caller: Asking, store: Stored, texts: AdviceIn) -> HTMLResponse:
    """The report as one page that loads nothing; its own policy says which style and script are its own."""
    policy = "sandbox allow-scripts; frame-ancestors 'none'"
    return HTMLResponse(render(_analysis(store, caller.shop), texts), headers={"Content-Security-Policy": policy})


@router.get(
    "/report.xlsx",
    operation_id="getReportWorkbook",
    response_class=Response,
    responses={**_MISSING, 200: {"content": {XLSX: {}}}},
)
@allowed("reports")
def book(caller: Asking, store: Stored, texts: AdviceIn) -> Response:
    """The report's tables as a workbook; nothing in it is run as a formula."""
    named = {"Content-Disposition": 'attachment; filename="report.xlsx"'}
    return Response(workbook(_analysis(store, caller.shop), texts), media_type=XLSX, headers=named)


@router.get(
    "/summary.json",
    operation_id="getReportSummary",
    response_class=Response,
    responses={**_MISSING, 200: {"content": {"application/json": {}}}},
)
@allowed("reports")
def numbers(caller: Asking, store: Stored) -> Response:
    """The report's numbers, as `coach analyse` writes them."""
    return Response(summary_json(_analysis(store, caller.shop)), media_type="application/json")


def _analysis(store: Store, shop: str) -> Analysis:
    found = store.results.analysis(shop)
    if found is None:
        raise NotFound("there are no results yet; upload chats and wait for the job to be done")
    return found
