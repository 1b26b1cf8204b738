"""Sessions with labels: question type and asking clauses of each prompt, stance, moves and flags of each reply."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from coach.classifiers.classifier import Classifier, Judgement, ReplyJudgement, Utterance
from coach.labels import Ask, Label, LabelledExchange, LabelledReply, LabelledSession, Span
from coach.languages import Language
from coach.transcript import Exchange, Message, Session, Turn

CALL = "other"
"""The type of "is anyone there?": in a turn that also asks something else, that is what is asked."""


class _Clause(Struct, frozen=True):
    """An asking clause before it has a type; `start` reaches back over the facts it depends on."""

    message: Message
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.message.text[self.start : self.end]


def label_sessions(
    sessions: Sequence[Session], *, classifier: Classifier, language: Language
) -> tuple[LabelledSession, ...]:
    """All sessions labelled, in order; distinct texts are classified once over all of them."""
    clauses = [[_asking_clauses(exchange.prompt, language) for exchange in session.exchanges] for session in sessions]
    lone = sorted({clause.text for session in clauses for found in session for clause in found})
    alone = [[Utterance("customer", text)] for text in lone]
    judged = classifier.classify([*map(_dialogue, sessions), *alone])
    types = {text: _customer_label(label) for text, (label,) in zip(lone, judged[len(sessions) :], strict=True)}
    return tuple(
        LabelledSession(
            session=session,
            language=language.code,
            exchanges=tuple(_label_exchanges(session, iter(judgements), found, types)),
        )
        for session, judgements, found in zip(sessions, judged[: len(sessions)], clauses, strict=True)
    )


def _dialogue(session: Session) -> list[Utterance]:
    turns = (
        turn
        for exchange in session.exchanges
        for turn in ((exchange.prompt, *exchange.replies) if exchange.prompt else exchange.replies)
    )
    return [Utterance(role=turn.role, text=turn.text) for turn in turns]


def _label_exchanges(
    session: Session,
    judgements: Iterator[Judgement],
    clauses: Sequence[Sequence[_Clause]],
    types: dict[str, Label],
) -> Iterator[LabelledExchange]:
    for exchange, found in zip(session.exchanges, clauses, strict=True):
        label = _customer_label(next(judgements)) if exchange.prompt else None
        yield LabelledExchange(
            exchange=exchange,
            type=label,
            asks=_asks(exchange, label, found, types),
            replies=tuple(_labelled_reply(turn, next(judgements)) for turn in exchange.replies),
        )


def _customer_label(judgement: Judgement) -> Label:
    if isinstance(judgement, ReplyJudgement):
        raise TypeError("the classifier judged a customer turn as a reply")
    return judgement


def _labelled_reply(turn: Turn, judgement: Judgement) -> LabelledReply:
    if not isinstance(judgement, ReplyJudgement):
        raise TypeError("the classifier judged a reply as a customer turn")
    return LabelledReply(turn=turn, stance=judgement.stance, moves=judgement.moves, flags=judgement.flags)


def _asking_clauses(prompt: Turn | None, language: Language) -> list[_Clause]:
    found = []
    for message in prompt.messages if prompt else ():
        facts_from: int | None = None
        for start, end in language.clauses(message.text):
            clause = message.text[start:end]
            acts = language.acts(clause)
            if "ask" in acts and "nag" not in acts:
                found.append(_Clause(message, start if facts_from is None else facts_from, end))
                facts_from = None
            elif not language.slots(clause):
                facts_from = None
            elif facts_from is None:
                facts_from = start
    return found


def _asks(
    exchange: Exchange, label: Label | None, clauses: Sequence[_Clause], types: dict[str, Label]
) -> tuple[Ask, ...]:
    """The asking clauses of a prompt, one a message and type.

    The turn's own type, judged in its context, is that of its only clause and of clauses unclear by themselves; its
    fullest message stands for a turn without a clause that asks.
    """
    if exchange.prompt is None or label is None or label.name == "none":
        return ()
    if not clauses:
        message = max(exchange.prompt.messages, key=lambda one: sum(map(str.isalnum, one.text)))
        return (Ask(Span(message.id, 0, len(message.text)), message.text, label),)
    asks: dict[tuple[str, str], Ask] = {}
    for clause in clauses:
        alone = types[clause.text]
        by_context = len(clauses) == 1 and label.name != CALL
        kind = label if by_context or alone.unsure or alone.name == "none" else alone
        before = asks.get((clause.message.id, kind.name))
        if before is None:
            asks[clause.message.id, kind.name] = Ask(_span(clause), clause.text, kind)
        else:
            whole = _Clause(clause.message, before.span.start, clause.end)
            asks[clause.message.id, kind.name] = Ask(_span(whole), whole.text, before.type)
    return tuple(asks.values())


def _span(clause: _Clause) -> Span:
    return Span(message_id=clause.message.id, start=clause.start, end=clause.end)
