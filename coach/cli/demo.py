"""`coach demo`: write an invented shop to try everything on."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[Path, typer.Argument(help="Folder to write the shop's files to.", file_okay=False)],
    sessions: Annotated[
        int | None,
        typer.Option(help="How many sessions; more than the shop's own repeat its chats with other customers."),
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 20240305,
) -> None:
    """Write an invented shop for clothing, snacks and cosmetics: Taobao and JD chats, orders, items, roster."""
    from coach.demo import write_demo

    shop = write_demo(out, sessions=sessions, seed=seed)
    typer.echo(f"{shop.sessions:,} sessions, {shop.messages:,} messages, {shop.consultations:,} customers: {out}")
    for agent in shop.agents:
        typer.echo(
            f"  {agent.agent}: {agent.consultations:,} consultations, {agent.orders:,} orders, {agent.conversion:.2%}, "
            f"{agent.amount:,.2f} yuan, {agent.average_response_s:.1f} s on average  ({agent.file})"
        )
    typer.echo(f"{out / 'README.md'} says what is planted in it.")
