"""One conversation judged at once, on the same path as files."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from time import monotonic

import msgspec
from msgspec import Struct

from api.schemas.score import Sent, Spoken, Talk
from coach import languages
from coach.findings import Case, Finding, Scorecard
from coach.labels import Label, LabelledReply, LinkedSession, Request
from coach.merge import clock, wall_clock
from coach.pipeline import Coach
from coach.privacy import redact
from coach.rubrics import Rubric, load_rubric
from coach.rules.counts import count
from coach.rules.findings import findings
from coach.scorecard import TEAM, scorecards
from coach.segment import exchanges
from coach.store.running import ground
from coach.store.store import Store
from coach.transcript import Conversation, Message, Session, Source, Turn

FRESH_S = 5.0
"""For how many seconds a shop's settings are taken as known."""


class Coaches:
    """The coach of each shop; what a shop changes in its settings or roster counts after a few seconds."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: dict[str, tuple[float, Coach]] = {}
        self.rubric = load_rubric()

    def coach(self, shop: str) -> Coach:
        """The coach that judges as the shop's imports are judged."""
        at, made = self._made.get(shop, (-FRESH_S, None))
        if made is None or monotonic() - at >= FRESH_S:
            plan = ground(self._store, shop).plan
            made = made if made is not None and made.plan == plan else Coach(plan)
            self._made[shop] = (monotonic(), made)
        return made


class JudgedTurn(Struct, frozen=True):
    """A turn with its labels; a customer's has a question type, an agent's the rest."""

    role: str
    sender: str
    at: datetime | None
    text: str
    question_type: Label | None = None
    stance: Label | None = None
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Judgement(Struct, frozen=True):
    """What was found in one conversation."""

    language: str
    turns: tuple[JudgedTurn, ...]
    requests: tuple[Request, ...]
    findings: tuple[Finding, ...]
    cards: tuple[Scorecard, ...]


def judge(talk: Talk, *, coach: Coach, rubric: Rubric) -> Judgement:
    """The labels, findings and cards of a conversation; with few opportunities each, every rule counts."""
    conversation = _conversation(talk, zone=coach.plan.settings.read.zone)
    language = talk.language or languages.detect(message.text for message in conversation.messages)
    linked = coach.link(_sessions(talk, conversation, language, coach), language)
    case = _case(linked, coach)
    opportunities = coach.opportunities(case)
    eager = msgspec.structs.replace(rubric, min_opportunities=1)
    cards = scorecards(count(opportunities), eager)
    return Judgement(
        language=language,
        turns=tuple(turn for one in linked for turn in _turns(one)),
        requests=tuple(request for one in linked for request in one.requests),
        findings=findings(case, opportunities),
        cards=tuple(card for card in cards if card.agent != TEAM),
    )


def _conversation(talk: Talk, *, zone: str) -> Conversation:
    shop_clock = clock(zone)
    said: Sequence[Spoken | Sent] = talk.turns or talk.messages or ()
    messages = tuple(_message(number, one, shop_clock) for number, one in enumerate(said, start=1))
    ordered = sorted(messages, key=lambda one: one.sent_at or datetime.min)
    return Conversation("talk", talk.platform, "", "customer", zone, tuple(ordered))


def _message(number: int, one: Spoken | Sent, shop_clock: tzinfo) -> Message:
    sent = one if isinstance(one, Sent) else None
    return Message(
        id=f"{number:04}",
        sender=(sent.sender if sent else None) or one.role,
        role=one.role,
        role_evidence="given",
        sent_at=wall_clock(sent.at, shop_clock) if sent else None,
        precision="s" if sent else "none",
        text=one.text,
        source=Source(file="", line=number),
    )


def _sessions(talk: Talk, conversation: Conversation, language: str, coach: Coach) -> tuple[Session, ...]:
    """Messages are cut and joined into turns as those of files are; turns are taken as they were given."""
    if talk.messages:
        return coach.sessions(conversation, language)
    keeps = coach.plan.settings.privacy.keep_personal_data
    shown = conversation if keeps else redact(conversation, key=coach.plan.key)
    spoken = tuple(_turn(message) for message in shown.messages if message.role in ("customer", "agent"))
    return (
        Session(
            id="talk",
            person="talk",
            platform=shown.platform,
            shop="",
            customer=shown.customer,
            zone=shown.zone,
            native=True,
            messages=shown.messages,
            exchanges=exchanges(spoken),
        ),
    )


def _turn(message: Message) -> Turn:
    return Turn("customer" if message.role == "customer" else "agent", message.sender, (message,))


def _case(linked: list[LinkedSession], coach: Coach) -> Case:
    first = linked[0].session
    times = [message.sent_at for one in linked for message in one.session.messages if message.sent_at]
    return Case(
        person=first.person,
        customer=first.customer,
        sessions=tuple(linked),
        orders=(),
        preset=coach.presets.for_platform(first.platform, chosen=coach.plan.settings.metrics.preset),
        windows=coach.plan.settings.rules.windows,
        words=coach.plan.settings.rules.words,
        seen_until=max(times, default=None),
    )


def _turns(linked: LinkedSession) -> Iterator[JudgedTurn]:
    for one in linked.labelled.exchanges:
        if one.exchange.prompt is not None:
            prompt = one.exchange.prompt
            yield JudgedTurn("customer", prompt.sender, prompt.started_at, prompt.text, question_type=one.type)
        yield from map(_reply, one.replies)


def _reply(reply: LabelledReply) -> JudgedTurn:
    turn = reply.turn
    return JudgedTurn(
        "agent",
        turn.sender,
        turn.started_at,
        turn.text,
        stance=reply.stance,
        moves=reply.moves,
        flags=reply.flags,
    )
