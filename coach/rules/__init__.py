"""Coaching rules, one a file: places where an act was due, and whether it was done."""

from coach.rules.rule import INPUTS, Check, Rule, active_rules, registry, rule

__all__ = ["INPUTS", "Check", "Rule", "active_rules", "registry", "rule"]
