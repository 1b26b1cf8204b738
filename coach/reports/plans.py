"""The plan of an agent in words: what went well, last week's points, and what to practise now."""

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from coach.coaching.plan import AgentPlan, Checked, Exhibit, Plans, Point, Strength, check_again
from coach.findings import Rate
from coach.reports.quotes import Colleague, QuotedMessage, colleague, given_advice, quoted
from coach.reports.texts import Texts, visible
from coach.result import Analysis

FILE = "plans.json"
"""The name of the file in the folder of a report."""

SHORTEST_QUESTION, LONGEST_QUESTION = 4, 40
"""How many characters of a question an exercise names it by; a shorter one takes its whole message."""

ABOUT_WORDS = frozenset({"no_apology_on_complaint", "no_retention", "payment_help", "perfunctory"})
"""Rules whose advice quotes what the customer said."""


class ExhibitView(Struct, frozen=True):
    """An exchange of a point, and what to say instead: a colleague's words, or else the shop's text."""

    customer: str
    at: str
    messages: tuple[QuotedMessage, ...]
    colleague: Colleague | None
    advice: str


class PointView(Struct, frozen=True):
    """One thing to practise: what helps, the numbers, why it is here, two exchanges and an exercise."""

    title: str
    expected: str
    numbers: str
    why: str
    exhibits: tuple[ExhibitView, ...]
    exercise: str


class PlanView(Struct, frozen=True):
    """A plan as it is shown."""

    good: tuple[str, ...]
    checked: tuple[str, ...]
    points: tuple[PointView, ...]


def plan_view(plan: AgentPlan, texts: Texts) -> PlanView:
    """The plan in the report's language."""
    points = enumerate(plan.points)
    credited = (_credit(rule, n, texts) for rule, n in plan.credits.items())
    return PlanView(
        good=(*(_strength(one, texts) for one in plan.strengths), *credited),
        checked=tuple(_checked(one, texts) for one in plan.checked),
        points=tuple(_point(one, texts, told=any(other.chained for other in plan.points[:n])) for n, one in points),
    )


def plans(analysis: Analysis) -> Plans:
    """The plans of all agents, as the next analysis needs them."""
    found = tuple(one.plan for one in analysis.agents if one.plan is not None)
    return Plans(first_at=analysis.first_at, last_at=analysis.last_at, agents=found)


def plans_json(analysis: Analysis) -> bytes:
    """The plans as indented UTF-8 JSON."""
    return msgspec.json.format(msgspec.json.encode(plans(analysis)), indent=2) + b"\n"


def read_plans(folder: Path) -> Plans | None:
    """The plans that an earlier analysis left in its folder; None where there are none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Plans)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def checked_again(analysis: Analysis, earlier: Plans | None) -> Analysis:
    """The analysis with each agent's plan checking the points of the earlier one."""
    if earlier is None:
        return analysis
    agents = tuple(
        replace(one, plan=check_again(one.plan, earlier.of(one.agent), one.card)) if one.plan else one
        for one in analysis.agents
    )
    return replace(analysis, agents=agents)


def _strength(one: Strength, texts: Texts) -> str:
    return texts(
        "plan.strength",
        expected=texts.rule(one.rule, "expected") or texts.rule(one.rule),
        done=texts.number(one.rate.n - one.rate.hits),
        n=texts.number(one.rate.n),
        share=texts.percent(1 - (one.rate.value or 0.0), places=0),
        colleagues=texts.percent(1 - (one.colleagues.value or 0.0), places=0),
    )


def _credit(rule: str, n: int, texts: Texts) -> str:
    said = texts.rule(rule, "credit") or texts.rule(rule, "expected") or texts.rule(rule)
    return texts("plan.credit", done=said, n=texts.number(n))


def _checked(one: Checked, texts: Texts) -> str:
    then, now = one.change.first, one.change.second
    return texts(
        f"plan.change.{one.verdict}", rule=texts.rule(one.rule), then=_share(then, texts), now=_share(now, texts)
    )


def _share(rate: Rate, texts: Texts) -> str:
    """A share with its counts; how little there was when nothing was due."""
    if rate.value is None:
        return texts("plan.nothing_due")
    return texts(
        "plan.share", share=texts.percent(rate.value, places=0), hits=texts.number(rate.hits), n=texts.number(rate.n)
    )


def _point(one: Point, texts: Texts, *, told: bool) -> PointView:
    """`told` says that an earlier point has told what a chain is."""
    exhibits = tuple(_exhibit(exhibit, one.rule, texts) for exhibit in one.exhibits)
    key = "plan.numbers" if one.colleagues.n else "plan.numbers_alone"
    why = "" if one.lags else "plan.next_step"
    if one.chained and not told:
        why = "plan.chained"
    return PointView(
        title=texts.rule(one.rule),
        expected=texts.rule(one.rule, "expected"),
        numbers=texts(
            key,
            hits=texts.number(one.rate.hits),
            n=texts.number(one.rate.n),
            share=texts.percent(one.rate.value or 0.0, places=0),
            colleagues=texts.percent(one.colleagues.value or 0.0, places=0),
        ),
        why=texts(why) if why else "",
        exhibits=exhibits,
        exercise=_exercise(one, texts),
    )


def _exhibit(one: Exhibit, rule: str, texts: Texts) -> ExhibitView:
    return ExhibitView(
        customer=visible(one.customer),
        at=texts.moment(one.at) if one.at else texts("missing.time"),
        messages=quoted(one.quotes, texts),
        colleague=colleague(one.advice_from, texts, rule=rule),
        advice="" if one.advice_from else given_advice(one.advice, texts),
    )


def _exercise(one: Point, texts: Texts) -> str:
    """What to practise this week; a shop's own rule, or one of another package, has the general exercise."""
    asked = dict.fromkeys(filter(None, (_question(exhibit, one.rule) for exhibit in one.exhibits)))
    quotes = (texts("plan.quote", text=question) for question in asked)
    questions = texts("plan.and").join(quotes) or texts("plan.these")
    try:
        return texts(f"exercise.{one.rule}", questions=questions)
    except KeyError:
        return texts("exercise", rule=texts.rule(one.rule), questions=questions)


def _question(one: Exhibit, rule: str) -> str:
    """What the customer said that the exhibit is about: as its advice has it, else the message that was quoted."""
    values = one.advice.values if one.advice else {}
    heard = [quote.text for quote in one.quotes if quote.role == "customer" and quote.text.strip()]
    said = values.get("question") or (values.get("said", "") if rule in ABOUT_WORDS else "")
    if len(said) < SHORTEST_QUESTION:
        said = next((text for text in heard if said in text), said)
    said = " ".join(said.split())
    return visible(said if len(said) <= LONGEST_QUESTION else f"{said[: LONGEST_QUESTION - 1]}…")
