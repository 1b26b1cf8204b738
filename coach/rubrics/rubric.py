"""Rubrics read from TOML and checked against the rules that exist."""

import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import get_args

import msgspec
from msgspec import Struct

from coach.errors import SettingsError
from coach.findings import Factor
from coach.rules import Rule, registry

FACTORS: tuple[Factor, ...] = get_args(Factor)
RISK: Factor = "risk"
"""The factor that is shown apart and has no score."""


class Critical(Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of which one hit caps the score of the whole card, and that cap."""

    cap: float = 60
    rules: tuple[str, ...] = ()


class Rubric(Struct, frozen=True, forbid_unknown_fields=True):
    """What factors weigh in a card and rules in a factor; `min_opportunities` is per agent and rule.

    A rule without a weight is shown and costs nothing. `credit_points` is the most that credits add to a factor.
    """

    name: str
    factors: dict[str, float]
    rules: dict[str, dict[str, float]]
    min_opportunities: int = 5
    credit_points: float = 10
    critical: Critical = Critical()


def load_rubric(path: Path | None = None, *, own: Sequence[Rule] = ()) -> Rubric:
    """The rubric of that TOML file, or the built-in one; it may weigh a shop's `own` rules too.

    Raises SettingsError when the file cannot be read, or names a factor or rule that does not exist, a rule under
    another rule's factor, or a weight below 0.
    """
    file = path or files("coach.rubrics").joinpath("default.toml")
    name = str(file)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise SettingsError(f"{name} cannot be read: {problem.strerror}; check the path", file=name) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{name} is not UTF-8 text; save the rubric as UTF-8", file=name) from None
    try:
        rubric = msgspec.convert(tomllib.loads(text), Rubric)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise SettingsError(f"{name} is no rubric: {problem}; compare it with the built-in one", file=name) from None
    if fault := next(_faults(rubric, own), None):
        raise SettingsError(f"{name} {fault}", file=name)
    return rubric


def _faults(rubric: Rubric, own: Sequence[Rule]) -> Iterator[str]:
    factor_of = {rule.name: rule.factor for rule in (*registry, *own)}
    for factor in (*rubric.factors, *rubric.rules):
        if factor not in FACTORS:
            yield f"names the factor {factor!r}, which there is not; choose among: {', '.join(FACTORS)}"
    if RISK in rubric.factors:
        yield "weighs the factor 'risk', which is shown apart and has no score; remove it from [factors]"
    for rule in (*(rule for rules in rubric.rules.values() for rule in rules), *rubric.critical.rules):
        if rule not in factor_of:
            yield f"names the rule {rule!r}, which there is not; choose among: {', '.join(factor_of)}"
    for factor, rules in rubric.rules.items():
        for rule in rules:
            if factor_of[rule] != factor:
                yield f"has the rule {rule!r} under {factor}; move it to [rules.{factor_of[rule]}]"
    yield from _false_numbers(rubric)


def _false_numbers(rubric: Rubric) -> Iterator[str]:
    weights = [*rubric.factors.items(), *(pair for rules in rubric.rules.values() for pair in rules.items())]
    for name, weight in weights:
        if not 0 <= weight < float("inf"):
            yield f"gives {name!r} the weight {weight:g}; weights are 0 or more"
    if rubric.min_opportunities < 1:
        yield "has min_opportunities below 1; one opportunity is the least that can be judged"
    for name, points in (("credit_points", rubric.credit_points), ("critical.cap", rubric.critical.cap)):
        if not 0 <= points <= 100:
            yield f"has {name} = {points:g}; points lie between 0 and 100"
