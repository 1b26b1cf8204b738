"""Reports: pages for people, and the same numbers as a workbook, Markdown, JSON and CSV."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from coach.findings import Finding
from coach.result import Analysis

if TYPE_CHECKING:
    from coach.coaching.progress import Comparison
    from coach.reports.texts import Texts

__all__ = ["write_reports"]


def write_reports(
    analysis: Analysis,
    out: Path,
    *,
    language: str,
    findings_file: Path | None,
    comparison: "Comparison | None" = None,
) -> tuple[Path, ...]:
    """Write every report of the analysis into the folder `out` and return their paths, report.html first.

    `findings_file` holds all findings, one JSON Finding a line; without it those of the analysis are written.
    `comparison` is that with an earlier period. Either all files are new afterwards or none; the folder `agents` in
    `out` is replaced as a whole. Raises SettingsError for a language without texts, OutputError when the folder or a
    file in it cannot be written.
    """
    from coach.coaching.period import FILE
    from coach.faq.writing import write_faq_jsonl, write_faq_markdown
    from coach.reports import plans
    from coach.reports.period import period_json
    from coach.reports.placing import placed
    from coach.reports.summary import summary_json
    from coach.reports.tables import agents_csv, finding_lines, stored_findings
    from coach.reports.texts import Texts

    texts = Texts(language, own_rules=analysis.own_rules)
    findings = stored_findings(findings_file) if findings_file else _shown(analysis)
    with placed(out) as folder:
        _write_pages(analysis, folder, texts, comparison)
        (folder / "summary.json").write_bytes(summary_json(analysis, comparison=comparison))
        (folder / FILE).write_bytes(period_json(analysis))
        (folder / plans.FILE).write_bytes(plans.plans_json(analysis))
        _write_text(folder / "agents.csv", agents_csv(analysis), encoding="utf-8-sig")
        with (folder / "findings.jsonl").open("wb") as file:
            file.writelines(finding_lines(findings, texts))
        write_faq_jsonl(analysis.faq, folder / "faq.jsonl")
        write_faq_markdown(analysis.faq, folder / "faq.md", language=language, item_titles=analysis.item_titles)
        names = sorted((file.relative_to(folder) for file in folder.rglob("*") if file.is_file()), key=_first_page)
    return tuple(out / name for name in names)


def _write_pages(analysis: Analysis, folder: Path, texts: "Texts", comparison: "Comparison | None") -> None:
    """What people read: the page, the comparison, a page an agent, Markdown, the workbook, and the playbook."""
    from coach.reports.html import render
    from coach.reports.markdown import markdown
    from coach.reports.pages import agent_pages, comparison_page
    from coach.reports.playbook import playbook_markdown, playbook_workbook
    from coach.reports.workbook import workbook

    _write_text(folder / "report.html", render(analysis, texts, comparison=comparison))
    _write_text(folder / "comparison.html", comparison_page(analysis, texts, comparison=comparison))
    (folder / "agents").mkdir()
    for name, page in agent_pages(analysis, texts, comparison=comparison):
        _write_text(folder / "agents" / name, page)
    _write_text(folder / "report.md", markdown(analysis, texts, comparison=comparison))
    (folder / "report.xlsx").write_bytes(workbook(analysis, texts, comparison=comparison))
    _write_text(folder / "playbook.md", playbook_markdown(analysis.playbook, texts))
    (folder / "playbook.xlsx").write_bytes(playbook_workbook(analysis.playbook, texts))


def _first_page(name: Path) -> tuple[bool, str]:
    return name != Path("report.html"), str(name)


def _shown(analysis: Analysis) -> Iterable[Finding]:
    return (finding for agent in analysis.agents for finding in agent.findings)


def _write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(text)
