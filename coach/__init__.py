"""Reads the customer-service chats of online shops: what customers ask, how agents answer, and what to change.

`coach.load("zh")` gives a `Coach`; `coach.read(paths)` reads chats. Both, and the values they work on, are loaded on
first use.
"""

import importlib
from typing import Any

__version__ = "0.1.0"

_EXPORTS = {
    "Analysis": "coach.result",
    "Case": "coach.findings",
    "Coach": "coach.pipeline",
    "CoachError": "coach.errors",
    "Conversation": "coach.transcript",
    "FaqCandidate": "coach.candidates",
    "Finding": "coach.findings",
    "Message": "coach.transcript",
    "Opportunity": "coach.findings",
    "Request": "coach.labels",
    "Scorecard": "coach.findings",
    "Session": "coach.transcript",
    "Settings": "coach.settings",
    "load": "coach.pipeline",
    "load_settings": "coach.settings",
    "read": "coach.readers",
}

__all__ = ["__version__", *sorted(_EXPORTS)]


def __getattr__(name: str) -> Any:
    if name not in _EXPORTS:
        raise AttributeError(f"module 'coach' has no attribute {name!r}")
    return getattr(importlib.import_module(_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return __all__
