"""`coach rules` lists every rule with its factor and weight, the shop's own among them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach import languages
from coach.cli import app
from coach.errors import SettingsError
from coach.findings import Windows
from coach.rules import active_rules, registry
from coach.rules.cues import Cues, check_words
from coach.rules.own import read_own_rules
from coach.settings import load_settings


@pytest.mark.parametrize(
    ("language", "factor"), [("en", "Proactive selling"), ("zh", "主动销售"), ("es", "Venta proactiva")]
)
def test_every_rule_is_listed(monkeypatch: pytest.MonkeyPatch, language: str, factor: str) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    result = CliRunner().invoke(app, ["rules", "--report-language", language])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    for rule in registry:
        (line,) = [line for line in lines if line.startswith(f"│ {rule.name} ")]
        assert ", ".join(rule.needs) in line
    assert any("no_payment_follow_up" in line and factor in line and " 2 " in line for line in lines)


OWN = """
[[rule]]
name = "says_cheapest"
factor = "attitude"
title = { en = "Claims the lowest price" }
advice = { en = "Say what the price includes." }
forbid = { contains = ["cheapest"] }
"""


def test_the_shop_s_own_rules_are_listed_and_rules_can_be_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "coach.toml").write_text('[rules]\nown = ["own.toml"]\noff = ["no_closing"]\n', encoding="utf-8")
    (tmp_path / "rubric.toml").write_text(
        'name = "ours"\n[factors]\nattitude = 1\n[rules.attitude]\nsays_cheapest = 3\n', encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["rules", "--rubric", "rubric.toml"])
    assert result.exit_code == 0, result.output
    (own,) = [line for line in result.output.splitlines() if "says_cheapest" in line]
    (off,) = [line for line in result.output.splitlines() if " no_closing " in line]
    assert [cell.strip() for cell in own.split("│")[2:5]] == ["Claims the lowest price", "Attitude", "3"]
    assert (own.split()[-2], off.split()[-2]) == ("yes", "no")


def test_an_own_rule_that_cannot_be_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(OWN.replace("forbid", "forbids"), encoding="utf-8")
    (tmp_path / "coach.toml").write_text('[rules]\nown = ["own.toml"]\n', encoding="utf-8")
    result = CliRunner().invoke(app, ["rules"])
    assert isinstance(result.exception, SettingsError)
    assert "forbids" in result.exception.message


def test_the_page_about_rules_lists_them_all() -> None:
    table = CliRunner().invoke(app, ["rules", "--markdown"]).output
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert table in page, "put the output of `coach rules --markdown` into docs/rules.md"


def test_the_page_about_rules_names_every_window_and_list_of_words() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    for name in (*Windows.__struct_fields__, *Cues.__struct_fields__):
        assert f"`{name}`" in page, f"docs/rules.md does not say what {name} is"


def test_the_examples_on_the_page_can_be_read(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in page.split("```toml\n")[1:]]
    (own,) = [block for block in blocks if "[[rule]]" in block]
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    assert len(read_own_rules([tmp_path])) == own.count("[[rule]]")
    for block in blocks:
        if "[rules" in block:
            (tmp_path / "coach.toml").write_text(block, encoding="utf-8")
            settings = load_settings(tmp_path / "coach.toml", environment={}).rules
            active_rules(settings.off)
            check_words(settings.words, languages=languages.codes())


def test_a_rubric_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "--rubric", str(tmp_path / "none.toml")])
    assert isinstance(result.exception, SettingsError)
