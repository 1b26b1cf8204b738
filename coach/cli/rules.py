"""`coach rules`: which acts are expected of agents, and what missing them costs."""

from pathlib import Path
from typing import Annotated

import typer

from coach.i18n import Translator


def rules(
    rubric: Annotated[Path | None, typer.Option(help="A rubric file; default: the built-in one.")] = None,
    report_language: Annotated[str, typer.Option(help="Language of titles: zh, en or es.")] = "en",
) -> None:
    """List the coaching rules with their factor, their weight in it, and what they need."""
    from rich.console import Console
    from rich.table import Table

    from coach.i18n import translator
    from coach.rubrics import FACTORS, load_rubric
    from coach.rules import registry

    translate = translator(report_language)
    weights = load_rubric(rubric).rules
    table = Table("rule", "title", "factor", "weight", "needs")
    for rule in sorted(registry, key=lambda one: (FACTORS.index(one.factor), one.name)):
        weight = weights.get(rule.factor, {}).get(rule.name, 0)
        title = _text(translate, f"rule.{rule.name}.title", rule.name)
        factor = _text(translate, f"factor.{rule.factor}", rule.factor)
        table.add_row(rule.name, title, factor, f"{weight:g}", ", ".join(rule.needs))
    Console().print(table)


def _text(translate: Translator, key: str, otherwise: str) -> str:
    """The text of a key; `otherwise` for a rule of another package, which our catalogue does not know."""
    try:
        return translate(key)
    except KeyError:
        return otherwise
