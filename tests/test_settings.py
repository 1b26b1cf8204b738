"""Defaults < coach.toml < COACH_* < arguments; a wrong setting is named."""

from pathlib import Path

import pytest

from coach.errors import SettingsError
from coach.settings import Settings, load_settings


def test_layers_override_each_other(tmp_path: Path) -> None:
    file = tmp_path / "coach.toml"
    file.write_text(
        "[session]\nsilence_min = 20\nopen_hours = 12\n[rules]\noff = ['passive_reply']\n", encoding="utf-8"
    )
    settings = load_settings(
        file,
        environment={"COACH_SESSION_OPEN_HOURS": "6", "COACH_MODELS": "/somewhere", "HOME": "/"},
        arguments={"metrics": {"preset": "plain"}, "read": {"zone": None}},
    )
    assert settings.session.silence_min == 20
    assert settings.session.open_hours == 6
    assert settings.rules.off == ("passive_reply",)
    assert settings.metrics.preset == "plain"
    assert settings.read.zone == Settings().read.zone


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[sesion]\nsilence_min = 20", "sesion"),
        ("[session]\nsilence_min = 'long'", "silence_min"),
        ("silence_min = 20", "silence_min"),
        ("[session", "not valid TOML"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    file = tmp_path / "coach.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=complaint):
        load_settings(file, environment={})


def test_unknown_variable_is_not_passed_over() -> None:
    with pytest.raises(SettingsError, match="silense"):
        load_settings(Path(__file__).parent / "cases" / "empty.toml", environment={"COACH_SESSION_SILENSE": "3"})


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml cannot be read"):
        load_settings(tmp_path / "none.toml", environment={})
