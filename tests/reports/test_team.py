from coach.reports.figures import Figure
from coach.reports.team import team
from coach.reports.texts import Texts
from tests.reports.example import example

EN = Texts("en")


def test_every_row_has_a_cell_for_every_column() -> None:
    table = team(example(), EN)
    assert table.columns == (
        "Consultations",
        "Ordered",
        "Amount paid",
        "Conversion",
        "First response",
        "Response",
        "Within 30\u00a0s",
        "Within 180\u00a0s",
        "Passive replies",
        "Overall score",
    )
    assert [(row.name, row.anchor) for row in table.rows] == [
        ("小雨", "agent-1"),
        ("阿慢", "agent-2"),
        ("三号", "agent-3"),
        ("Shop", ""),
    ]
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_recent_orders_are_not_final() -> None:
    rows = team(example(), EN).rows
    assert rows[0].cells[1] == Figure("7", ("paid: 7",))
    assert rows[-1].cells[1] == Figure("10", ("paid: 9", "not final yet"))


def test_without_orders_nobody_is_said_to_have_sold_nothing() -> None:
    rows = team(example(orders=0, unmatched_orders=0), EN).rows
    assert rows[0].cells[1:4] == (Figure("no orders to go by", missing=True),) * 3
