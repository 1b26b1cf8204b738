"""`coach rules` lists every rule with its factor and weight."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from coach.cli import app
from coach.errors import SettingsError
from coach.rules import registry


@pytest.mark.parametrize(
    ("language", "factor"), [("en", "Proactive selling"), ("zh", "主动销售"), ("es", "Venta proactiva")]
)
def test_every_rule_is_listed(monkeypatch: pytest.MonkeyPatch, language: str, factor: str) -> None:
    monkeypatch.setenv("COLUMNS", "240")
    result = CliRunner().invoke(app, ["rules", "--report-language", language])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    for rule in registry:
        (line,) = [line for line in lines if f" {rule.name} " in line]
        assert ", ".join(rule.needs) in line
    assert any("no_payment_follow_up" in line and factor in line and " 2 " in line for line in lines)


def test_a_rubric_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "--rubric", str(tmp_path / "none.toml")])
    assert isinstance(result.exception, SettingsError)
