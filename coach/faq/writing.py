"""FAQ candidates as files: JSON Lines for programs, Markdown for people, and the group of every question."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from coach.candidates import FaqAnswer, FaqCandidate, FaqVariant
from coach.faq.remarks import percent, remarks
from coach.i18n import Translator, translator
from coach.taxonomy import question_types

SHOWN_VARIANTS = 8

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$])")
_BLOCK_START = re.compile(r"^(?=[-+=])|(?<=^\d)(?=[.)])|(?<=^\d\d)(?=[.)])|(?<=^\d{3})(?=[.)])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LINK = re.compile(r"(?<=[a-zA-Z])://|(?<=[wW])\.(?=\S)|@(?=\w)")


def write_faq_jsonl(candidates: Iterable[FaqCandidate], path: Path) -> None:
    """Write one FaqCandidate a line."""
    with path.open("wb") as file:
        file.writelines(msgspec.json.encode(one) + b"\n" for one in candidates)


def write_faq_markdown(
    candidates: Sequence[FaqCandidate], path: Path, *, language: str, item_titles: Mapping[str, str] | None = None
) -> None:
    """Write the candidates by question type, the type with most requests first, with titles in `language`.

    Whatever customers and agents wrote is shown as text: no Markdown, HTML or link in it takes effect.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(faq_markdown(candidates, language=language, item_titles=item_titles or {}))


def faq_markdown(candidates: Sequence[FaqCandidate], *, language: str, item_titles: Mapping[str, str]) -> str:
    """The Markdown text of `write_faq_markdown`; a candidate lacks an answer only where others have one."""
    say = translator(language)
    titles = {kind.name: kind.title[language] for kind in question_types()}
    by_type: dict[str, list[FaqCandidate]] = {}
    for one in candidates:
        by_type.setdefault(one.question_type, []).append(one)
    order = sorted(by_type, key=lambda kind: (-sum(one.support for one in by_type[kind]), kind))
    lines = [f"# {say('faq.title')}", "", say("faq.lead") if candidates else say("faq.none"), ""]
    for kind in order:
        lines += [f"## {literal(titles.get(kind, kind))}", ""]
        for one in by_type[kind]:
            lines += _heading(one, say, language=language, item_titles=item_titles)
            lines += _listed(remarks(one, say, language=language))
            if one.contradiction:
                lines += [f"**{say('faq.contradiction')}**", "", *_quoted(one.contradiction, say)]
            elif one.answers or any(other.answers for other in candidates):
                lines += _answers(one.answers, say)
            lines += _variants(one.variants, say)
    return "\n".join(lines).rstrip("\n") + "\n"


def write_clusters(path: Path, rows: Iterable[tuple[int, str, int]]) -> None:
    """Write line,text,cluster: for every question its line, its text and the number of its group."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("line", "text", "cluster"))
        table.writerows(rows)


def literal(text: str) -> str:
    """The text on one line, so that Markdown shows it as it stands."""
    return _BLOCK_START.sub(r"\\", inline(text))


def inline(text: str) -> str:
    """The text for the middle of a line, so that Markdown shows it as it stands."""
    escaped = _SPECIAL.sub(r"\\\1", one_line(text))
    return _LINK.sub(lambda match: "".join(f"&#{ord(char)};" for char in match[0]), escaped)


def one_line(text: str) -> str:
    """The text without line breaks and characters that cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def _heading(one: FaqCandidate, say: Translator, *, language: str, item_titles: Mapping[str, str]) -> list[str]:
    total = round(one.support / one.share) if one.share else one.support
    counted = [say("faq.support", n=one.support), say("faq.share", share=percent(one.share, language), n=total)]
    items = [literal(item_titles.get(item, item)) for item in one.items]
    return [f"### {literal(one.question)}", "", " · ".join([*counted, *items]), ""]


def _answers(answers: Sequence[FaqAnswer], say: Translator) -> list[str]:
    if not answers:
        return [say("faq.no_answer"), ""]
    return [f"**{say('faq.answers')}**", "", *_quoted(answers, say)]


def _quoted(answers: Sequence[FaqAnswer], say: Translator) -> list[str]:
    lines = []
    for answer in answers:
        source = say("faq.source", agent=literal(answer.agent), session=literal(answer.session))
        whose = f"{source} · {say('faq.given', n=answer.n)}" if answer.agent else say("faq.pinned")
        lines += [f"> {literal(answer.text)}", ">", f"> — {whose}", ""]
    return lines


def _listed(remarks: Sequence[str]) -> list[str]:
    return [*(f"- {literal(remark)}" for remark in remarks), ""] if remarks else []


def _variants(variants: Sequence[FaqVariant], say: Translator) -> list[str]:
    lines = [f"**{say('faq.variants', n=len(variants))}**", ""]
    lines += [f"- {literal(variant.text)} ×{variant.n}" for variant in variants[:SHOWN_VARIANTS]]
    if len(variants) > SHOWN_VARIANTS:
        lines.append(f"- {say('faq.more_variants', n=len(variants) - SHOWN_VARIANTS)}")
    return [*lines, ""]
