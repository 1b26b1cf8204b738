"""What is known of a candidate besides its words: what it is worth and why, the page, the trend, in plain sentences."""

from decimal import Decimal

from coach.candidates import FaqCandidate, FaqValue
from coach.faq.shares import direction
from coach.findings import Difference
from coach.i18n import Translator


def remarks(one: FaqCandidate, say: Translator, *, language: str) -> list[str]:
    """One sentence each, in `language`: approved, value with its formula, coverage, trend, change, where known."""
    found = [say("faq.status.approved")] if one.status == "approved" else []
    found += _worth(one.value, say, language) if one.value else []
    found += _page(one, say) if one.coverage else []
    if direction(one.trend) in ("rose", "fell") and one.trend is not None:
        found.append(say(f"faq.trend.{direction(one.trend)}", **_shares(one.trend, language)))
    if one.change is not None:
        values = {"since": one.change.since, **_shares(one.change.shares, language)}
        found.append(say(f"faq.change.{direction(one.change.shares)}", **values))
    return found


def percent(share: float, language: str) -> str:
    """A share of 1 as a percentage with one decimal: 25.9%, in Spanish 25,9 %."""
    return number(share * 100, language, places=1) + ("\N{NO-BREAK SPACE}%" if language == "es" else "%")


def number(value: float | Decimal, language: str, *, places: int) -> str:
    """The value with so many decimals: 12.5, in Spanish 12,5."""
    written = f"{value:.{places}f}"
    return written.replace(".", ",") if language == "es" else written


def _worth(value: FaqValue, say: Translator, language: str) -> list[str]:
    found = []
    if value.requests is not None and value.saved is not None:
        parts = {"requests": value.requests, "saved": value.saved}
        shown = {name: number(part, language, places=1) for name, part in parts.items()}
        found.append(say("faq.value.saved", share=percent(value.answerable, language), **shown))
    loss = value.loss
    if loss is None or loss.low is None or value.paid_amount is None or value.lost_amount is None:
        return found
    key = "faq.value.lost" if value.lost_amount else "faq.value.no_loss"
    formula = {
        "requests": number(value.requests or 0.0, language, places=1),
        "low": percent(max(0.0, loss.low), language),
        "amount": f"{number(value.paid_amount, language, places=2)} {value.currency}",
        "lost": f"{number(value.lost_amount, language, places=2)} {value.currency}",
        "askers": percent(loss.first.value or 0.0, language),
        "others": percent(loss.second.value or 0.0, language),
    }
    found.append(say(key, **formula))
    return [*found, say("faq.decisive")] if value.decisive else found


def _page(one: FaqCandidate, say: Translator) -> list[str]:
    coverage = one.coverage
    if coverage is None:
        return []
    found = [say(f"faq.coverage.{coverage.status}")]
    if coverage.passage:
        found[0] = say("faq.passage", status=found[0], page=coverage.passage.page, text=coverage.passage.text)
    if coverage.wrong:
        found.append(say("faq.wrong", answer=coverage.wrong[0], page=coverage.wrong[1]))
    return found


def _shares(found: Difference, language: str) -> dict[str, str]:
    """The two shares, and the interval of what lies between them in percentage points."""
    low, high = (number(100 * end, language, places=1) if end is not None else "–" for end in (found.low, found.high))
    return {
        "before": percent(found.first.value, language) if found.first.value is not None else "–",
        "after": percent(found.second.value, language) if found.second.value is not None else "–",
        "low": low,
        "high": high,
        "n_before": str(found.first.n),
        "n_after": str(found.second.n),
    }
