"""Whether a reply takes up what was asked at all."""

from collections.abc import Iterable

from coach.labels import Request
from coach.requests import shares_words
from coach.rules.timeline import Timeline
from coach.taxonomy import topics

_ANSWERING = frozenset({"affirm", "deny", "acknowledge"})


def only_soothes(timeline: Timeline, text: str, request: Request) -> bool:
    """Whether the text praises or calms, without a number, and takes up nothing of the question."""
    cues = timeline.cues
    if any(map(str.isdigit, text)) or not (cues.evasive.search(text) or cues.advert.search(text)):
        return False
    return not touches(timeline, text, [request])


def touches(timeline: Timeline, text: str, asked: Iterable[Request]) -> bool:
    """Whether the text begins with a yes or no, or has a topic or word of one of the questions."""
    start, end = next(iter(timeline.language.clauses(text)), (0, len(text)))
    if not timeline.language.acts(text[start:end]).isdisjoint(_ANSWERING):
        return True
    named = topics(text, language=timeline.language.code)
    return any(request.type.name in named or shares_words(request.text, text) for request in asked)
