"""Messages as a report quotes them: who, when, and the words with the characters that matter marked."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from coach.findings import Advice, Finding, Quote
from coach.practice import IN_TIME, Practice
from coach.reports.texts import SHORT_WAIT_S, Texts, visible

SIDES = {"customer": "customer", "agent": "agent"}
LONGEST_QUESTION = 120
"""How many characters of the question that a colleague answered are shown."""


class QuotedMessage(Struct, frozen=True):
    """One message: `side` is customer, agent or other; the text is `before` + `marked` + `after`.

    `placeholder` names what was sent where there is no text, such as an image.
    """

    side: str
    role: str
    sender: str
    time: str
    before: str
    marked: str
    after: str
    placeholder: str


class Colleague(Struct, frozen=True):
    """A better reply in a colleague's words: who gave it and when, to which question, the words, what followed."""

    source: str
    asked: str
    said: str
    followed: str


class Step(Struct, frozen=True):
    """A finding as it is shown: whose chat and when, the messages, and what to do instead."""

    title: str
    customer: str
    at: str
    messages: tuple[QuotedMessage, ...]
    advice: str
    colleague: Colleague | None = None


def quoted(quotes: Iterable[Quote], texts: Texts) -> tuple[QuotedMessage, ...]:
    """The messages in order; a time on another day than the first one's has its date."""
    listed = tuple(quotes)
    first = next((quote.at for quote in listed if quote.at is not None), None)
    return tuple(_quoted(quote, first, texts) for quote in listed)


def step(finding: Finding, texts: Texts, *, seen: frozenset[str] = frozenset()) -> Step:
    """The finding; messages in `seen` are left out, unless none would remain."""
    fresh = tuple(quote for quote in finding.quotes if quote.message_id not in seen) or finding.quotes
    at = finding.opportunity.at or next((quote.at for quote in finding.quotes if quote.at is not None), None)
    return Step(
        title=texts.rule(finding.opportunity.rule),
        customer=visible(finding.customer),
        at=texts.moment(at) if at else texts("missing.time"),
        messages=quoted(fresh, texts),
        advice=advice(finding, texts),
        colleague=colleague(finding.advice_from, texts, rule=finding.opportunity.rule),
    )


def advice(finding: Finding, texts: Texts) -> str:
    """What to do instead, in the report's language; empty when the rule gives no advice, or is no longer known."""
    return given_advice(finding.opportunity.advice, texts)


def given_advice(given: Advice | None, texts: Texts) -> str:
    """The shop's text of that advice; empty when there is none, or its rule is no longer known."""
    if given is None:
        return ""
    try:
        return visible(texts(given.key, **given.values))
    except KeyError:
        return ""


def colleague(found: Practice | None, texts: Texts, *, rule: str) -> Colleague | None:
    """A colleague's reply with its source; how soon it came is told where the rule is about that."""
    if found is None:
        return None
    at = texts.moment(found.at) if found.at else texts("missing.time")
    source = {"agent": visible(found.agent), "at": at}
    seconds = found.seconds if rule in IN_TIME else None
    followed = [key for key, holds in (("ordered", found.followed_by_order), ("thanked", found.thanked)) if holds]
    return Colleague(
        source=texts("colleague.source", **source)
        if seconds is None
        else texts("colleague.source_in", **source, wait=_wait(seconds, texts)),
        asked=visible(" ".join(found.prompt.split()))[:LONGEST_QUESTION],
        said=visible(found.text),
        followed=texts("colleague.and").join(texts(f"colleague.{key}") for key in followed),
    )


def _wait(seconds: float, texts: Texts) -> str:
    return texts("unit.seconds", n=texts.number(seconds)) if seconds < SHORT_WAIT_S else texts.seconds(seconds)


def _quoted(quote: Quote, first: datetime | None, texts: Texts) -> QuotedMessage:
    start, end = quote.start, max(quote.start, quote.end)
    return QuotedMessage(
        side=SIDES.get(quote.role, "other"),
        role=texts(f"role.{quote.role}"),
        sender=visible(quote.sender),
        time=_time(quote.at, first, texts),
        before=visible(quote.text[:start]),
        marked=visible(quote.text[start:end]),
        after=visible(quote.text[end:]),
        placeholder="" if quote.text.strip() else texts(f"kind.{quote.kind}"),
    )


def _time(at: datetime | None, first: datetime | None, texts: Texts) -> str:
    if at is None:
        return texts("missing.time")
    if first is not None and at.date() == first.date():
        return f"{at:%H:%M:%S}"
    return texts.moment(at)
