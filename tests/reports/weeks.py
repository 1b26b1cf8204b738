"""The invented analysis with an earlier week to compare it with."""

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from coach.coaching.progress import Comparison, compare
from coach.metrics.intervals import wilson
from coach.reports.period import period_of
from coach.result import Analysis
from tests.reports.example import agents, example, metrics

WEEK = timedelta(days=7)


def earlier(**changes: Any) -> Analysis:
    """A week before: 小雨 was passive, 阿慢 was the same, 老周 was there and 三号 was not."""
    good, slow, _ = agents()
    passive = replace(good, metrics=metrics("小雨", passive_share=wilson(60, 71)))
    now = example()
    assert now.first_at is not None
    assert now.last_at is not None
    values: dict[str, Any] = {
        "agents": (passive, slow, replace(slow, agent="老周")),
        "first_at": now.first_at - WEEK,
        "last_at": now.last_at - WEEK,
    }
    return example(**(values | changes))


def comparison(**changes: Any) -> Comparison:
    """This week against that one."""
    return compare(period_of(earlier(**changes)), period_of(example()), folder="week18")
