"""How the numbers were computed: presets, settings, models, and what was left out."""

from typing import Any

import msgspec
from msgspec import Struct

from coach.findings import Preset
from coach.reports.texts import Texts
from coach.result import Analysis
from coach.settings import Settings

LISTED_SKIPPED = 50


class PresetLine(Struct, frozen=True):
    """A preset in use: the platforms judged under it, its rules in a sentence, and whether a shop confirmed it."""

    name: str
    platforms: str
    rules: str
    source: str
    verified: bool


class ModelLine(Struct, frozen=True):
    """A model: task, language, when it was trained and the start of its checksum."""

    task: str
    language: str
    trained: str
    checksum: str


class Method(Struct, frozen=True):
    """All that a reader needs to judge or repeat the numbers."""

    presets: tuple[PresetLine, ...]
    settings: tuple[tuple[str, str], ...]
    models: tuple[ModelLine, ...]
    notes: tuple[str, ...]
    notices: tuple[str, ...]
    skipped: tuple[str, ...]
    more_skipped: int


def method(analysis: Analysis, texts: Texts) -> Method:
    """What the report says about its own making."""
    return Method(
        presets=_presets(analysis, texts),
        settings=tuple(changed_settings(analysis.settings)),
        models=tuple(
            ModelLine(one.task, texts(f"language.{one.language}"), one.trained[:10], one.sha256[:12])
            for one in analysis.models
        ),
        notes=tuple(_notes(analysis, texts)),
        notices=tuple(map(str, analysis.notices)),
        skipped=tuple(map(str, analysis.skipped[:LISTED_SKIPPED])),
        more_skipped=analysis.skipped_count - len(analysis.skipped[:LISTED_SKIPPED]),
    )


def public_settings(settings: Settings) -> dict[str, Any]:
    """The settings that change a number, as plain values, without the key of the hashes."""
    found: dict[str, Any] = msgspec.to_builtins(settings)
    del found["privacy"]["key"], found["store"], found["service"]
    return found


def changed_settings(settings: Settings) -> list[tuple[str, str]]:
    """The settings that differ from the defaults, as "section.name" and value."""
    default = public_settings(Settings())
    return [
        (f"{section}.{name}", msgspec.json.encode(value).decode())
        for section, values in public_settings(settings).items()
        for name, value in values.items()
        if value != default[section][name]
    ]


def preset_label(preset: Preset, texts: Texts) -> str:
    """The preset's name, with "unverified" until a shop confirms it."""
    return preset.name if preset.verified else texts("preset.unverified", name=preset.name)


def _presets(analysis: Analysis, texts: Texts) -> tuple[PresetLine, ...]:
    platforms: dict[str, list[str]] = {}
    for platform, preset in analysis.presets.items():
        platforms.setdefault(preset.name, []).append(platform)
    by_name = {preset.name: preset for preset in analysis.presets.values()}
    return tuple(
        PresetLine(
            name=name,
            platforms=", ".join(platforms[name]),
            rules=_rules(preset, texts),
            source=preset.source,
            verified=preset.verified,
        )
        for name, preset in by_name.items()
    )


def _rules(preset: Preset, texts: Texts) -> str:
    hours = texts("preset.all_hours")
    if preset.decided_by != "always":
        span = f"{_clock(preset.opens)}–{_clock(preset.closes)}"
        hours = texts("preset.hours", span=span, by=texts(f"preset.decided_by.{preset.decided_by}"))
    parts = (
        hours,
        texts(f"preset.round.{preset.round}"),
        texts("preset.within", limits=" / ".join(texts.seconds(limit) for limit in preset.within_s)),
        texts(f"preset.counted_by.{preset.counted_by}"),
        texts("preset.bot_counts" if preset.bot_replies else "preset.bot_silent"),
    )
    return texts("punctuation.list").join(parts)


def _notes(analysis: Analysis, texts: Texts) -> list[str]:
    languages = ", ".join(
        f"{texts(f'language.{language}')} {texts.number(n)}" for language, n in analysis.languages.items()
    )
    notes = [
        texts("note.files", conversations=texts.number(analysis.conversations), languages=languages),
        texts("note.zone", zone=analysis.settings.read.zone),
        texts("note.intervals"),
        *_order_notes(analysis, texts),
    ]
    if analysis.first_at is None:
        notes.append(texts("note.no_times"))
    if analysis.unmatched_orders:
        examples = ", ".join(order.id for order in analysis.unmatched_examples)
        key = "note.unmatched_examples" if examples else "note.unmatched"
        notes.append(texts(key, n=texts.number(analysis.unmatched_orders), examples=examples))
    if analysis.masked_people:
        notes.append(texts("note.masked", n=texts.number(analysis.masked_people)))
    private = "note.personal_data_kept" if analysis.settings.privacy.keep_personal_data else "note.redacted"
    return [*notes, texts(private)]


def _order_notes(analysis: Analysis, texts: Texts) -> list[str]:
    """Where the orders come from, whose they are, and which are no sales."""
    if not analysis.orders + analysis.unmatched_orders:
        return [texts("note.no_orders")]
    notes = [
        texts("note.orders", n=texts.number(analysis.orders)),
        texts(f"note.attribution.{analysis.attribution}"),
    ]
    if analysis.order_cards:
        notes.append(texts("note.order_cards"))
    if analysis.excluded_orders:
        notes.append(texts("note.excluded_orders", n=texts.number(analysis.excluded_orders)))
    return notes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
