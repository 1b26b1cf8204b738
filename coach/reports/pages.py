"""The pages beside the report: one for each agent alone, and this period against the last."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, TypeVar, cast

from msgspec import Struct
from msgspec.structs import astuple, replace

from coach.coaching.progress import Comparison
from coach.findings import Quote
from coach.practice import Practice
from coach.reports.comparison import changes_view, comparison_view
from coach.reports.html import page
from coach.reports.sections import sections
from coach.reports.team import team
from coach.reports.texts import Texts, visible
from coach.result import Analysis

Value = TypeVar("Value")

LONGEST_NAME = 60
"""In characters: with three bytes each it stays below what file systems take."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def comparison_page(analysis: Analysis, texts: Texts, *, comparison: Comparison | None) -> str:
    """This period against the last, agent by agent; without an earlier one, that there is none."""
    return page(
        "comparison.html.j2",
        texts,
        title=texts("comparison.title"),
        period=texts.period(analysis.first_at, analysis.last_at),
        shops=analysis.shops,
        compared=comparison_view(comparison, texts) if comparison else None,
    )


def agent_pages(analysis: Analysis, texts: Texts, *, comparison: Comparison | None) -> Iterator[tuple[str, str]]:
    """A file name and a page for each agent, with nobody else's numbers or name but the team's averages.

    Advice may quote a colleague as its source, as it does in the report.
    """
    names = file_names(agent.agent for agent in analysis.agents)
    compared = comparison_view(comparison, texts) if comparison else None
    changes = {one.agent: one for one in comparison.agents} if comparison else {}
    for agent, name in zip(analysis.agents, names, strict=True):
        own_part = alone(analysis, agent.agent, texts, named_sources=True)
        figures = team(own_part, texts)
        own, whole = (row.cells for row in figures.rows)
        found = changes.get(agent.agent)
        yield (
            f"{name}.html",
            page(
                "agent.html.j2",
                texts,
                title=f"{texts('page.title')} · {visible(agent.agent)}",
                period=texts.period(analysis.first_at, analysis.last_at),
                shops=analysis.shops,
                section=sections(own_part, texts)[0],
                numbers=list(zip(figures.columns, own, whole, strict=True)),
                compared=compared,
                changes=changes_view(found, texts, name=visible(agent.agent), anchor="change") if found else None,
            ),
        )


def alone(analysis: Analysis, agent: str, texts: Texts, *, named_sources: bool) -> Analysis:
    """The analysis with this agent only, in whose quoted chats colleagues have no name.

    With `named_sources` a colleague whose reply is quoted as advice is named as its source.
    """
    own = (one for one in analysis.agents if one.agent == agent)
    colleague = texts("page.colleague")
    return replace(
        analysis, agents=tuple(_anonymous(one, agent, colleague, named_sources=named_sources) for one in own)
    )


def file_names(agents: Iterable[str]) -> list[str]:
    """A name for each agent's file that every file system takes; two that would be one get numbers."""
    given: list[str] = []
    taken: set[str] = set()
    for agent in agents:
        name = _UNSAFE.sub("_", unicodedata.normalize("NFC", agent))[:LONGEST_NAME].strip(" .") or "_"
        name = f"_{name}" if _RESERVED.fullmatch(name) else name
        free = next(one for one in _numbered(name) if one.casefold() not in taken)
        taken.add(free.casefold())
        given.append(free)
    return given


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _anonymous(value: Value, agent: str, colleague: str, *, named_sources: bool) -> Value:
    """The value with every message quoted in it that another agent wrote under the name `colleague`."""
    inner = partial(_anonymous, agent=agent, colleague=colleague, named_sources=named_sources)
    found: Any = value
    if isinstance(value, Quote):
        found = replace(value, sender=colleague) if value.role == "agent" and value.sender != agent else value
    elif isinstance(value, Practice):
        found = value if named_sources else replace(value, agent=colleague)
    elif isinstance(value, tuple):
        found = tuple(map(inner, value))
    elif isinstance(value, Struct):
        found = type(value)(*map(inner, astuple(value)))
    return cast("Value", found)
