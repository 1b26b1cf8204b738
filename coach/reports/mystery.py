"""A mystery test as Markdown: the tester's sheet, and the score."""

from collections.abc import Iterable

from coach.coaching.mystery import Script, ScriptLine
from coach.coaching.mystery_score import LineScore, MysteryScore
from coach.reports.markdown_parts import Lines, heading, listed, paragraph, table
from coach.reports.texts import Texts, visible
from coach.taxonomy import moves


def sheet(script: Script, texts: Texts) -> str:
    """What the tester holds in hand: the lines to write, why each was chosen, and what a good reply contains."""
    lines = heading(1, texts("mystery.title", agent=visible(script.agent)))
    lines += paragraph(texts("mystery.how", limit=texts.seconds(script.limit_s)))
    for number, line in enumerate(script.lines, start=1):
        lines += heading(2, f"{number}. {visible(line.say)}")
        lines += listed(_notes(line, texts))
    return _text(lines)


def score_report(found: MysteryScore, texts: Texts) -> str:
    """The score: the criteria that were met, each line with its replies, and what was never asked."""
    lines = heading(1, texts("mystery.score.title", agent=visible(found.agent)))
    if found.share is not None:
        share = texts.percent(found.share, places=0)
        lines += paragraph(texts("mystery.score.total", met=found.met, of=found.of, share=share))
    if found.agents != (found.agent,):
        lines += paragraph(texts("mystery.score.agents", agents=", ".join(map(visible, found.agents))))
    keys = ("line", "answered", "proactive", "moves", "time", "criteria")
    columns = [texts(f"mystery.column.{key}") for key in keys]
    lines += table(columns, [_row(one, texts) for one in found.lines])
    for one in found.lines:
        lines += heading(2, visible(one.line.say)) + listed(_replies(one, texts))
    if found.not_asked:
        lines += heading(2, texts("mystery.not_asked")) + listed(visible(line.say) for line in found.not_asked)
    if found.missed_rules:
        counted = (f"{texts.rule(rule)}: {n}" for rule, n in found.missed_rules.items())
        lines += heading(2, texts("mystery.rules")) + listed(counted)
    return _text(lines)


def _notes(line: ScriptLine, texts: Texts) -> Iterable[str]:
    yield f"{texts(f'mystery.kind.{line.kind}')} · {texts.question_type(line.type)} · {_reason(line, texts)}"
    if line.source == "composed":
        yield texts("mystery.composed")
    yield texts("mystery.expect.answered")
    defined = {one.name: one.definition[texts.language] for one in moves()}
    yield from (f"{texts.reason(move)}: {defined.get(move, move)}" for move in line.expected)
    if line.good_reply:
        yield texts("mystery.good_reply", text=visible(line.good_reply))


def _reason(line: ScriptLine, texts: Texts) -> str:
    """Why it was chosen: the rule that was missed, or what is known of those who ask it."""
    if line.kind == "worst":
        return texts("mystery.reason.rule", rule=texts.rule(line.reason))
    return texts(f"mystery.reason.{line.reason}")


def _row(one: LineScore, texts: Texts) -> tuple[str, ...]:
    missing = ", ".join(texts.reason(move) for move in one.missing)
    waited = texts("missing.times") if one.in_time is None else texts("mystery.no_reply")
    return (
        visible(one.line.say),
        _yes(one.answered, texts),
        _yes(one.proactive, texts),
        texts("mystery.lacks", moves=missing) if missing else texts("mystery.all_moves"),
        waited if one.seconds is None else texts.seconds(one.seconds),
        f"{one.met}/{one.of}",
    )


def _replies(one: LineScore, texts: Texts) -> Iterable[str]:
    yield from map(visible, one.replies) if one.replies else (texts("mystery.no_reply"),)
    if one.flags:
        yield texts("mystery.flags", flags=", ".join(map(texts.reason, one.flags)))


def _yes(fact: bool, texts: Texts) -> str:
    return texts("mystery.yes" if fact else "mystery.no")


def _text(lines: Lines) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"
