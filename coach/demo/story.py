"""The README that lies beside the demo shop's files: what is planted in them, and where."""

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

from coach.demo.facts import Facts
from coach.demo.figures import DemoAgent, DemoShop
from coach.demo.plan import Played

_STORIES = ("chain", "compare", "returning", "refund")


def readme(shop: DemoShop, facts: Facts, played: Sequence[Played]) -> str:
    """The README in Chinese and English; customers are named as the files name them."""
    first = [one for one in played if one.copy == 0]
    masks = Counter(one.customer for one in first if facts.agents[one.script.agent].platform == "jd")
    template = (files("coach.demo") / "readme.md").read_text(encoding="utf-8")
    return template.format(
        sessions=shop.sessions,
        messages=shop.messages,
        first_day=shop.first_day,
        last_day=shop.last_day,
        seed=shop.seed,
        figures="\n".join([*map(_row, shop.agents), _total(shop)]),
        orders=shop.orders,
        earlier_orders=shop.earlier_orders,
        namesakes=_quoted([mask for mask, count in masks.items() if count > 1]),
        **{story: _quoted([one.customer for one in first if one.script.story == story]) for story in _STORIES},
        **{name: item.title for name, item in facts.items.items()},
    )


def _row(agent: DemoAgent) -> str:
    return (
        f"| {agent.agent} | {agent.account} | {agent.consultations:,} | {agent.orders:,} | {agent.paid:,} "
        f"| {agent.conversion:.2%} | {agent.amount:,.2f} | {agent.average_response_s:.1f} s |"
    )


def _total(shop: DemoShop) -> str:
    paid = sum(agent.paid for agent in shop.agents)
    amount = sum(agent.amount for agent in shop.agents)
    orders = f"{shop.orders:,} | {paid:,} | {shop.conversion:.2%}"
    return f"| 全店 shop | | {shop.consultations:,} | {orders} | {amount:,.2f} | |"


def _quoted(names: Sequence[str]) -> str:
    return "、".join(f"`{name}`" for name in names)
