"""The report as Markdown: readable in a terminal, and in a wiki."""

from coach.coaching.progress import Comparison
from coach.reports.comparison import ChangeRow, ComparisonView, comparison_view
from coach.reports.markdown_agents import agent
from coach.reports.markdown_coaching import allocation_lines, calibration_lines
from coach.reports.markdown_parts import Lines, facts, figure, heading, listed, paragraph, quotation, table
from coach.reports.method import Method, method
from coach.reports.outcomes import outcome_tables
from coach.reports.overview import Candidate, Overview, overview
from coach.reports.sections import sections
from coach.reports.team import team
from coach.reports.texts import Texts
from coach.result import Analysis


def markdown(analysis: Analysis, texts: Texts, *, comparison: Comparison | None = None) -> str:
    """The whole report as text; no Markdown, HTML or link that somebody wrote in a chat takes effect in it."""
    whole = overview(analysis, texts, draws=False)
    lines = [
        *_head(analysis, texts, whole),
        *_overview(whole, texts),
        *_questions(whole, texts),
        *_faq(whole, texts),
        *_outcomes(analysis, texts),
        *_team(analysis, texts),
        *allocation_lines(analysis, texts),
        *(_comparison(comparison_view(comparison, texts), texts) if comparison else []),
    ]
    for section in sections(analysis, texts):
        lines += agent(section, texts)
    lines += calibration_lines(analysis, texts)
    lines += _method(method(analysis, texts), texts)
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(analysis: Analysis, texts: Texts, whole: Overview) -> Lines:
    shops = " · ".join(analysis.shops)
    return [
        *heading(1, texts("report.title")),
        *paragraph(texts.period(analysis.first_at, analysis.last_at), f"· {shops}" if shops else ""),
        *paragraph(texts("report.lead")),
        *facts(whole.totals),
    ]


def _overview(whole: Overview, texts: Texts) -> Lines:
    waits = [
        (one.title, one.missing, "", "", "") if one.missing else (one.title, one.mean, one.median, one.p90, one.n)
        for one in whole.waits
    ]
    columns = ("column.mean", "column.median", "column.p90", "column.n")
    funnel = [(one.title, figure(one.count), figure(one.rate) if one.rate else "") for one in whole.funnel]
    money = facts(whole.money) if whole.money else paragraph(texts("overview.no_orders"))
    return [
        *heading(2, texts("overview.title")),
        *paragraph(texts("overview.lead")),
        *heading(3, texts("funnel.title")),
        *table((texts("column.measure"), texts("column.value"), texts("column.share")), funnel),
        *money,
        *(paragraph(texts("overview.not_final")) if whole.money and not whole.final else []),
        *heading(3, texts("overview.waits")),
        *table((texts("column.measure"), *map(texts, columns)), waits),
        *heading(3, texts("overview.rates")),
        *facts(whole.rates),
    ]


def _outcomes(analysis: Analysis, texts: Texts) -> Lines:
    lines = [*heading(2, texts("outcomes.title")), *paragraph(texts("outcomes.lead"))]
    for one in outcome_tables(analysis, texts):
        rows = [(name, *map(figure, cells)) for name, cells in one.rows]
        lines += [*heading(3, one.title), *(paragraph(one.lead) if one.lead else []), *table(one.columns, rows)]
        for note in one.notes:
            lines += paragraph(note)
    return lines


def _questions(whole: Overview, texts: Texts) -> Lines:
    found = whole.questions
    rows = table(
        (texts("column.type"), texts("column.share")),
        [(row.title, figure(row.share)) for row in found.rows] if found else (),
    )
    said = paragraph(texts("questions.lead"), texts("questions.caption", n=found.total)) if found else []
    return [*heading(2, texts("questions.title")), *(said or paragraph(texts("questions.none"))), *rows]


def _faq(whole: Overview, texts: Texts) -> Lines:
    lines = [*heading(2, texts("faq.title")), *paragraph(texts("faq.lead" if whole.candidates else "faq.none"))]
    for one in whole.candidates:
        lines += _candidate(one, texts)
    more = texts("faq.more", n=whole.more_candidates) if whole.more_candidates else ""
    return [*lines, *paragraph(more)]


def _candidate(one: Candidate, texts: Texts) -> Lines:
    lines = [
        *heading(3, one.question),
        *paragraph(" · ".join((one.type, *one.items, one.support, one.share))),
    ]
    for answer in one.answers:
        source = texts("faq.source", agent=answer.agent, session=answer.session)
        lines += quotation(answer.text, f"{source} · {texts('faq.given', n=answer.n)}")
    if not one.answers:
        lines += paragraph(texts("faq.no_answer"))
    return [*lines, *listed(f"{variant.text} ×{variant.n}" for variant in one.variants)]


def _team(analysis: Analysis, texts: Texts) -> Lines:
    found = team(analysis, texts)
    rows = [(row.name, *map(figure, row.cells)) for row in found.rows]
    told = table((texts("team.agent"), *found.columns), rows) if analysis.agents else paragraph(texts("team.none"))
    return [*heading(2, texts("team.title")), *paragraph(texts("team.lead")), *told]


def _comparison(found: ComparisonView, texts: Texts) -> Lines:
    lines = [*heading(2, texts("comparison.title")), *paragraph(found.lead)]
    if found.reasons:
        lines += [*paragraph(texts("comparison.reasons_lead")), *listed(found.reasons)]
    for key, names in (("comparison.new", found.new), ("comparison.gone", found.gone)):
        lines += paragraph(texts(key, names=", ".join(names))) if names else []
    for one in (found.shop, *found.agents):
        lines += heading(3, one.name) + listed(one.told) + _changes((*one.counts, *one.measures), texts)
        if one.rules:
            lines += [*paragraph(texts("comparison.rules")), *_changes(one.rules, texts)]
    return [*lines, *paragraph(texts("comparison.chance"))]


def _changes(rows: tuple[ChangeRow, ...], texts: Texts) -> Lines:
    columns = ("column.measure", "column.before", "column.after", "column.difference", "column.told")
    cells = [(row.title, figure(row.before), figure(row.after), row.difference, row.told) for row in rows]
    return table([texts(column) for column in columns], cells)


def _method(found: Method, texts: Texts) -> Lines:
    presets = [
        f"{one.name}: {one.rules}; {texts('preset.platforms', platforms=one.platforms)}" for one in found.presets
    ]
    models = [
        texts("method.model", task=one.task, language=one.language, trained=one.trained, checksum=one.checksum)
        for one in found.models
    ]
    settings = [f"{name} = {value}" for name, value in found.settings]
    more = texts("method.more_skipped", n=found.more_skipped) if found.more_skipped else ""
    return [
        *heading(2, texts("method.title")),
        *heading(3, texts("method.presets")),
        *listed(presets),
        *heading(3, texts("method.notes")),
        *listed(found.notes),
        *heading(3, texts("method.settings")),
        *(listed(settings) or paragraph(texts("method.no_settings"))),
        *heading(3, texts("method.models")),
        *(listed(models) or paragraph(texts("method.no_models"))),
        *((*heading(3, texts("method.notices")), *listed(found.notices)) if found.notices else ()),
        *heading(3, texts("method.skipped")),
        *(listed(found.skipped) or paragraph(texts("method.no_skipped"))),
        *paragraph(more),
    ]
