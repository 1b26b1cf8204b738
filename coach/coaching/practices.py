"""Replies to learn from: how agents did what a rule expects, and how they answered questions well."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

import msgspec
from msgspec import Struct

from coach import languages
from coach.coaching.verdicts import latest
from coach.faq import Asked
from coach.findings import Case, Opportunity, Verdict
from coach.labels import LabelledExchange, LabelledReply, LinkedSession
from coach.languages import Language
from coach.practice import Practice

KEPT = 40
"""How many replies of different words are kept for a rule and agent: it bounds memory."""

BY_ACT = {
    "no_greeting": frozenset({"greet", "welcome"}),
    "no_closing": frozenset({"farewell"}),
    "wait_without_apology": frozenset({"apologise"}),
    "no_apology_on_complaint": frozenset({"apologise"}),
}
"""Rules whose expected act is heard in one message, with the speech acts that show it."""

BY_MOVE = {
    "no_need_probe": frozenset({"probe"}),
    "no_payment_follow_up": frozenset({"probe", "commit", "invite"}),
    "no_recommendation": frozenset({"recommend"}),
    "no_retention": frozenset({"recommend", "commit", "invite", "anticipate", "probe"}),
    "no_cross_sell": frozenset({"recommend"}),
    "returning_customer_unrecognised": frozenset({"recommend", "invite", "anticipate"}),
}
"""Rules whose expected act is a whole reply, with the moves of which it has at least one."""


class _Said(Struct, frozen=True):
    """A reply with the session and the exchange it stands in."""

    linked: LinkedSession
    exchange: int
    reply: LabelledReply


class Practices(Struct):
    """By rule and agent the best replies that did what the rule expects, best first.

    What is dropped beyond `KEPT` depends on the order of adding, which is that of the partitions.
    """

    kept: dict[tuple[str, str], list[Practice]] = {}

    def take(self, case: Case, opportunities: Iterable[Opportunity], *, ordered_after: Collection[str]) -> None:
        """Take what a case shows; `ordered_after` are its sessions that an order followed."""
        told = [one for one in opportunities if one.rule in BY_ACT or one.rule in BY_MOVE]
        shown = [one for one in told if one.outcome in ("clear", "credit") and one.evidence]
        said = _replies(case) if shown else {}
        for one in shown:
            if (practice := _practice(one, said, ordered_after)) is not None:
                self._keep(one.rule, practice)

    def add(self, other: "Practices") -> None:
        """Take those of another part."""
        for (rule, _), kept in other.kept.items():
            for practice in kept:
                self._keep(rule, practice)

    def of(self, rule: str) -> Iterator[Practice]:
        """Those of a rule, agent by agent."""
        return chain.from_iterable(kept for (name, _), kept in sorted(self.kept.items()) if name == rule)

    def _keep(self, rule: str, practice: Practice) -> None:
        kept = self.kept.setdefault((rule, practice.agent), [])
        same = next((one for one in kept if one.text == practice.text), None)
        if same is not None:
            kept.remove(same)
            practice = msgspec.structs.replace(min(same, practice, key=merit), n=same.n + practice.n)
        kept.append(practice)
        kept.sort(key=merit)
        del kept[KEPT:]


def merit(one: Practice) -> tuple[int, int, bool, datetime, str, str]:
    """For choosing the least: what an order and thanks followed, then more moves, then the earlier one."""
    at = one.at.replace(tzinfo=None) if one.at else datetime.max
    return -(one.followed_by_order + one.thanked), -len(one.moves), one.at is None, at, one.message_id, one.prompt


def overturned(verdicts: Iterable[Verdict]) -> frozenset[str]:
    """The first messages of the replies of which people say that they are not proactive."""
    said = latest(verdicts).items()
    return frozenset(
        subject.removeprefix("turn:") for (subject, field), value in said if field == "stance" and value != "proactive"
    )


def answers(asked: Iterable[Asked], *, without: Collection[str] = ()) -> Iterator[Practice]:
    """The proactive answers without a flag that requests got, one a request; `without` names replies by first message.

    Seconds are not known where both times are whole minutes, as files have them that write no seconds.
    """
    for one in asked:
        given = one.answer
        if given is None or given.stance != "proactive" or given.flags or not given.text.strip():
            continue
        if given.message_id not in without:
            yield Practice(
                text=given.text,
                agent=given.agent,
                session=one.session,
                message_id=given.message_id,
                prompt=one.text,
                at=given.at,
                type=one.type,
                item=one.item,
                language=one.language,
                moves=given.moves,
                seconds=_seconds(one.at, given.at),
                followed_by_order=one.followed_by_order,
                thanked=one.thanked,
            )


def _seconds(first: datetime | None, second: datetime | None) -> float | None:
    if first is None or second is None or not (first.second or second.second):
        return None
    return (second - first).total_seconds()


def _replies(case: Case) -> dict[str, _Said]:
    """Each message of an agent in the case, by id, with its reply."""
    return {
        message.id: _Said(linked, number, reply)
        for linked in case.sessions
        for number, exchange in enumerate(linked.labelled.exchanges)
        for reply in exchange.replies
        for message in reply.turn.messages
    }


def _practice(one: Opportunity, said: dict[str, _Said], ordered_after: Collection[str]) -> Practice | None:
    """The last reply that shows the act among the last words of agents in the evidence, if it has no flag."""
    spoken = [span.message_id in said for span in one.evidence]
    last = len(spoken) - 1 - spoken[::-1].index(True) if any(spoken) else -1
    for place in range(last, -1, -1):
        found = said.get(one.evidence[place].message_id)
        if found is None:
            break
        if found.reply.turn.sender != one.agent or found.reply.flags:
            continue
        speech = languages.get(found.linked.labelled.language)
        text = _words(one.rule, found.reply, acts=speech.acts)
        if text:
            return _sourced(text, found, speech, ordered_after)
    return None


def _words(rule: str, reply: LabelledReply, *, acts: Callable[[str], frozenset[str]]) -> str:
    """What of the reply shows the act that the rule expects; empty when nothing does."""
    if rule in BY_ACT:
        texts = (message.text for message in reply.turn.messages if message.text)
        return next((text for text in texts if acts(text) & BY_ACT[rule]), "")
    return reply.turn.text if reply.stance.name == "proactive" and BY_MOVE[rule] & set(reply.moves) else ""


def _sourced(text: str, found: _Said, speech: Language, ordered_after: Collection[str]) -> Practice:
    exchanges, turn = found.linked.labelled.exchanges, found.reply.turn
    prompt = exchanges[found.exchange].exchange.prompt
    request = next((one for one in found.linked.requests if found.reply in one.replies), None)
    return Practice(
        text=text,
        agent=turn.sender,
        session=found.linked.session.id,
        message_id=turn.messages[0].id,
        prompt=prompt.text if prompt else "",
        at=turn.started_at,
        type=request.type.name if request else "",
        item=request.item if request else None,
        language=speech.code,
        moves=found.reply.moves,
        followed_by_order=found.linked.session.id in ordered_after,
        thanked=_thanked(exchanges[found.exchange + 1 :], speech),
    )


def _thanked(following: Sequence[LabelledExchange], speech: Language) -> bool:
    prompt = following[0].exchange.prompt if following else None
    return prompt is not None and "thank" in speech.acts(prompt.text)
