"""The report page: one HTML file that loads nothing and runs only its own few lines of script."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from coach.coaching.progress import Comparison
from coach.reports.allocation import allocation_part
from coach.reports.calibration import calibration_part
from coach.reports.comparison import comparison_view
from coach.reports.method import method, preset_label
from coach.reports.outcomes import outcome_tables
from coach.reports.overview import overview
from coach.reports.sections import sections
from coach.reports.team import team
from coach.reports.texts import Texts
from coach.result import Analysis

TEMPLATES = Path(__file__).parent / "templates"


def render(analysis: Analysis, texts: Texts, *, comparison: Comparison | None = None) -> str:
    """The whole page as text; `comparison` is that with an earlier period, if there is one."""
    return page(
        "report.html.j2",
        texts,
        compared=comparison_view(comparison, texts) if comparison else None,
        period=texts.period(analysis.first_at, analysis.last_at),
        shops=analysis.shops,
        presets=list(dict.fromkeys(preset_label(preset, texts) for preset in analysis.presets.values())),
        models=len(analysis.models),
        skipped=texts.number(analysis.skipped_count),
        overview=overview(analysis, texts),
        team=team(analysis, texts),
        allocation=allocation_part(analysis, texts),
        outcomes=outcome_tables(analysis, texts),
        calibration=calibration_part(analysis, texts),
        sections=sections(analysis, texts),
        method=method(analysis, texts),
        svg=Markup,
    )


def page(template: str, texts: Texts, **values: object) -> str:
    """A page from a template: every value from a chat is escaped; the policy lets nothing be fetched or run."""
    css, script = _own("report.css"), _own("report.js")
    return (
        _environment()
        .get_template(template)
        .render(
            t=texts,
            css=Markup(css),  # noqa: S704 - a file of ours, no data in it
            script=Markup(script),  # noqa: S704
            policy=_policy(css, script),
            **values,
        )
    )


def _policy(css: str, script: str) -> str:
    """A Content-Security-Policy that allows this style sheet and this script, and nothing else."""
    own = f"style-src '{_hash(css)}'; script-src '{_hash(script)}'"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _own(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
