"""What of the analysis a person may see, and the colleagues' replies in it."""

from api.permissions import Caller
from coach.practice import Practice
from coach.reports.pages import alone
from coach.reports.texts import Texts
from coach.result import Analysis


def seen_by(caller: Caller, analysis: Analysis, texts: Texts) -> Analysis:
    """The whole analysis, but for an agent's login: that agent alone, with colleagues who have no name."""
    return analysis if caller.only is None else alone(analysis, caller.only, texts, named_sources=False)


def better_replies(analysis: Analysis) -> dict[str, Practice]:
    """By finding the colleague's reply that the analysis quotes: those that it shows, and those in plans."""
    plans = [agent.plan for agent in analysis.agents if agent.plan]
    planned = [(one.finding, one.advice_from) for plan in plans for point in plan.points for one in point.exhibits]
    shown = [(one.id, one.advice_from) for agent in analysis.agents for one in agent.findings]
    return {finding: reply for finding, reply in (*shown, *planned) if reply is not None}
