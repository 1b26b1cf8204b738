from typing import Any

import pytest

from coach.errors import SettingsError
from coach.metrics.presets import load_presets

TABLE = [
    ("taobao", 480, 1440, "round", (180,), "run", "round", False),
    ("jd", 540, 1380, "session", (30,), "run", "round", False),
    ("pdd", 480, 1380, "round", (3600,), "run", "person_day", False),
    ("douyin", 480, 1380, "message", (180,), "message", "round", True),
    ("kuaishou", 480, 1380, "round", (180,), "run", "person", False),
    ("plain", 0, 1440, "always", (30, 180), "run", "round", False),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_presets_are_those_of_the_specification(row: tuple[Any, ...]) -> None:
    preset = load_presets({}).for_platform("none of its own", chosen=row[0])
    fields = (preset.opens, preset.closes, preset.decided_by, preset.within_s)
    assert (preset.name, *fields, preset.round, preset.counted_by, preset.bot_replies) == row
    assert preset.source
    assert not preset.verified


@pytest.mark.parametrize(
    ("platform", "chosen", "name"),
    [
        ("jd", "auto", "jd"),
        ("taobao", "auto", "taobao"),
        ("table", "auto", "plain"),
        ("", "auto", "plain"),
        ("jd", "plain", "plain"),
        ("table", "taobao", "taobao"),
    ],
)
def test_a_platform_is_judged_by_its_own_preset_unless_one_is_chosen(platform: str, chosen: str, name: str) -> None:
    assert load_presets({}).for_platform(platform, chosen=chosen).name == name


def test_overrides_replace_single_fields_of_one_preset() -> None:
    book = load_presets({"jd": {"opens": "08:30", "closes": 1320, "within_s": [30, 60], "verified": True}})
    changed = book.for_platform("jd")
    assert (changed.opens, changed.closes, changed.within_s, changed.verified) == (510, 1320, (30, 60), True)
    assert changed.decided_by == "session"
    assert book.for_platform("taobao") == load_presets({}).for_platform("taobao")


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"jdd": {}}, "no preset called 'jdd' to override; choose one of: douyin, jd, kuaishou"),
        ({"jd": {"open": "09:00"}}, "preset 'jd' cannot be: .*`open`"),
        ({"jd": {"opens": "9 o'clock"}}, 'opens must be a time from 00:00 to 24:00, not "9 o\'clock"'),
        ({"jd": {"opens": "24:30"}}, "opens must be a time"),
        ({"jd": {"closes": -1}}, "closes must be a time"),
        ({"jd": {"opens": 600, "closes": 600}}, "opens and closes at the same time"),
        ({"jd": {"decided_by": "mood"}}, "preset 'jd' cannot be: Invalid enum value 'mood'"),
        ({"jd": {"within_s": []}}, "within_s must be ascending seconds"),
        ({"jd": {"within_s": [180, 30]}}, "within_s must be ascending seconds"),
        ({"jd": {"within_s": [0, 30]}}, "within_s must be ascending seconds"),
        ({"jd": {"within_s": 30}}, "preset 'jd' cannot be: Expected `array`, got `int`"),
    ],
)
def test_a_bad_override_is_a_settings_error_that_says_what(overrides: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load_presets(overrides)


def test_an_unknown_choice_lists_the_presets() -> None:
    with pytest.raises(
        SettingsError, match="no preset called 'tmall'; choose auto or one of: douyin, jd, kuaishou, pdd"
    ):
        load_presets({}).for_platform("jd", chosen="tmall")
