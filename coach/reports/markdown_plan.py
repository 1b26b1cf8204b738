"""The plan of an agent as Markdown, and a colleague's reply under a finding."""

from coach.reports.markdown_parts import Lines, advised, heading, listed, paragraph, quotation, talk
from coach.reports.plans import ExhibitView, PlanView, PointView
from coach.reports.quotes import Colleague
from coach.reports.texts import Texts


def plan_lines(plan: PlanView, texts: Texts) -> Lines:
    """The plan: what went well, last time's points, and what to practise."""
    checked = [*paragraph(texts("plan.checked")), *listed(plan.checked)] if plan.checked else []
    points = [line for number, point in enumerate(plan.points, start=1) for line in _point(number, point, texts)]
    return [
        *heading(3, texts("plan.title")),
        *paragraph(texts("plan.lead")),
        *([*paragraph(texts("plan.good")), *listed(plan.good)] if plan.good else []),
        *checked,
        *paragraph(texts("plan.points")),
        *(points or paragraph(texts("plan.no_points"))),
    ]


def colleague_lines(found: Colleague | None, texts: Texts) -> Lines:
    """A better reply in a colleague's words; nothing when there is none."""
    if found is None:
        return []
    asked = texts("colleague.asked", text=found.asked) if found.asked else ""
    source = " · ".join(filter(None, (texts("colleague.title"), found.source, asked, found.followed)))
    return quotation(found.said, source)


def _point(number: int, point: PointView, texts: Texts) -> Lines:
    return [
        *heading(4, f"{number}. {point.title}"),
        *paragraph(point.numbers, point.why),
        *(paragraph(f"{texts('group.expected')}: {point.expected}") if point.expected else []),
        *paragraph(f"{texts('plan.exercise')}: {point.exercise}"),
        *(line for exhibit in point.exhibits for line in _exhibit(exhibit, texts)),
    ]


def _exhibit(one: ExhibitView, texts: Texts) -> Lines:
    origin = paragraph(f"{texts('finding.customer', name=one.customer)} · {one.at}")
    return [*origin, *talk(one.messages), *colleague_lines(one.colleague, texts), *advised(one.advice, texts)]
