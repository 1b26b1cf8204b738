"""Rubrics: the built-in one, and what a shop can get wrong in its own."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.rubrics import RISK, load_rubric
from coach.rules import registry

GOOD = """
name = "ours"
min_opportunities = 3
[factors]
proactive_selling = 1
[rules.proactive_selling]
passive_reply = 2
[critical]
cap = 50
rules = ["no_payment_follow_up"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "rubric.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_built_in_rubric_weighs_every_rule_that_has_a_score() -> None:
    rubric = load_rubric()
    weighed = {rule for rules in rubric.rules.values() for rule in rules}
    assert weighed == {rule.name for rule in registry if rule.factor != RISK}
    assert sum(rubric.factors.values()) == 100
    assert (rubric.min_opportunities, rubric.credit_points) == (5, 10)


def test_a_shop_gives_its_own(tmp_path: Path) -> None:
    rubric = load_rubric(written(tmp_path, "\ufeff" + GOOD))
    assert rubric.rules == {"proactive_selling": {"passive_reply": 2.0}}
    assert (rubric.critical.cap, rubric.critical.rules) == (50, ("no_payment_follow_up",))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("proactive_selling = 1", "charm = 1", "factor 'charm'"),
        ("proactive_selling = 1", "risk = 1", "'risk', which is shown apart"),
        ("[rules.proactive_selling]", "[rules.charm]", "factor 'charm'"),
        ("passive_reply = 2", "smile = 2", "rule 'smile'"),
        ('"no_payment_follow_up"', '"smile"', "rule 'smile'"),
        ("passive_reply = 2", "deflection = 2", r"move it to \[rules.professional_knowledge\]"),
        ("passive_reply = 2", "passive_reply = -1", "'passive_reply' the weight -1"),
        ("passive_reply = 2", "passive_reply = nan", "'passive_reply' the weight nan"),
        ("min_opportunities = 3", "min_opportunities = 0", "min_opportunities below 1"),
        ("cap = 50", "cap = 500", "critical.cap = 500"),
        ("min_opportunities = 3", "minimum = 3", "is no rubric: .*minimum"),
        ("[factors]", "[factors", "is no rubric"),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(SettingsError, match=message) as error:
        load_rubric(path)
    assert error.value.file == str(path)


def test_a_file_that_is_missing_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_rubric(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes('name = "我们的"'.encode("gbk"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_rubric(tmp_path / "gbk.toml")
