"""The demo shop: composed chats, given customers, times and orders, and written as the files that shops really have."""

from coach.demo.figures import DemoAgent, DemoShop
from coach.demo.shop import write_demo

__all__ = ["DemoAgent", "DemoShop", "write_demo"]
