"""One agent: the weekly plan, five factors beside the team's and the trainers', the weeks, and findings with quotes."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.pages.rendering import show, texts_about
from api.pages.seeing import seen_by
from coach.errors import NotFound
from coach.reports.sections import sections
from coach.reports.texts import Texts
from coach.rubrics import RISK
from coach.store.values import ScorecardPair

router = APIRouter(route_class=Guarded)
WEEKS = 8


@router.get("/agent")
@allowed("results")
def agent_page(request: Request, caller: Asking, store: Stored, name: str | None = None) -> Response:
    """An agent's page, by default the first one's; agents see their own and no other."""
    analysis = store.results.analysis(caller.shop)
    texts = texts_about(request, analysis)
    seen = seen_by(caller, analysis, texts) if analysis else None
    if seen is None or not seen.agents:
        return show(request, "empty.html.j2", jobs=())
    names = [one.agent for one in seen.agents]
    chosen = name or names[0]
    if chosen not in names:
        raise NotFound("this shop has no such agent, or it is not yours to see")
    pairs = store.results.scorecards(caller.shop, agent=chosen)
    return show(
        request,
        "agent.html.j2",
        texts=texts,
        names=names,
        name=chosen,
        section=sections(seen, texts)[names.index(chosen)],
        beside=_beside(pairs[0], texts) if pairs and pairs[0].trainers else (),
        weeks=_weeks(store.results.trend(caller.shop, chosen, weeks=WEEKS)),
    )


def _beside(pair: ScorecardPair, texts: Texts) -> list[tuple[str, str, str]]:
    """The overall score and each factor: by the models, and with the trainers' words in place of theirs."""
    assert pair.trainers is not None  # noqa: S101 - the caller has looked
    of_people = {one.factor: one.score for one in pair.trainers.factors}
    rows = [("metric.score", pair.automatic.score, pair.trainers.score)]
    rows += [
        (f"factor.{one.factor}", one.score, of_people.get(one.factor))
        for one in pair.automatic.factors
        if one.factor != RISK
    ]
    return [(texts(key), _figure(automatic, texts), _figure(people, texts)) for key, automatic, people in rows]


def _figure(score: float | None, texts: Texts) -> str:
    return "–" if score is None else texts.number(score)


def _weeks(pairs: tuple[ScorecardPair, ...]) -> list[tuple[ScorecardPair, float]]:
    """The weeks with a score, the trainers' where they spoke; one week alone is no trend."""
    scored = [(pair, (pair.trainers or pair.automatic).score) for pair in pairs]
    known = [(pair, score) for pair, score in scored if score is not None]
    return known if len(known) > 1 else []
