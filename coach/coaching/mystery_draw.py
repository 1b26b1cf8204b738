"""Drawing a mystery test from a report: the agent's worst questions, decisive ones, a hard after-sale case."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from coach import languages
from coach.candidates import FaqCandidate
from coach.coaching.mystery import Kind, Script, ScriptLine, Source, expected_moves
from coach.errors import InputError, UnreadableFile
from coach.labels import Label
from coach.metrics.intervals import wilson
from coach.transcript import Role

Row = TypeVar("Row")

FINDINGS, FAQ, SUMMARY = "findings.jsonl", "faq.jsonl", "summary.json"

WORST, DECISIVE = 3, 2
"""How many lines are drawn of the questions handled worst, and of the decisive ones."""

CHOICE = 4
"""The seed chooses among so many candidates of equal purpose."""

LONGEST = 60
SHORTEST = 4
"""Limits of a line in characters: more tells too much of one customer, less means nothing alone."""

INTENT = ("order", "logistics", "after_sale")
"""Question types of customers who are close to buying."""

HARD = frozenset({"no_apology_on_complaint", "refund_without_time", "dispute_risk", "blame"})
ABOUT_A_QUESTION = HARD | {
    "deflection",
    "lost_promise",
    "no_need_probe",
    "no_recommendation",
    "off_topic",
    "passive_reply",
    "payment_help",
    "perfunctory",
    "refusal_without_alternative",
    "repeated_question",
    "unanswered_question",
}
"""Rules that miss something in the answer to a question; greetings and waits are no matter of what was asked."""


class Said(Struct, frozen=True):
    """A message that a finding quotes."""

    role: Role
    text: str


class Reply(Struct, frozen=True):
    """A colleague's better reply, as a finding names it, and the type of the question it was given to."""

    text: str
    agent: str
    type: str = ""


class Fault(Struct, frozen=True):
    """A finding as the report's folder has it."""

    rule: str
    outcome: str
    agent: str
    quotes: tuple[Said, ...]
    advice_from: Reply | None = None

    @property
    def asked(self) -> str:
        """What the customer wrote first."""
        return next((quote.text.strip() for quote in self.quotes if quote.role == "customer"), "")


class Report(Struct, frozen=True):
    """What a test is drawn from; `requests` counts the requests of each agent by question type."""

    faults: tuple[Fault, ...]
    faq: tuple[FaqCandidate, ...]
    requests: dict[str, dict[str, int]]


class _Question(Struct):
    """A customer's message with its question type, and the rules that the replies to it missed."""

    text: str
    type: Label
    rules: set[str]


def read_report(folder: Path) -> Report:
    """What the analysis wrote into the folder; raises InputError when it is no report's, or damaged."""
    summary = _decoded(SUMMARY, _bytes(folder, SUMMARY), dict[str, Any])
    requests = {one["agent"]: one.get("requests", {}) for one in summary.get("agents", ())}
    return Report(
        faults=tuple(_rows(folder, FINDINGS, Fault)), faq=tuple(_rows(folder, FAQ, FaqCandidate)), requests=requests
    )


def draw(report: Report, agent: str, *, seed: int, hard_line: Mapping[str, str]) -> Script:
    """A test for the agent; `hard_line` is the after-sale case by language where no customer of the shop had one.

    Worst are the question types of which most requests had a fault (lower Wilson limit of faulty requests over
    requests), each by one of the messages with most faults. Raises InputError for an agent whom the report does not
    have, and when it has no question that can be asked.
    """
    if agent not in report.requests:
        raise InputError(f"the report has no agent {agent!r}; choose one of: {', '.join(sorted(report.requests))}")
    chance = random.Random(f"{seed}\x1f{agent}")  # noqa: S311 - a draw that can be repeated, no secret
    hits = [one for one in report.faults if one.outcome == "hit" and one.rule in ABOUT_A_QUESTION]
    every = _questions(hits)
    lines = list(_worst(_questions(one for one in hits if one.agent == agent), report.requests[agent], chance))
    lines += _decisive(report.faq, chance, used={line.say for line in lines})
    used = {line.say for line in lines}
    own = {one.asked for one in hits if one.agent == agent}
    hard = [one for one in every if one.type.name == "after_sale" and one.rules & HARD and one.text not in used]
    lines.append(_after_sale([one for one in hard if one.text in own] or hard, every, hard_line, chance))
    return Script(agent=agent, lines=tuple(_with_reply(line, report, agent) for line in lines), seed=seed)


def _worst(own: Sequence[_Question], requests: Mapping[str, int], chance: random.Random) -> Iterator[ScriptLine]:
    by_type: dict[str, list[_Question]] = {}
    for one in own:
        if not one.type.unsure:
            by_type.setdefault(one.type.name, []).append(one)

    def badness(kind: str) -> float:
        n = len(by_type[kind])
        return wilson(n, max(n, requests.get(kind, 0))).low or 0.0

    for kind in sorted(by_type, key=lambda kind: (-badness(kind), kind))[:WORST]:
        chosen = _chosen(by_type[kind], chance)
        yield _line(chosen.text, "worst", kind, min(chosen.rules))


def _decisive(faq: Sequence[FaqCandidate], chance: random.Random, *, used: set[str]) -> Iterator[ScriptLine]:
    """Questions whose askers surely buy less, the rare ones first; else those of customers close to buying."""
    tiers = (
        ("decisive", [one for one in faq if one.value and one.value.decisive]),
        ("loss", [one for one in faq if one.value and one.value.loss and (one.value.loss.low or 0) > 0]),
        ("intent", [one for one in faq if one.question_type in INTENT]),
    )
    asked, left = set(used), DECISIVE
    for reason, candidates in tiers:
        pool = [one for one in candidates if one.question not in asked and _is_askable(one.question)][: left + CHOICE]
        for one in chance.sample(pool, min(left, len(pool))):
            asked.add(one.question)
            left -= 1
            yield _line(one.question, "decisive", one.question_type, reason)


def _after_sale(
    hard: Sequence[_Question], every: Sequence[_Question], hard_line: Mapping[str, str], chance: random.Random
) -> ScriptLine:
    """A complaint that went wrong; where the shop had none that can be asked again, a composed one."""
    if hard:
        return _line(_chosen(hard, chance).text, "after_sale", "after_sale", "hard")
    code = languages.detect([one.text for one in every]) if every else "zh"
    return _line(hard_line[code], "after_sale", "after_sale", "hard", source="composed")


def _chosen(questions: Sequence[_Question], chance: random.Random) -> _Question:
    """One of those with most faults."""
    most = sorted(questions, key=lambda one: (-len(one.rules), one.text))[:CHOICE]
    return chance.choice([one for one in most if len(one.rules) == len(most[0].rules)])


def _line(say: str, kind: Kind, asked: str, reason: str, *, source: Source = "customer") -> ScriptLine:
    expected = expected_moves().get(asked, ())
    return ScriptLine(say=say, kind=kind, type=asked, reason=reason, expected=expected, source=source)


def _with_reply(line: ScriptLine, report: Report, agent: str) -> ScriptLine:
    """The line with a good reply of somebody else than the agent to the same question, if there is one."""
    advised = [one for one in report.faults if one.asked == line.say and one.rule in ABOUT_A_QUESTION]
    replies = (one.advice_from for one in advised if one.advice_from)
    better = (one.text for one in replies if one.type == line.type and one.agent != agent)
    answers = (one.answers[0] for one in report.faq if one.answers and one.question == line.say)
    given = (one.text for one in answers if one.agent != agent)
    return msgspec.structs.replace(line, good_reply=next(better, "") or next(given, ""))


def _questions(faults: Iterable[Fault]) -> list[_Question]:
    """The customers' messages that can be asked again by themselves, with what was missed in the replies to them."""
    rules: dict[str, set[str]] = {}
    for fault in faults:
        if _is_askable(fault.asked):
            rules.setdefault(fault.asked, set()).add(fault.rule)
    types = _types(list(rules))
    return [_Question(text, types[text], missed) for text, missed in rules.items() if types[text].name != "none"]


def _is_askable(text: str) -> bool:
    """Whether a stranger understands it: a question or complaint of some length, without anything masked."""
    if not SHORTEST <= len(text) <= LONGEST or "[" in text or "\n" in text:
        return False
    language = languages.get(languages.detect([text]))
    return "ask" in language.acts(text)


def _types(texts: Sequence[str]) -> dict[str, Label]:
    """The question type of each text, as analyses label it."""
    from coach.classifiers import load_classifier

    by_language: dict[str, list[str]] = {}
    for text in texts:
        by_language.setdefault(languages.detect([text]), []).append(text)
    found: dict[str, Label] = {}
    for code, ones in by_language.items():
        labels = load_classifier(code).classify_texts(ones)
        found |= zip(ones, labels, strict=True)
    return found


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as problem:
        message = f"{folder / name} cannot be read: {problem.strerror}; name the folder that `coach analyse -o` wrote"
        raise UnreadableFile(message, file=str(folder / name)) from None


def _rows(folder: Path, name: str, kind: type[Row]) -> Iterator[Row]:
    for number, line in enumerate(_bytes(folder, name).split(b"\n"), start=1):
        if line.strip():
            yield _decoded(f"line {number} of {name}", line, kind)


def _decoded(place: str, body: bytes, kind: type[Row]) -> Row:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as problem:
        raise InputError(f"{place} is not what `coach analyse` writes: {problem}; analyse the chats again") from None
