"""agents.csv and findings.jsonl: the tables beside the report."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from coach.errors import OutputError
from coach.findings import Finding, Rate
from coach.metrics.summary import Durations
from coach.reports.figures import orders_read
from coach.reports.quotes import advice
from coach.reports.summary import fraction, seconds, total
from coach.reports.texts import Texts
from coach.result import AgentAnalysis, Analysis
from coach.spreadsheet import cell


def agents_csv(analysis: Analysis) -> str:
    """One row an agent; column names are those of summary.json where it has them. Unknown numbers are empty."""
    rows = [agent_row(one, analysis) for one in analysis.agents]
    columns = list(dict.fromkeys(column for row in rows for column in row)) or ["agent"]
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, restval="")
    writer.writeheader()
    writer.writerows({column: cell(value) for column, value in row.items()} for row in rows)
    return written.getvalue()


def agent_row(one: AgentAnalysis, analysis: Analysis) -> dict[str, object]:
    """An agent's numbers by column; None where a number is not known."""
    metrics = one.metrics
    read = orders_read(analysis)
    row: dict[str, object] = {
        "agent": one.agent,
        "consultations": metrics.consultations,
        "inquirers": metrics.inquirers,
        "sessions": metrics.sessions,
        "unanswered_sessions": metrics.unanswered_sessions,
        "asked": metrics.asked,
        "transferred_in": metrics.transferred_in,
        "transferred_out": metrics.transferred_out,
        "followed_up": metrics.followed_up,
        "messages": metrics.messages,
        "orders": metrics.orders if read else None,
        "paid": metrics.paid if read else None,
        "amount": _amount(one) if read else None,
        **_rate("conversion", metrics.conversion if read else Rate(hits=0, n=0)),
        **_wait("first_response", metrics.first_response, "first_response_s"),
        **_wait("response", metrics.response, "average_response_s"),
    }
    for limit, rate in sorted(metrics.within.items()):
        row |= _rate(f"within_{limit}_s", rate)
    row |= _rate("reply_rate", metrics.reply_rate)
    row["qa_ratio"] = fraction(metrics.qa_ratio)
    row |= _rate("passive_share", metrics.passive_share)
    row |= _rate("resolved", metrics.resolved)
    for factor in one.card.factors:
        row[factor.factor] = None if factor.score is None else round(factor.score, 2)
        row[f"{factor.factor}_n"] = factor.n
    row["score"] = None if one.card.score is None else round(one.card.score, 2)
    return row


def finding_lines(findings: Iterable[Finding], texts: Texts) -> Iterator[bytes]:
    """One JSON object a finding, each ended by a line feed, with the advice in the report's language."""
    for finding in findings:
        yield msgspec.json.encode(flat_finding(finding, texts)) + b"\n"


def flat_finding(finding: Finding, texts: Texts) -> dict[str, object]:
    """A finding as one flat, readable object; its quotes keep the marked characters as start and end."""
    found = finding.opportunity
    return {
        "id": finding.id,
        "rule": found.rule,
        "factor": found.factor,
        "outcome": found.outcome,
        "agent": found.agent,
        "customer": finding.customer,
        "session": found.session,
        "at": found.at,
        "quotes": finding.quotes,
        "advice": advice(finding, texts) or None,
        "advice_from": finding.advice_from,
        "chain": finding.chain,
    }


def stored_findings(file: Path) -> Iterator[Finding]:
    """The findings of a file with one JSON Finding a line; OutputError, naming the line, when one cannot be read."""
    decoder = msgspec.json.Decoder(Finding)
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _stored(decoder, line, file, number)


def _stored(decoder: msgspec.json.Decoder[Finding], line: bytes, file: Path, number: int) -> Finding:
    try:
        return decoder.decode(line)
    except msgspec.DecodeError as problem:
        message = f"line {number} of {file} holds no finding: {problem}; run the analysis again"
        raise OutputError(message, file=str(file), line=number) from None


def _amount(one: AgentAnalysis) -> object:
    amount = total(one.metrics.amount)
    if isinstance(amount, dict):
        return " + ".join(f"{value:.2f} {currency}" for currency, value in amount.items())
    return f"{amount:.2f}"


def _rate(name: str, rate: Rate) -> dict[str, object]:
    return {
        name: fraction(rate.value),
        f"{name}_low": fraction(rate.low),
        f"{name}_high": fraction(rate.high),
        f"{name}_n": rate.n,
    }


def _wait(name: str, found: Durations, mean: str) -> dict[str, object]:
    return {
        mean: seconds(found.mean),
        f"{name}_median_s": found.median,
        f"{name}_p90_s": found.p90,
        f"{name}_n": found.n,
    }
