"""A conversation as it is read: messages with what was found marked in them, labels under turns, findings beside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from api.pages.judgements import Judge, Judgement
from coach.findings import Finding
from coach.labels import LabelledExchange, LabelledSession, Span
from coach.practice import Practice
from coach.reports.quotes import SIDES, Colleague, advice, colleague
from coach.reports.texts import Texts, visible
from coach.store.exchange_rows import exchange_messages
from coach.store.values import ConversationDetail
from coach.transcript import Message


class Piece(Struct, frozen=True):
    """Some characters of a message; `asks` tells that a customer asks there, `found` that a finding is about them."""

    text: str
    asks: bool
    found: bool


class Under(Struct, frozen=True):
    """What stands under the last message of a turn: its label, its moves and its flags."""

    label: Judgement | None = None
    moves: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Line(Struct, frozen=True):
    """A message; `notes` are the numbers of the findings on it, `placeholder` names what was sent without a text."""

    side: str
    role: str
    sender: str
    time: str
    pieces: tuple[Piece, ...]
    placeholder: str
    notes: tuple[int, ...]
    under: Under


class Note(Struct, frozen=True):
    """A finding beside the messages that show it; `colleague` is the better reply of one, where there is one."""

    number: int
    anchor: str
    title: str
    expected: str
    advice: str
    colleague: Colleague | None
    agent: str
    is_credit: bool
    is_risk: bool
    judgement: Judgement


class Block(Struct, frozen=True):
    """An exchange with its findings; `reasons` say why it is among those to look at."""

    anchor: str
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    reasons: tuple[str, ...]
    judged: bool


class Visit(Struct, frozen=True):
    """A session: when it began, who answered, and its exchanges."""

    anchor: str
    at: str
    agents: str
    blocks: tuple[Block, ...]


def visits(
    detail: ConversationDetail, judge: Judge, texts: Texts, *, better: Mapping[str, Practice]
) -> tuple[Visit, ...]:
    """The conversation from its first to its last session; `better` has colleagues' replies by finding."""
    told = _Told(detail, judge, texts, better)
    return tuple(told.visit(linked.labelled) for linked in detail.case.sessions)


def reason(name: str, texts: Texts) -> str:
    """Why an exchange is in the queue, in words."""
    kind, _, rule = name.partition(":")
    return texts.rule(rule) if kind == "rule" else texts(f"page.reason.{name}")


class _Told:
    """One conversation being told; findings are numbered in the order in which they are met."""

    def __init__(self, detail: ConversationDetail, judge: Judge, texts: Texts, better: Mapping[str, Practice]) -> None:
        self.judge = judge
        self.texts = texts
        self.better = better
        self.rows = {row.id: row for row in detail.exchanges}
        self.numbers = {one.id: number for number, one in enumerate(detail.findings, start=1)}
        self.left = list(detail.findings)
        self.on: dict[str, list[tuple[int, Span]]] = {}
        for one in detail.findings:
            for span in one.opportunity.evidence:
                self.on.setdefault(span.message_id, []).append((self.numbers[one.id], span))

    def visit(self, labelled: LabelledSession) -> Visit:
        session = labelled.session
        groups = _groups(session.messages, labelled.exchanges)
        started = session.started_at
        return Visit(
            anchor=f"s-{session.id}",
            at=f"{started:%Y-%m-%d %H:%M}" if started else self.texts("missing.time"),
            agents=visible(self.texts("punctuation.list").join(session.agents)),
            blocks=tuple(self._block(session.messages[0], exchange, group) for exchange, group in groups),
        )

    def _block(self, first: Message, exchange: LabelledExchange | None, messages: Sequence[Message]) -> Block:
        labels = self._labels(exchange) if exchange else {}
        asks = [ask.span for ask in exchange.asks] if exchange else []
        row = self.rows.get(messages[0].id)
        return Block(
            anchor=f"x-{messages[0].id}",
            lines=tuple(self._line(one, first, asks, labels.get(one.id, Under())) for one in messages),
            notes=tuple(self._notes({one.id for one in messages})),
            reasons=tuple(reason(name, self.texts) for name in row.reasons) if row else (),
            judged=row is not None and row.judged,
        )

    def _labels(self, exchange: LabelledExchange) -> dict[str, Under]:
        """What stands under messages, by their ids."""
        found: dict[str, Under] = {}
        prompt = exchange.exchange.prompt
        agent = exchange.replies[-1].turn.sender if exchange.replies else ""
        if prompt is not None and exchange.type is not None:
            found[prompt.messages[-1].id] = Under(self.judge.question_type(prompt, exchange.type, agent))
        for reply in exchange.replies:
            moves, flags = (tuple(map(self.texts.reason, names)) for names in (reply.moves, reply.flags))
            found[reply.turn.messages[-1].id] = Under(self.judge.stance(reply), moves, flags)
        return found

    def _line(self, message: Message, first: Message, asks: Sequence[Span], under: Under) -> Line:
        on = self.on.get(message.id, [])
        parts = [span for _, span in on if span.start < span.end and span.end - span.start < len(message.text)]
        return Line(
            side=SIDES.get(message.role, "other"),
            role=self.texts(f"role.{message.role}"),
            sender=visible(message.sender),
            time=_time(message, first, self.texts),
            pieces=tuple(_pieces(message.text, [span for span in asks if span.message_id == message.id], parts)),
            placeholder="" if message.text.strip() else self.texts(f"kind.{message.kind}"),
            notes=tuple(sorted({number for number, _ in on})),
            under=under,
        )

    def _notes(self, messages: set[str]) -> Iterator[Note]:
        """The findings whose last evidence lies in these messages."""
        for one in [one for one in self.left if one.opportunity.evidence[-1].message_id in messages]:
            self.left.remove(one)
            yield self._note(one)

    def _note(self, found: Finding) -> Note:
        what, texts = found.opportunity, self.texts
        is_credit = what.outcome == "credit"
        expected = texts.rule(what.rule, "expected")
        return Note(
            number=self.numbers[found.id],
            anchor=f"f-{found.id}",
            title=(texts.rule(what.rule, "credit") or expected) if is_credit else texts.rule(what.rule),
            expected="" if is_credit else expected,
            advice=advice(found, texts),
            colleague=colleague(self.better.get(found.id), texts, rule=what.rule),
            agent=visible(what.agent),
            is_credit=is_credit,
            is_risk=what.factor == "risk",
            judgement=self.judge.finding(found),
        )


def _groups(
    messages: Sequence[Message], exchanges: Sequence[LabelledExchange]
) -> list[tuple[LabelledExchange | None, list[Message]]]:
    """The messages of each exchange; those of bots and systems stay with what was said before them."""
    of = {message.id: exchange for exchange in exchanges for message in exchange_messages(exchange)}
    groups: list[tuple[LabelledExchange | None, list[Message]]] = []
    for message in messages:
        exchange = of.get(message.id)
        if groups and (exchange is None or exchange is groups[-1][0]):
            groups[-1][1].append(message)
        else:
            groups.append((exchange, [message]))
    return groups


def _pieces(text: str, asks: Iterable[Span], found: Iterable[Span]) -> Iterator[Piece]:
    """The text cut wherever a mark begins or ends."""
    asks, found = list(asks), list(found)
    cuts = {0, len(text)} | {place for span in (*asks, *found) for place in (span.start, span.end)}
    for start, end in pairwise(sorted(place for place in cuts if 0 <= place <= len(text))):
        lies = [any(span.start <= start and end <= span.end for span in spans) for spans in (asks, found)]
        yield Piece(visible(text[start:end]), *lies)


def _time(message: Message, first: Message, texts: Texts) -> str:
    at, began = message.sent_at, first.sent_at
    if at is None:
        return ""
    return f"{at:%H:%M:%S}" if began is not None and began.date() == at.date() else texts.moment(at)
