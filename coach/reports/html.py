"""The report page: one HTML file that loads nothing and runs only its own few lines of script."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from coach.analysis import Analysis
from coach.reports.method import method, preset_label
from coach.reports.overview import overview
from coach.reports.sections import sections
from coach.reports.team import team
from coach.reports.texts import Texts

TEMPLATES = Path(__file__).parent / "templates"


def render(analysis: Analysis, texts: Texts) -> str:
    """The whole page as text. Every value from a chat is escaped; the policy lets nothing be fetched or run."""
    css, script = _own("report.css"), _own("report.js")
    page = _environment().get_template("report.html.j2")
    return page.render(
        t=texts,
        css=Markup(css),  # noqa: S704 - a file of ours, no data in it
        script=Markup(script),  # noqa: S704
        policy=_policy(css, script),
        period=texts.period(analysis.first_at, analysis.last_at),
        shops=analysis.shops,
        presets=list(dict.fromkeys(preset_label(preset, texts) for preset in analysis.presets.values())),
        models=len(analysis.models),
        skipped=texts.number(analysis.skipped_count),
        overview=overview(analysis, texts),
        team=team(analysis, texts),
        sections=sections(analysis, texts),
        method=method(analysis, texts),
        svg=Markup,
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
