"""The points of last week's plans, checked on the chats of this week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import Connection

from coach.coaching.plan import AgentPlan, check_rates
from coach.findings import Rate, Scorecard
from coach.result import AgentAnalysis, Analysis
from coach.rules.rule import Rule
from coach.store.results import cards_since


def with_checks(
    connection: Connection, shop: str, run: str, *, found: Analysis, before: Analysis | None, own: Sequence[Rule]
) -> Analysis:
    """The analysis of a run, each plan in it with the points of the last one made before this week began.

    The week (from Monday) is that of the latest chat; `before` is what was kept of the same run till now. What was
    missed then is set beside what was missed since Monday, so that no chat counts in both.
    """
    now, earlier = _monday(found.last_at), _monday(before.last_at) if before else None
    if before is None or now is None or earlier is None or earlier > now:
        return found
    cards = cards_since(connection, shop, run, day=now, own=own)
    then = {one.agent: _then(one.plan, same_week=earlier == now) for one in before.agents if one.plan}
    return replace(found, agents=tuple(_checked(one, then.get(one.agent, {}), cards) for one in found.agents))


def _then(plan: AgentPlan, *, same_week: bool) -> dict[str, Rate]:
    """By rule what was missed when the last plan was made: as that plan says, or as was noted earlier this week."""
    if same_week:
        return {one.rule: one.change.first for one in plan.checked}
    return {one.rule: one.rate for one in plan.points}


def _checked(one: AgentAnalysis, then: Mapping[str, Rate], cards: Mapping[str, Scorecard]) -> AgentAnalysis:
    if one.plan is None:
        return one
    card = cards.get(one.agent) or Scorecard(one.agent, (), None, None, 0)
    return replace(one, plan=check_rates(one.plan, then, card))


def _monday(at: datetime | None) -> date | None:
    return at.date() - timedelta(days=at.weekday()) if at else None
