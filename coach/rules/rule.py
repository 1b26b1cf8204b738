"""What a coaching rule is, and how one file adds it."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from coach.contradictions import Question
from coach.errors import SettingsError
from coach.findings import Case, Factor, Opportunity
from coach.registry import Registry

Check = Callable[[Case], Iterator[Opportunity]]
Compare = Callable[[Sequence[Question]], Iterator[Opportunity]]

INPUTS = frozenset(
    {"times", "question_type", "stance", "moves", "flags", "requests", "orders", "acts", "slots"},
)
"""What a full analysis provides. A case may still lack one (no times in the file): its outcome is then unknown."""


class Rule(Struct, frozen=True):
    """One coaching rule: what it needs, the factor it counts in, and its check.

    `check` looks at one case and yields every place where the expected act was due, done or not. A rule that `praises`
    never hits: it credits what was done notably well, and is clear elsewhere. A corpus rule has `compare` in place of a
    check: it looks at what all customers asked, grouped by question, and finds nothing in a case alone.
    """

    name: str
    factor: Factor
    needs: tuple[str, ...]
    check: Check
    praises: bool = False
    compare: Compare | None = None


registry: Registry[Rule] = Registry(
    "coaching rule",
    modules=(
        "coach.rules.absolute_promise",
        "coach.rules.asks_for_good_review",
        "coach.rules.blame",
        "coach.rules.complete_answer",
        "coach.rules.contradiction",
        "coach.rules.deflection",
        "coach.rules.dispute_risk",
        "coach.rules.extra_mile",
        "coach.rules.forbidden_phrase",
        "coach.rules.lost_promise",
        "coach.rules.no_apology_on_complaint",
        "coach.rules.no_closing",
        "coach.rules.no_cross_sell",
        "coach.rules.no_greeting",
        "coach.rules.no_need_probe",
        "coach.rules.no_payment_follow_up",
        "coach.rules.no_recommendation",
        "coach.rules.no_retention",
        "coach.rules.off_platform_contact",
        "coach.rules.off_topic",
        "coach.rules.passive_reply",
        "coach.rules.payment_follow_up",
        "coach.rules.payment_help",
        "coach.rules.perfunctory",
        "coach.rules.private_data_sent",
        "coach.rules.recommendation",
        "coach.rules.refund_without_time",
        "coach.rules.refusal_without_alternative",
        "coach.rules.repeated_question",
        "coach.rules.returning_customer_unrecognised",
        "coach.rules.slow_first_response",
        "coach.rules.slow_response",
        "coach.rules.unanswered_question",
        "coach.rules.unexplained_handoff",
        "coach.rules.wait_without_apology",
        "coach.rules.warm_closing",
    ),
    group="coach.rules",
)


def rule(name: str, *, factor: Factor, needs: tuple[str, ...], praises: bool = False) -> Callable[[Check], Check]:
    """Decorate a check to register it as the rule `name`; `needs` are names of INPUTS or of another package's."""

    def register(check: Check) -> Check:
        registry.add(name, Rule(name=name, factor=factor, needs=needs, check=check, praises=praises))
        return check

    return register


def corpus_rule(name: str, *, factor: Factor, needs: tuple[str, ...]) -> Callable[[Compare], Compare]:
    """Decorate a comparison to register it as the corpus rule `name`."""

    def register(compare: Compare) -> Compare:
        registry.add(name, Rule(name=name, factor=factor, needs=needs, check=lambda _: iter(()), compare=compare))
        return compare

    return register


def active_rules(
    off: tuple[str, ...], provided: frozenset[str] = INPUTS, *, own: Sequence[Rule] = ()
) -> tuple[Rule, ...]:
    """All rules but those in `off`, by name: the built-in ones and then a shop's `own`.

    Raises SettingsError when `off` names no rule, or when an active rule needs an input outside `provided`.
    """
    rules = (*registry, *own)
    names = [one.name for one in rules]
    if unknown := sorted(set(off) - set(names)):
        raise SettingsError(f"rules.off names {', '.join(unknown)}, which is no rule; choose among: {', '.join(names)}")
    active = tuple(one for one in rules if one.name not in off)
    for one in active:
        if missing := sorted(set(one.needs) - provided):
            raise SettingsError(
                f"rule {one.name} needs {', '.join(missing)}, which nothing provides; "
                f"add {one.name!r} to rules.off or install the part that provides it"
            )
    return active
