"""Whether a customer who waited long hears an apology."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.rules.exemptions import outside_hours, was_abusive, was_handed_over
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, is_customer, seconds_between, timelines, took_longer, whole
from coach.transcript import Message

_opportunity = partial(Opportunity, "wait_without_apology", "response_speed")


@rule("wait_without_apology", factor="response_speed", needs=("times", "question_type", "acts", "slots"))
def check(case: Case) -> Iterator[Opportunity]:
    """A reply after more than `apology_after_s` seconds → the agent apologises → within `apology_messages` messages.

    The wait is the customer's for a reply, or the one after "one moment" for the next word, unless the agent had named
    how long. The reply is the first of those messages. Hit: none of them regrets, thanks for or mentions the wait.
    Clear: one does, also by a picture or voice message that cannot be read. Exempt: asked outside the preset's hours, a
    colleague took over meanwhile, the customer left before the reply, an abusive customer. Unknown: no times, or too
    coarse ones. A reply in time is no opportunity.
    """
    for timeline in timelines(case):
        judged: set[str] = set()
        asked = ((wait.opener, wait.reply) for wait in timeline.waits if wait.reply is not None)
        for opener, reply in (*asked, *_holds(timeline)):
            if reply.role != "agent" or reply.id in judged:
                continue
            judged.add(reply.id)
            late = took_longer(opener, reply, limit_s=case.windows.apology_after_s)
            if late is not False:
                yield _judged(timeline, opener, reply, late=late)


def _holds(timeline: Timeline) -> Iterator[tuple[Message, Message]]:
    """Each message that asks to wait in the chat for no named time, with the next word of an agent."""
    for holding, following in pairwise(timeline.spoken):
        if "hold" in timeline.acts(holding) and timeline.cues.wait_here.search(holding.text):
            named = any(slot.kind == "time" for slot in timeline.language.slots(holding.text))
            if not named and not timeline.cues.others_word.search(holding.text):
                yield holding, following


def _judged(timeline: Timeline, opener: Message, reply: Message, *, late: bool | None) -> Opportunity:
    said = _next_words(timeline, reply)
    apology = next((message for message in said if _apologises(timeline, message)), None)
    outcome = _outcome(timeline, opener, reply, apology=apology) if late else "unknown"
    seconds = seconds_between(opener, reply)
    advice = None
    if outcome == "hit" and seconds is not None:
        advice = Advice("advice.wait_without_apology", {"minutes": str(int(seconds // 60))})
    shown = (opener, reply) if apology is None or apology.id == reply.id else (opener, reply, apology)
    return _opportunity(reply.sender, timeline.session.id, outcome, whole(shown), advice=advice, at=reply.sent_at)


def _next_words(timeline: Timeline, reply: Message) -> tuple[Message, ...]:
    """The reply and what the same agent wrote next, as many messages as the window allows."""
    start = timeline.place[reply.id]
    said = (message for message in timeline.spoken if timeline.place[message.id] >= start)
    theirs = [message for message in said if message.sender == reply.sender]
    return tuple(theirs[: timeline.case.windows.apology_messages])


def _apologises(timeline: Timeline, message: Message) -> bool:
    if not message.text:
        return message.kind in ("voice", "image", "video")
    return "apologise" in timeline.acts(message) or timeline.cues.waited.search(message.text) is not None


def _outcome(timeline: Timeline, opener: Message, reply: Message, *, apology: Message | None) -> OpportunityOutcome:
    if outside_hours(timeline, opener.sent_at) or was_handed_over(timeline, opener, reply):
        return "exempt"
    if apology is not None:
        return "clear"
    between = timeline.messages[timeline.place[opener.id] : timeline.place[reply.id]]
    left = any(is_customer(message) and "leave" in timeline.acts(message) for message in between)
    return "exempt" if left or was_abusive(timeline, until=reply.id) else "hit"
