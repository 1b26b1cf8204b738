"""Agents' numbers and scorecards."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import Asking, Paged, Stored
from api.guarding import Guarded, allowed
from api.lists import paged
from api.schemas.cards import AgentLine, CardPair
from api.schemas.fields import Day, Listed, Name
from coach.reports.summary import summary
from coach.store.values import Page, ScorecardPair

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["results"])
_SORTS = ("agent", "consultations", "orders", "conversion", "average_response_s", "first_response_s", "passive_share")


@router.get("/agents", operation_id="listAgents", response_model=Listed[AgentLine])
@allowed("results")
def list_agents(caller: Asking, store: Stored, paging: Paged) -> Page[dict[str, Any]]:
    """Agents with their numbers over all chats, as summary.json has them; sort by agent or a number."""
    analysis = store.results.analysis(caller.shop)
    found = summary(analysis)["agents"] if analysis else []
    mine = [one for one in found if caller.only in (None, one["agent"])]
    return paged(mine, paging, key="agent", sorts=_SORTS, default="agent")


@router.get("/scorecards", operation_id="listScorecards", response_model=list[CardPair])
@allowed("results")
def list_scorecards(
    caller: Asking, store: Stored, agent: Name | None = None, since: Day | None = None, until: Day | None = None
) -> tuple[ScorecardPair, ...]:
    """The team's scorecard ("") and the agents', each automatic and by the trainers' verdicts, in a period."""
    whose = agent if caller.only is None else caller.only
    return store.results.scorecards(caller.shop, since=since, until=until, agent=whose)


@router.get("/trend", operation_id="getTrend", response_model=list[CardPair])
@allowed("results")
def get_trend(
    caller: Asking, store: Stored, agent: Name, weeks: Annotated[int, Query(ge=1, le=52)] = 8
) -> tuple[ScorecardPair, ...]:
    """An agent's scorecards week by week, the oldest first."""
    whose = agent if caller.only is None else caller.only
    return store.results.trend(caller.shop, whose, weeks=weeks)
