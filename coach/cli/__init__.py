"""The command line: one command a file, whose work is imported only when it runs."""

import importlib
import sys
from typing import cast

import typer
from typer.core import TyperCommand, TyperGroup

from coach.errors import CoachError

COMMANDS = (
    "admin",
    "analyse",
    "backup",
    "convert",
    "demo",
    "doctor",
    "doubtful",
    "evaluate",
    "faq",
    "formats",
    "key",
    "label",
    "mystery",
    "restore",
    "rules",
    "serve",
    "train",
    "worker",
)
"""Every command; `coach.cli.NAME` holds the function NAME, and its docstring is the command's help."""


class _Commands(TyperGroup):
    """The commands by name; a command's module is imported when it is looked up."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> TyperCommand | None:  # type: ignore[override]  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(cmd_name)(getattr(importlib.import_module(f"coach.cli.{cmd_name}"), cmd_name))
        return cast(TyperCommand, typer.main.get_command(single))


app = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback()
def coach() -> None:
    """Reads the customer-service chats of online shops: what customers ask, and how agents answer."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; an error of the product is one line on stderr and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(args=arguments)
    except CoachError as problem:
        sys.stderr.write(f"coach: {problem.message}\n")
        sys.exit(2)
