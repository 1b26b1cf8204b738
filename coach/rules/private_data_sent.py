"""Whether agents keep personal data to themselves."""

import re
from collections.abc import Iterator
from functools import partial

from coach.findings import Advice, Case, Opportunity, OpportunityOutcome
from coach.rules.rule import rule
from coach.rules.timeline import Timeline, timelines, whole
from coach.transcript import Message

GRAVE = frozenset({"id_number", "card_number"})
"""Kinds of personal data that have no place in a chat, whosever they are."""

_REDACTED = re.compile(r"\[(phone|email|id_number|card_number|name|address)\]")

_opportunity = partial(Opportunity, "private_data_sent", "risk")


@rule("private_data_sent", factor="risk", needs=("stance",))
def check(case: Case) -> Iterator[Opportunity]:
    """An agent's message with personal data → only for a purpose the customer can see → in that message.

    Redaction has put its kind in place of the data, and a keyed hash tells whose it is. Hit: the number of an identity
    or bank card, or two or more of name, phone, e-mail and address for no purpose. Clear: the address for a return, the
    line of a courier, hotline or shop. Exempt: the customer had sent the same, or is asked whether it is right; told
    without a question, what stands on an order is somebody's data. Unknown: one of them for no purpose.
    """
    for timeline in timelines(case):
        for message in timeline.spoken:
            kinds = set(_REDACTED.findall(message.text)) if "[" in message.text else set()
            if kinds:
                outcome = _outcome(timeline, message, kinds)
                yield _opportunity(
                    message.sender,
                    timeline.session.id,
                    outcome,
                    whole((message,)),
                    advice=Advice("advice.private_data_sent") if outcome == "hit" else None,
                    at=message.sent_at,
                )


def _outcome(timeline: Timeline, message: Message, kinds: set[str]) -> OpportunityOutcome:
    if _names_another(timeline, message):
        return "hit"
    if _is_the_customers(timeline, message):
        return "exempt"
    if not kinds.isdisjoint(GRAVE):
        return "hit"
    cues, text = timeline.cues, message.text
    if cues.return_address.search(text) or (cues.official_line.search(text) and not cues.recipient.search(text)):
        return "clear"
    if cues.data_check.search(text):
        return "exempt"
    return "hit" if len(kinds) > 1 else "unknown"


def _names_another(timeline: Timeline, message: Message) -> bool:
    """Whether data stand beside the name of somebody who got a parcel, and the customer wrote neither."""
    named = timeline.cues.addressee.search(message.text)
    if named is None or timeline.cues.data_check.search(message.text):
        return False
    known = {data for said in timeline.heard for data in said.refs.personal}
    return known.isdisjoint(message.refs.personal) and not any(named["who"] in said.text for said in timeline.heard)


def _is_the_customers(timeline: Timeline, message: Message) -> bool:
    """Whether all of the data in the message stands in the customer's own messages too."""
    own = {data for said in timeline.heard for data in said.refs.personal}
    return bool(message.refs.personal) and own.issuperset(message.refs.personal)
