"""The application: so far it says that it is alive and ready; transcripts, scores and pages follow."""

from fastapi import FastAPI
from pydantic import BaseModel

import coach
from coach import languages
from coach.classifiers import load_classifier


class Health(BaseModel):
    """That the service runs, its version, and the languages whose models are loaded and checked."""

    version: str
    languages: list[str]


def create_app() -> FastAPI:
    """A new application; nothing is loaded before the first request."""
    app = FastAPI(title="coach", version=coach.__version__)
    app.get("/v1/health")(health)
    return app


def health() -> Health:
    """Ready when every language's models load; a broken model is a server error that names it."""
    return Health(version=coach.__version__, languages=[load_classifier(code).language for code in languages.codes()])
