"""A label or a finding that a person can confirm, correct or dispute, and what people have said about it."""

from functools import cached_property

from msgspec import Struct

from api.permissions import Caller
from coach.findings import Finding
from coach.labels import Label, LabelledReply
from coach.reports.texts import Texts, visible
from coach.store.values import OUTCOMES, ConversationDetail
from coach.taxonomy import question_types, stances
from coach.transcript import Turn


class Word(Struct, frozen=True):
    """A person's verdict: who, when, which value, and whether it agrees with the prediction."""

    id: str
    person: str
    at: str
    title: str
    confirms: bool
    note: str


class Objection(Struct, frozen=True):
    """An agent's dispute and what became of it; `status` is open, accepted or rejected."""

    id: str
    agent: str
    reason: str
    status: str
    answer: str


class Judgement(Struct, frozen=True):
    """What was predicted, with how sure that is (both empty for a finding), beside the people's word, if there is one.

    `options` are the values that a verdict may have, by name and title.
    """

    id: str
    subject: str
    field: str
    name: str
    title: str
    score: str
    voice: str
    evidence: str
    unsure: bool
    options: tuple[tuple[str, str], ...]
    word: Word | None
    objections: tuple[Objection, ...]
    may_judge: bool
    may_dispute: bool


class Judge:
    """Makes the judgements of one conversation, for the person who looks at it."""

    def __init__(self, detail: ConversationDetail, caller: Caller, texts: Texts) -> None:
        self.caller = caller
        self.texts = texts
        self.words = {(one.verdict.subject, one.verdict.field): one for one in detail.verdicts}
        self.detail = detail

    @cached_property
    def _types(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.name, one.title[self.texts.language]) for one in question_types())

    @cached_property
    def _stances(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.name, one.title[self.texts.language]) for one in stances())

    @cached_property
    def _outcomes(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, self.texts(f"page.outcome.{name}")) for name in OUTCOMES)

    def question_type(self, prompt: Turn, label: Label, agent: str) -> Judgement:
        """What the customer asks for; the agent who answers may dispute it."""
        return self._made(f"turn:{prompt.messages[0].id}", "question_type", label.name, self._types, agent, label)

    def stance(self, reply: LabelledReply) -> Judgement:
        """Whether the agent's reply is proactive or passive."""
        subject = f"turn:{reply.turn.messages[0].id}"
        return self._made(subject, "stance", reply.stance.name, self._stances, reply.turn.sender, reply.stance)

    def finding(self, found: Finding) -> Judgement:
        """What became of an occasion to do something well."""
        what = found.opportunity
        return self._made(f"finding:{found.id}", "outcome", what.outcome, self._outcomes, what.agent, None)

    def _made(
        self,
        subject: str,
        field: str,
        name: str,
        options: tuple[tuple[str, str], ...],
        agent: str,
        label: Label | None,
    ) -> Judgement:
        kind, _, number = subject.partition(":")
        texts = self.texts
        return Judgement(
            id=f"{'j' if kind == 'turn' else 'k'}-{field}-{number}",
            subject=subject,
            field=field,
            name=name,
            title=dict(options).get(name, name),
            score=texts.percent(label.score, places=0) if label else "",
            voice=texts(f"page.voice.{label.source}") if label else "",
            evidence=visible(texts("punctuation.list").join(label.evidence)) if label else "",
            unsure=label is not None and label.unsure,
            options=options,
            word=self._word(subject, field, dict(options)),
            objections=tuple(
                Objection(one.id, visible(one.agent), visible(one.reason), one.status, visible(one.answer))
                for one in self.detail.disputes
                if one.subject == subject
            ),
            may_judge=self.caller.may("judge"),
            may_dispute=self.caller.may("dispute") and self.caller.only == agent != "",
        )

    def _word(self, subject: str, field: str, titles: dict[str, str]) -> Word | None:
        said = self.words.get((subject, field))
        if said is None:
            return None
        verdict = said.verdict
        return Word(
            id=said.id,
            person=visible(verdict.person),
            at=f"{verdict.at:%Y-%m-%d %H:%M} UTC",
            title=titles.get(verdict.value, verdict.value),
            confirms=said.confirms,
            note=visible(verdict.note),
        )
