"""Whether doubt, worry and complaints get more than a word or two."""

from collections.abc import Iterator, Sequence
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledExchange, LabelledReply
from coach.rules.exemptions import was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines, whole
from coach.transcript import Message, Turn

STUB = {"han": 6, "latin": 20}
"""Letters up to which a reply without a figure, if the model calls it perfunctory, is a word or two."""

WORDS = {"han": 16, "latin": 48}
"""Characters up to which a clause can be a word or two."""

_ELSEWHERE = frozenset({"hold", "promise", "transfer"})

_opportunity = partial(Opportunity, "perfunctory", "attitude")


@rule("perfunctory", factor="attitude", needs=("question_type", "stance", "flags", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer voices doubt, worry or a complaint → it is taken up → before the customer writes again.

    Hit: nothing but a word or two ("yes", "it's normal", "sorry") from anybody. Clear: any longer reply, also "let me
    check". Exempt: an abusive customer. Unknown: the model calls a longer reply perfunctory, or a picture or voice
    message came with it. A greeting alone, or no reply, is for other rules.
    """
    for timeline in timelines(case):
        for exchange in timeline.linked.labelled.exchanges:
            prompt = exchange.exchange.prompt
            if prompt is not None and _is_troubled(timeline, exchange, prompt) and _is_reply(timeline, exchange):
                yield _judged(timeline, prompt, exchange.replies)


def _is_troubled(timeline: Timeline, exchange: LabelledExchange, prompt: Turn) -> bool:
    if exchange.type is None or exchange.type.name == "none":
        return False
    return timeline.cues.doubt.search(prompt.text) is not None or "complain" in timeline.language.acts(prompt.text)


def _is_reply(timeline: Timeline, exchange: LabelledExchange) -> bool:
    return any(one.stance.name != "neutral" or _is_curt(timeline, one) for one in exchange.replies)


def _judged(timeline: Timeline, prompt: Turn, replies: Sequence[LabelledReply]) -> Opportunity:
    said = tuple(message for reply in replies for message in reply.turn.messages)
    outcome = _outcome(timeline, replies, said)
    voiced = "complaint" if "complain" in timeline.language.acts(prompt.text) else "doubt"
    advice = Advice(f"advice.perfunctory.{voiced}", {"said": " ".join(prompt.text.split())})
    return _opportunity(
        replies[0].turn.sender,
        timeline.session.id,
        outcome,
        whole((*prompt.messages, *said)),
        advice=advice if outcome == "hit" else None,
        at=replies[0].turn.started_at,
    )


def _outcome(timeline: Timeline, replies: Sequence[LabelledReply], said: Sequence[Message]) -> OpportunityOutcome:
    if not all(_is_curt(timeline, one) for one in replies):
        flagged = all("perfunctory" in one.flags for one in replies)
        held = any(not timeline.language.acts(one.turn.text).isdisjoint(_ELSEWHERE) for one in replies)
        return "unknown" if flagged and not held else "clear"
    if was_abusive(timeline, until=said[0].id):
        return "exempt"
    return "unknown" if any(message.kind != "text" for message in said) else "hit"


def _is_curt(timeline: Timeline, reply: LabelledReply) -> bool:
    text = reply.turn.text
    if not text:
        return False
    longest = WORDS[timeline.language.script]
    clauses = [text[start:end] for start, end in timeline.language.clauses(text)]
    told = [clause for clause in clauses if not _is_greeting(timeline, clause)] or clauses
    if all(len(clause) <= longest and timeline.cues.curt.search(clause) for clause in told):
        return True
    text = " ".join(told)
    short = sum(map(str.isalpha, text)) <= STUB[timeline.language.script] and not any(map(str.isdigit, text))
    return short and "perfunctory" in reply.flags


def _is_greeting(timeline: Timeline, clause: str) -> bool:
    acts = timeline.language.acts(clause)
    return bool(acts) and acts <= {"greet", "welcome"}
