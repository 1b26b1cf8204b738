import pytest

from api.lists import paged
from coach.errors import InputError
from coach.store.values import Paging

LINES = [{"agent": name, "orders": n} for name, n in (("a", 2), ("b", None), ("c", 2), ("d", 1))]


def walk(sort: str, limit: int) -> list[str]:
    found, cursor = [], None
    while True:
        page = paged(LINES, Paging(limit, cursor, sort), key="agent", sorts=("agent", "orders"), default="agent")
        found += [str(one["agent"]) for one in page.items]
        cursor = page.next
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
def test_pages_together_are_the_list(limit: int) -> None:
    assert walk("orders", limit) == ["b", "d", "a", "c"]
    assert walk("-orders", limit) == ["c", "a", "d", "b"]


def test_a_cursor_of_another_order_is_refused() -> None:
    page = paged(LINES, Paging(1, None, "agent"), key="agent", sorts=("agent", "orders"), default="agent")
    with pytest.raises(InputError):
        paged(LINES, Paging(1, page.next, "orders"), key="agent", sorts=("agent", "orders"), default="agent")
