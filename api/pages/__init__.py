"""The trainer's page: server-rendered pages in Chinese, English and Spanish over the same store as the API."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from api.pages.agents import router as agents
from api.pages.calibration import router as calibration
from api.pages.conversations import router as conversations
from api.pages.entry import router as entry
from api.pages.faq import router as faq
from api.pages.imports import router as imports
from api.pages.overview import router as overview
from api.pages.queue import router as queue
from api.pages.rendering import error_page
from api.pages.settings import router as settings
from coach.reports.html import TEMPLATES as REPORT

STATIC = Path(__file__).parent.parent / "static"
ROUTERS = (entry, overview, queue, conversations, agents, faq, calibration, imports, settings)


def install(app: FastAPI) -> None:
    """Add the pages, their style and scripts, and the page of errors to the application."""
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.add_route("/static/report.css", _report_style, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.state.error_page = error_page


async def _report_style(_: object) -> FileResponse:
    """The report's style, which the pages share."""
    return FileResponse(REPORT / "report.css", media_type="text/css")
