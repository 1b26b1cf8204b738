"""Whether a customer who cannot pay is guided."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.labels import LabelledReply, Span
from coach.rules.exemptions import left_after, outside_hours, was_abusive
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_agent, is_customer, is_over, timelines, whole
from coach.transcript import Message

HELPED = 12
"""Letters from which an answer that does not deflect may be a help that the cues do not know."""

_opportunity = partial(Opportunity, "payment_help", "proactive_selling")


@rule("payment_help", factor="proactive_selling", needs=("stance", "flags", "acts"))
def check(case: Case) -> Iterator[Opportunity]:
    """The customer cannot pay or order → the agent shows a way or asks what happens → by the end of the session.

    Hit: nobody wrote, or only pleasantries, a word or two, or a deflection without a way ("that is the bank's affair",
    "just try again"); also after the agent asked what happens and was told. Clear: a way, a question about it that the
    customer left open, a picture; or it works now. Exempt: outside the preset's hours, never assigned, an abusive
    customer, one who left at once. Unknown: the file ends too soon, or what was said before the customer gave up may be
    a help. One opportunity a session.
    """
    for timeline in timelines(case):
        stuck = timeline.cues.cannot_pay.search
        message = next((one for one in timeline.heard if stuck(one.text)), None)
        if message is not None:
            yield _judged(timeline, message)


def _judged(timeline: Timeline, message: Message) -> Opportunity:
    start = timeline.place[message.id]
    replies = [one for one in timeline.replies if timeline.place[one.turn.messages[-1].id] > start]
    outcome = _outcome(timeline, message, replies)
    match = timeline.cues.cannot_pay.search(message.text)
    where = Span(message.id, *match.span()) if match else Span(message.id, 0, len(message.text))
    said = replies[0].turn.messages if replies else ()
    following = timeline.agent_after(message)
    return _opportunity(
        following.sender if following is not None else timeline.agent_near(message.id),
        timeline.session.id,
        outcome,
        (where, *whole(said)),
        advice=Advice("advice.payment_help", {"said": " ".join(message.text.split())}) if outcome == "hit" else None,
        links=tuple(one.id for one in timeline.linked.requests if one.span.message_id == message.id),
        at=message.sent_at,
    )


def _outcome(timeline: Timeline, message: Message, replies: Sequence[LabelledReply]) -> OpportunityOutcome:
    later = timeline.after(message.id)
    if any(_guides(timeline, one) for one in later if is_agent(one)) or _waits_for_word(timeline, later):
        return "clear"
    if any(timeline.cues.paid_now.search(one.text) for one in later if is_customer(one)):
        return "clear" if replies else "exempt"
    if not timeline.agent_near(message.id) or outside_hours(timeline, message.sent_at):
        return "exempt"
    limit_s = timeline.case.preset.within_s[-1]
    if was_abusive(timeline, until=message.id) or (not replies and left_after(timeline, message, limit_s=limit_s)):
        return "exempt"
    over = is_over(message.sent_at, timedelta(seconds=limit_s), seen_until=timeline.case.seen_until)
    if not replies:
        return "hit" if over else "unknown"
    heard = _until_given_up(timeline, later, replies)
    return "unknown" if any(_may_help(timeline, one) for one in heard) else "hit"


def _until_given_up(
    timeline: Timeline, later: Sequence[Message], replies: Sequence[LabelledReply]
) -> Sequence[LabelledReply]:
    """The replies that came before the customer took leave."""
    left = (timeline.place[one.id] for one in later if is_customer(one) and "leave" in timeline.acts(one))
    end = next(left, len(timeline.messages))
    return [one for one in replies if timeline.place[one.turn.messages[0].id] < end]


def _guides(timeline: Timeline, message: Message) -> bool:
    """Whether the message shows a way, and does not only ask what happens or put it off."""
    if message.kind in ("image", "video", "voice", "card", "link") and not message.text:
        return True
    rest, cues = message.text, timeline.cues
    for wording in (cues.pay_shrug, cues.pay_asks):
        rest, _ = wording.subn(" ", rest)
    return cues.pay_guide.search(rest) is not None


def _waits_for_word(timeline: Timeline, later: Sequence[Message]) -> bool:
    """Whether the agent asked what happens, and the customer told nothing more."""
    asked = [one for one in later if is_agent(one) and timeline.cues.pay_asks.search(one.text)]
    return bool(asked) and not any(is_customer(one) for one in timeline.after(asked[-1].id))


def _may_help(timeline: Timeline, reply: LabelledReply) -> bool:
    if reply.stance.name == "neutral" or "deflection" in reply.flags or "perfunctory" in reply.flags:
        return False
    if timeline.cues.pay_shrug.search(reply.turn.text):
        return False
    if timeline.cues.pay_asks.search(reply.turn.text) and reply.stance.name == "passive":
        return False
    return reply.stance.name == "proactive" or sum(map(str.isalnum, reply.turn.text)) >= HELPED
