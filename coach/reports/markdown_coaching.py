"""The parts on allocation and calibration as Markdown."""

from coach.reports.allocation import allocation_part
from coach.reports.calibration import calibration_part
from coach.reports.markdown_parts import Lines, figure, heading, listed, paragraph, table
from coach.reports.texts import Texts
from coach.result import Analysis


def allocation_lines(analysis: Analysis, texts: Texts) -> Lines:
    """Who gets the consultations, and the suggestion; nothing when no agent was consulted."""
    part = allocation_part(analysis, texts)
    if part is None:
        return []
    lines = [*heading(3, texts("allocation.title")), *paragraph(texts("allocation.lead"))]
    lines += table((texts("team.agent"), *part.columns), [(name, *map(figure, cells)) for name, cells in part.rows])
    lines += paragraph(f"{texts('allocation.suggestion')}: {part.conclusion}") + listed(part.moves)
    lines += paragraph(part.method) if part.moves else []
    for grid in part.grids:
        if grid.rows:
            lines += paragraph(grid.title) + table(("", *grid.columns), [(name, *cells) for name, cells in grid.rows])
    return lines


def calibration_lines(analysis: Analysis, texts: Texts) -> Lines:
    """What the verdicts say; nothing when none were given."""
    part = calibration_part(analysis, texts)
    if part is None:
        return []
    lines = [*heading(2, texts("calibration.title")), *paragraph(part.lead)]
    for one in part.tables:
        told = table(one.columns, [(name, *map(figure, cells)) for name, cells in one.rows])
        lines += heading(3, one.title) + (told or paragraph(one.note))
    return [*lines, *paragraph(part.unknown)]
