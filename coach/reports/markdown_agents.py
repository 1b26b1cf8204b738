"""The section of one agent as Markdown."""

from coach.reports.markdown_parts import Lines, advised, facts, figure, heading, listed, paragraph, table, talk
from coach.reports.markdown_plan import colleague_lines, plan_lines
from coach.reports.overview import Named
from coach.reports.quotes import Step
from coach.reports.sections import Exchange, Group, Section, Story
from coach.reports.texts import Texts


def agent(section: Section, texts: Texts) -> Lines:
    """One agent: numbers, factors, what went well, risks, stories, and what to do differently."""
    good = [*_exchange(section.best, texts("agent.best"), texts), *_groups(section.credits, texts)]
    stories = [line for story in section.stories for line in _story(story, texts)]
    todo = [*_groups(section.groups, texts), *_exchange(section.worst, texts("agent.worst"), texts)]
    more = texts("agent.more_stories", n=section.more_stories) if section.more_stories else ""
    return [
        *heading(2, section.name),
        *facts((Named(texts("metric.score"), section.score), *section.numbers)),
        *paragraph(section.cap),
        *(plan_lines(section.plan, texts) if section.plan else []),
        *_factors(section, texts),
        *heading(3, texts("agent.good")),
        *paragraph(section.strongest),
        *(good or paragraph(texts("agent.nothing_good"))),
        *(_risks(section, texts) if section.risks else []),
        *((*heading(3, texts("agent.stories")), *stories, *paragraph(more)) if stories else ()),
        *heading(3, texts("agent.findings")),
        *(todo or paragraph(texts("agent.nothing_found"))),
    ]


def _factors(section: Section, texts: Texts) -> Lines:
    rows = [(one.title, figure(one.score), one.team) for one in section.factors]
    rules = [(rule.title, figure(rule.rate)) for one in section.factors for rule in one.rules]
    return [
        *heading(3, texts("agent.factors")),
        *table((texts("column.factor"), texts("column.own"), texts("column.team")), rows),
        *table((texts("column.rule"), texts("column.missed")), rules),
    ]


def _risks(section: Section, texts: Texts) -> Lines:
    return [*heading(3, texts("agent.risk")), *paragraph(texts("agent.risk_lead")), *_groups(section.risks, texts)]


def _groups(groups: tuple[Group, ...], texts: Texts) -> Lines:
    lines: Lines = []
    for group in groups:
        lines += heading(4, f"{group.title} {group.count}")
        lines += paragraph(f"{texts('group.expected')} {group.expected}") if group.expected else []
        lines += paragraph(group.elsewhere)
        for step in (*group.first, *group.rest):
            lines += [*_origin(step.customer, step.at, texts), *talk(step.messages)]
            lines += [] if group.advice else advised(step.advice, texts)
            lines += colleague_lines(step.colleague, texts)
        lines += advised(group.advice, texts)
    return lines


def _story(story: Story, texts: Texts) -> Lines:
    lines = [*heading(4, story.title), *_origin(story.customer, story.at, texts)]
    for number, step in enumerate(story.steps, start=1):
        lines += _step(number, step, texts)
    return lines


def _step(number: int, step: Step, texts: Texts) -> Lines:
    return [*paragraph(f"({number}) {step.title} {step.at}"), *talk(step.messages), *_better(step, texts)]


def _better(step: Step, texts: Texts) -> Lines:
    return [*advised(step.advice, texts), *colleague_lines(step.colleague, texts)]


def _exchange(found: Exchange | None, title: str, texts: Texts) -> Lines:
    if found is None:
        return []
    origin = _origin(found.customer, found.at, texts)
    return [*heading(4, title), *listed(found.reasons), *origin, *talk(found.messages)]


def _origin(customer: str, at: str, texts: Texts) -> Lines:
    return paragraph(f"{texts('finding.customer', name=customer)} · {at}")
