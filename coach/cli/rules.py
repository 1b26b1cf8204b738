"""`coach rules`: which acts are expected of agents, and what missing them costs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import ReportLanguage

COLUMNS = ("rule", "title", "factor", "weight", "needs", "on")


def rules(
    rubric: Annotated[Path | None, typer.Option(help="A rubric file; default: the built-in one.")] = None,
    report_language: ReportLanguage = "en",
    markdown: Annotated[bool, typer.Option("--markdown", help="A Markdown table with what each rule expects.")] = False,
) -> None:
    """List the coaching rules, the shop's own among them: factor, weight in it, what they need, and whether on."""
    from coach.reports.texts import Texts
    from coach.rubrics import FACTORS, load_rubric
    from coach.rules import active_rules, registry
    from coach.rules.own import read_own_rules
    from coach.rules.own_check import as_rules
    from coach.settings import load_settings

    settings = load_settings().rules
    own_rules = read_own_rules([Path(name) for name in settings.own])
    own = as_rules(own_rules)
    texts = Texts(report_language, own_rules=own_rules)
    weights = load_rubric(rubric, own=own).rules
    on = {rule.name for rule in active_rules(settings.off, own=own)}
    listed = sorted((*registry, *own), key=lambda one: (FACTORS.index(one.factor), one.name))
    if markdown:
        typer.echo(_markdown([(one.name, texts.rule(one.name), texts.rule(one.name, "expected")) for one in listed]))
        return
    rows = []
    for one in listed:
        weight = weights.get(one.factor, {}).get(one.name, 0)
        factor = texts(f"factor.{one.factor}")
        shown = "yes" if one.name in on else "no"
        rows.append((one.name, texts.rule(one.name), factor, f"{weight:g}", ", ".join(one.needs), shown))
    _show(rows)


def _show(rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*COLUMNS)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _markdown(rows: Sequence[tuple[str, str, str]]) -> str:
    lines = [f"| `{name}` | {title} | {expected} |" for name, title, expected in rows]
    return "\n".join(["| rule | title | what is expected |", "|---|---|---|", *lines])
