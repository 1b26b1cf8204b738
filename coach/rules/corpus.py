"""Findings of corpus rules: their evidence lies in the chats of several customers."""

from collections.abc import Iterable, Sequence

from coach.contradictions import Question
from coach.findings import Finding, Opportunity, Quote
from coach.labels import Span
from coach.rules.findings import finding_ids


def corpus_findings(asked: Sequence[Question], opportunities: Iterable[Opportunity]) -> tuple[Finding, ...]:
    """The findings among them, each under the customer with whom it happened last; quotes give questions and answers.

    The evidence names messages of `asked`: where a question was put, and where its answer begins.
    """
    kept = [one for one in opportunities if one.outcome in ("hit", "credit") and one.evidence]
    wanted = {span.message_id for one in kept for span in one.evidence}
    quotes = {quote.message_id: quote for one in asked for quote in _quotes(one) if quote.message_id in wanted}
    by_session = {one.session: one for one in asked}
    return tuple(
        Finding(
            id=finding_id,
            opportunity=one,
            customer=by_session[one.session].customer,
            platform=by_session[one.session].platform,
            shop=by_session[one.session].shop,
            quotes=tuple(_marked(quotes[span.message_id], span) for span in one.evidence),
        )
        for finding_id, one in zip(finding_ids(kept), kept, strict=True)
    )


def _quotes(one: Question) -> Iterable[Quote]:
    yield Quote(one.message_id, "customer", one.customer, one.at, one.text)
    if one.answer is not None:
        yield Quote(one.answer.message_id, "agent", one.answer.agent, None, one.answer.text)


def _marked(quote: Quote, span: Span) -> Quote:
    return Quote(
        message_id=quote.message_id,
        role=quote.role,
        sender=quote.sender,
        at=quote.at,
        text=quote.text,
        start=span.start,
        end=span.end,
    )
