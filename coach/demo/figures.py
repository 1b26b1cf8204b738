"""What was planned for the demo shop."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct


class DemoAgent(Struct, frozen=True):
    """What was planned for one agent.

    `consultations` are customers who wrote in a session in which the agent wrote, `orders` those they made in the
    chat, `paid` how many of them were paid, `amount` what was paid in yuan, `average_response_s` the mean in seconds
    over the answered rounds, `file` the agent's file below the folder written to.
    """

    agent: str
    account: str
    file: str
    sessions: int
    messages: int
    consultations: int
    orders: int
    paid: int
    amount: Decimal
    average_response_s: float

    @property
    def conversion(self) -> float:
        """Orders by consultations, with four decimals."""
        return round(self.orders / self.consultations, 4)


class DemoShop(Struct, frozen=True):
    """The demo shop as it was planned: what a reader of its files has to find in them again."""

    folder: Path
    seed: int
    first_day: date
    last_day: date
    agents: tuple[DemoAgent, ...]
    earlier_orders: int

    @property
    def sessions(self) -> int:
        """How many visits of customers there are."""
        return sum(agent.sessions for agent in self.agents)

    @property
    def messages(self) -> int:
        """How many messages stand in the files, those of robots included."""
        return sum(agent.messages for agent in self.agents)

    @property
    def consultations(self) -> int:
        """How many customers were served; no customer has two agents."""
        return sum(agent.consultations for agent in self.agents)

    @property
    def orders(self) -> int:
        """How many orders came out of the chats."""
        return sum(agent.orders for agent in self.agents)

    @property
    def conversion(self) -> float:
        """Orders by consultations, with four decimals."""
        return round(self.orders / self.consultations, 4)
