"""Rubrics: what each factor and rule weighs in a scorecard, as TOML."""

from coach.rubrics.rubric import FACTORS, RISK, Critical, Rubric, load_rubric

__all__ = ["FACTORS", "RISK", "Critical", "Rubric", "load_rubric"]
