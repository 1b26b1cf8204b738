"""What customers bought: in the chat, or before it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random

from msgspec import Struct

from coach.demo.composed import Script
from coach.demo.customers import Customers
from coach.demo.facts import Facts

PAID = "交易成功"
UNPAID = "等待买家付款"


class Order(Struct, frozen=True):
    """One order as the shop's export has it.

    `buyer` may be masked or empty; `due` is the sum of the prices and `amount` what was paid, in yuan; `paid` is None
    while nobody has paid.
    """

    number: str
    buyer: str
    shop: str
    titles: tuple[str, ...]
    due: Decimal
    amount: Decimal
    status: str
    created: datetime
    paid: datetime | None


def created_in(
    script: Script, times: Sequence[datetime], *, buyer: str, facts: Facts, customers: Customers
) -> Order | None:
    """The order that the customer creates in a script whose lines are written at `times`, or None."""
    moments = {line.side: at for line, at in zip(script.lines, times, strict=True) if line.side in ("order", "paid")}
    if "order" not in moments:
        return None
    agent = facts.agents[script.agent]
    items = next((bought.items for bought in facts.bought if bought.script == script.id), (script.item,))
    due = sum((facts.items[item].price for item in items), Decimal(0))
    paid = moments.get("paid")
    return Order(
        number=customers.order_number(agent.platform),
        buyer=buyer,
        shop=agent.shop,
        titles=tuple(facts.items[item].title for item in items),
        due=due,
        amount=(due if script.amount is None else script.amount) if paid else Decimal(0),
        status=PAID if paid else UNPAID,
        created=moments["order"],
        paid=paid,
    )


def from_before(
    script: Script, started: datetime, *, buyer: str, facts: Facts, customers: Customers, random: Random
) -> Order | None:
    """The order that a script beginning at `started` comes back about, paid a minute after it was created, or None."""
    earlier = next((one for one in facts.earlier if one.script == script.id), None)
    if earlier is None:
        return None
    agent = facts.agents[script.agent]
    day = started.date() - timedelta(days=earlier.days)
    created = datetime.combine(day, time(random.randint(9, 22), random.randint(0, 59), random.randint(0, 59)))
    return Order(
        number=customers.order_number(agent.platform),
        buyer=buyer,
        shop=agent.shop,
        titles=tuple(facts.items[item].title for item in earlier.items),
        due=sum((facts.items[item].price for item in earlier.items), Decimal(0)),
        amount=earlier.paid,
        status=earlier.status,
        created=created,
        paid=created + timedelta(seconds=random.randint(12, 90)),
    )
