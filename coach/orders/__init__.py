"""What customers bought, and how many came: order exports, order cards in chats, and traffic by day."""

from coach.orders.cards import orders_of_cards
from coach.orders.export import load_orders_map, read_orders
from coach.orders.money import parse_amount
from coach.orders.traffic import read_traffic

__all__ = ["load_orders_map", "orders_of_cards", "parse_amount", "read_orders", "read_traffic"]
