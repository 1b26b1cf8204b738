"""Writes the demo shop, and counts what it planned."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from coach.demo.composed import load_scripts
from coach.demo.exports import item_table, jd_log, order_table, roster_table, taobao_batch
from coach.demo.facts import DeskAgent, Facts, load_facts
from coach.demo.figures import DemoAgent, DemoShop
from coach.demo.orders import Order
from coach.demo.plan import Played, plan
from coach.demo.story import readme
from coach.demo.timing import waits
from coach.errors import OutputError

SEED = 20240305


def write_demo(out: Path, *, sessions: int | None = None, seed: int = SEED) -> DemoShop:
    """Write the demo shop's chats, orders, items, roster and README below `out`, and say what is in them.

    `sessions` repeats the composed chats with other customers, days and order numbers until there are so many; None
    writes each once. The same seed gives the same bytes. Raises SettingsError for too few sessions, OutputError where
    `out` cannot be written.
    """
    facts = load_facts()
    played = plan(facts, load_scripts(), sessions=sessions, seed=seed)
    by_agent = {name: [one for one in played if one.script.agent == name] for name in facts.agents}
    shop = DemoShop(
        folder=out,
        seed=seed,
        first_day=min(one.started.date() for one in played),
        last_day=max(one.at(len(one.offsets) - 1).date() for one in played),
        agents=tuple(_agent(name, facts.agents[name], own) for name, own in by_agent.items()),
        earlier_orders=sum(one.earlier is not None for one in played),
    )
    _write(out, {**_exports(facts, by_agent), "README.md": readme(shop, facts, played).encode("utf-8")})
    return shop


def _exports(facts: Facts, by_agent: Mapping[str, Sequence[Played]]) -> dict[str, bytes]:
    files = {
        _file(agent): (taobao_batch if agent.platform == "taobao" else jd_log)(agent, by_agent[name])
        for name, agent in facts.agents.items()
    }
    orders = [order for own in by_agent.values() for one in own for order in (one.order, one.earlier) if order]
    return {
        **files,
        "orders.csv": order_table(orders),
        "items.csv": item_table(facts),
        "roster.csv": roster_table(facts),
    }


def _file(agent: DeskAgent) -> str:
    return f"chats/{agent.shop}_{agent.nick}.{'txt' if agent.platform == 'taobao' else 'log'}"


def _agent(name: str, agent: DeskAgent, played: Sequence[Played]) -> DemoAgent:
    orders: list[Order] = [one.order for one in played if one.order]
    responses = [wait for one in played for wait in waits(one.script, one.offsets)]
    served = [one for one in played if {"customer", "agent"} <= {line.side for line in one.script.lines}]
    return DemoAgent(
        agent=name,
        account=agent.account,
        file=_file(agent),
        sessions=sum(one.script.visits for one in played),
        messages=sum(line.side not in ("order", "paid") for one in played for line in one.script.lines),
        consultations=len(served),
        orders=len(orders),
        paid=sum(order.paid is not None for order in orders),
        amount=sum((order.amount for order in orders if order.paid), Decimal(0)),
        average_response_s=sum(responses) / len(responses),
    )


def _write(out: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = out / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise OutputError(f"{path} cannot be written: {reason}; name another folder", file=str(path)) from None
