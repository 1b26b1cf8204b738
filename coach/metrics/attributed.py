"""Orders that count for an agent, as outcomes finds them and tallies take them."""

from datetime import datetime, time, timedelta

from msgspec import Struct

from coach.findings import AttributionMethod, Order

__all__ = ["AttributedOrder", "AttributedOrders", "AttributionMethod", "end_of_next_day"]


class AttributedOrder(Struct, frozen=True):
    """An order that counts for an agent, with the consultation before it: its session, and when that began."""

    order: Order
    agent: str
    session: str
    consulted_at: datetime

    @property
    def paid_next_day(self) -> bool:
        """Whether it was paid by the end of the day after the consultation."""
        return self.order.paid_at is not None and self.order.paid_at < end_of_next_day(self.consulted_at)


class AttributedOrders(Struct, frozen=True):
    """The orders that count, by person, and the method that chose the agents."""

    method: AttributionMethod
    by_person: dict[str, tuple[AttributedOrder, ...]]


def end_of_next_day(moment: datetime) -> datetime:
    """The midnight that ends the day after `moment`."""
    return datetime.combine(moment.date(), time.min) + timedelta(days=2)
