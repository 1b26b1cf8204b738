"""Which rules run: those that are not off, and only if somebody provides what they need."""

import pytest

from coach.errors import SettingsError
from coach.rules import INPUTS, active_rules, registry


def test_all_rules_are_active_by_default() -> None:
    assert [rule.name for rule in active_rules((), INPUTS)] == list(registry.names())


def test_a_rule_that_is_off_does_not_run() -> None:
    assert "deflection" not in {rule.name for rule in active_rules(("deflection",), INPUTS)}


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(SettingsError, match="no_such_rule"):
        active_rules(("no_such_rule",), INPUTS)


def test_a_rule_without_its_input_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="no_payment_follow_up needs orders"):
        active_rules((), INPUTS - {"orders"})


def test_a_rule_without_its_input_may_be_off() -> None:
    active = active_rules(("no_payment_follow_up",), INPUTS - {"orders"})
    assert len(active) == len(registry.names()) - 1
