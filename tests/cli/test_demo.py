"""`coach demo`."""

import typer
from typer.testing import CliRunner

from coach.cli.demo import demo
from coach.errors import SettingsError


def _app() -> typer.Typer:
    app = typer.Typer()
    app.command()(demo)
    return app


def test_demo_writes_the_shop_and_says_so(tmp_path):
    result = CliRunner().invoke(_app(), [str(tmp_path / "shop")])
    assert result.exit_code == 0
    assert "116 sessions" in result.output
    assert "quick: 27 consultations, 7 orders, 25.93%, 1,007.00 yuan, 12.0 s on average" in result.output
    assert (tmp_path / "shop" / "README.md").exists()
    assert len(list((tmp_path / "shop" / "chats").iterdir())) == 4


def test_demo_refuses_too_few_sessions(tmp_path):
    result = CliRunner().invoke(_app(), [str(tmp_path), "--sessions", "3"])
    assert isinstance(result.exception, SettingsError)
