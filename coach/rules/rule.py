"""What a coaching rule is, and how one file adds it."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from coach.errors import SettingsError
from coach.findings import Case, Factor, Opportunity
from coach.registry import Registry

Check = Callable[[Case], Iterator[Opportunity]]

INPUTS = frozenset(
    {"times", "question_type", "stance", "moves", "flags", "requests", "orders", "acts", "slots"},
)
"""What a full analysis provides. A case may still lack one (no times in the file): its outcome is then unknown."""


class Rule(Struct, frozen=True):
    """One coaching rule: what it needs, the factor it counts in, and its check.

    `check` looks at one case and yields every place where the expected act was due, done or not.
    """

    name: str
    factor: Factor
    needs: tuple[str, ...]
    check: Check


registry: Registry[Rule] = Registry(
    "coaching rule",
    modules=(
        "coach.rules.deflection",
        "coach.rules.lost_promise",
        "coach.rules.no_need_probe",
        "coach.rules.no_payment_follow_up",
        "coach.rules.passive_reply",
        "coach.rules.repeated_question",
        "coach.rules.slow_first_response",
        "coach.rules.unanswered_question",
    ),
    group="coach.rules",
)


def rule(name: str, *, factor: Factor, needs: tuple[str, ...]) -> Callable[[Check], Check]:
    """Decorate a check to register it as the rule `name`; `needs` are names of INPUTS or of another package's."""

    def register(check: Check) -> Check:
        registry.add(name, Rule(name=name, factor=factor, needs=needs, check=check))
        return check

    return register


def active_rules(off: tuple[str, ...], provided: frozenset[str] = INPUTS) -> tuple[Rule, ...]:
    """All rules but those in `off`, by name.

    Raises SettingsError when `off` names no rule, or when an active rule needs an input outside `provided`.
    """
    if unknown := sorted(set(off) - set(registry.names())):
        raise SettingsError(
            f"rules.off names {', '.join(unknown)}, which is no rule; choose among: {', '.join(registry.names())}"
        )
    active = tuple(one for one in registry if one.name not in off)
    for one in active:
        if missing := sorted(set(one.needs) - provided):
            raise SettingsError(
                f"rule {one.name} needs {', '.join(missing)}, which nothing provides; "
                f"add {one.name!r} to rules.off or install the part that provides it"
            )
    return active
