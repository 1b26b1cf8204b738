"""Reports: the page for people, and the same numbers as JSON, CSV and Markdown."""

from collections.abc import Iterable
from pathlib import Path

from coach.analysis import Analysis
from coach.findings import Finding

__all__ = ["write_reports"]


def write_reports(analysis: Analysis, out: Path, *, language: str, findings_file: Path | None) -> tuple[Path, ...]:
    """Write every report of the analysis into the folder `out` and return their paths, report.html first.

    `findings_file` holds all findings, one JSON Finding a line; without it those of the analysis are written. Either
    all files are new afterwards or none. Raises SettingsError for a language without texts, OutputError when the
    folder or a file in it cannot be written.
    """
    from coach.faq.writing import write_faq_jsonl, write_faq_markdown
    from coach.reports.html import render
    from coach.reports.placing import placed
    from coach.reports.summary import summary_json
    from coach.reports.tables import agents_csv, finding_lines, stored_findings
    from coach.reports.texts import Texts

    texts = Texts(language, own_rules=analysis.own_rules)
    findings = stored_findings(findings_file) if findings_file else _shown(analysis)
    with placed(out) as folder:
        _write_text(folder / "report.html", render(analysis, texts))
        (folder / "summary.json").write_bytes(summary_json(analysis))
        _write_text(folder / "agents.csv", agents_csv(analysis), encoding="utf-8-sig")
        with (folder / "findings.jsonl").open("wb") as file:
            file.writelines(finding_lines(findings, texts))
        write_faq_jsonl(analysis.faq, folder / "faq.jsonl")
        write_faq_markdown(analysis.faq, folder / "faq.md", language=language, item_titles=analysis.item_titles)
    names = ("report.html", "summary.json", "agents.csv", "findings.jsonl", "faq.jsonl", "faq.md")
    return tuple(out / name for name in names)


def _shown(analysis: Analysis) -> Iterable[Finding]:
    return (finding for agent in analysis.agents for finding in agent.findings)


def _write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(text)
