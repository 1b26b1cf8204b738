"""One conversation scored at once."""

from typing import Any

from fastapi import APIRouter, Request

from api import showing
from api.deps import Asking
from api.guarding import Guarded, allowed
from api.routes.language import AdviceIn
from api.schemas.score import Scored, Talk
from api.scoring import Coaches, judge
from coach.reports.tables import flat_finding

router = APIRouter(prefix="/v1", route_class=Guarded, tags=["score"])


@router.post("/score", operation_id="score", response_model=Scored)
@allowed("score")
def score(talk: Talk, caller: Asking, request: Request, texts: AdviceIn) -> dict[str, Any]:
    """Label a conversation, and say what was asked and what to do better; nothing of it is kept."""
    coaches: Coaches = request.app.state.coaches
    judged = judge(talk, coach=coaches.coach(caller.shop), rubric=coaches.rubric)
    return {
        "language": judged.language,
        "turns": judged.turns,
        "requests": [{**showing.request(one), "type": one.type.name} for one in judged.requests],
        "findings": [flat_finding(one, texts) for one in judged.findings],
        "cards": judged.cards,
    }
