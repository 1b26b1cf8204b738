"""The library's values as the schemas describe them, where the two differ."""

from typing import Any

import msgspec

from api.permissions import Caller
from coach.candidates import FaqAnswer, FaqCandidate
from coach.faq.shares import direction
from coach.labels import Request
from coach.reports.tables import flat_finding
from coach.reports.texts import Texts
from coach.store.values import ConversationDetail, FaqEntry, StoredVerdict


def verdict(given: StoredVerdict) -> dict[str, Any]:
    """A verdict and what was predicted, on one level."""
    rest = {"id": given.id, "predicted": given.predicted, "confirms": given.confirms}
    return msgspec.structs.asdict(given.verdict) | rest


def conversation(found: ConversationDetail, texts: Texts) -> dict[str, Any]:
    """A conversation session by session, with everything that was said about it."""
    case = found.case
    return {
        "person": case.person,
        "customer": case.customer,
        "sessions": [
            {
                "id": linked.session.id,
                "messages": linked.session.messages,
                "requests": [request(one) for one in linked.requests],
            }
            for linked in case.sessions
        ],
        "exchanges": found.exchanges,
        "findings": [flat_finding(one, texts) for one in found.findings],
        "verdicts": [verdict(one) for one in found.verdicts],
        "disputes": found.disputes,
    }


def request(one: Request) -> dict[str, Any]:
    """A request without the replies, which stand among the messages."""
    shown = ("id", "text", "type", "item", "status", "opened_at", "answered_at", "response_s")
    return {name: getattr(one, name) for name in shown}


FAQ_SORTS = ("rank", "support", "share", "question")


def faq(entry: FaqEntry, caller: Caller, *, rank: int = 0) -> dict[str, Any]:
    """An FAQ candidate; agents and viewers do not see whose replies the answers are."""
    mined, shows_people = entry.candidate, caller.may("results") and caller.only is None
    return {
        "id": entry.id,
        "rank": rank,
        "status": entry.status,
        "question": entry.question,
        "answer": entry.answer,
        "question_type": mined.question_type if mined else None,
        "items": mined.items if mined else (),
        "support": mined.support if mined else 0,
        "share": mined.share if mined else 0.0,
        "variants": mined.variants if mined else (),
        "answers": [
            {
                "text": one.text,
                "n": one.n,
                "agent": one.agent if shows_people else None,
                "session": one.session if shows_people else None,
            }
            for one in entry.answers
        ],
        "value": mined.value if mined else None,
        "trend": direction(mined.trend) if mined else "unknown",
        "coverage": mined.coverage if mined else None,
        "contradiction": [one.text for one in mined.contradiction] if mined else [],
        "merged_into": entry.merged_into,
        "person": entry.person if shows_people else None,
        "at": entry.at,
    }


def anonymous(one: FaqCandidate) -> FaqCandidate:
    """The candidate without whose reply its answers are."""
    answers = tuple(FaqAnswer(text=answer.text, agent="", session="", message_id="") for answer in one.answers[:1])
    return msgspec.structs.replace(one, answers=answers, contradiction=())
