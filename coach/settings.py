"""Settings: defaults, overridden by coach.toml, then by COACH_* variables, then by arguments."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from coach.errors import SettingsError
from coach.findings import AttributionMethod, Windows, Words

RESERVED = ("COACH_MODELS", "COACH_STORE")
"""Variables that name places and belong to the parts that use them."""


class ReadSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How files are read: the zone of times that state none, and what a zip may unpack to."""

    zone: str = "Asia/Shanghai"
    max_unzipped_mb: int = 4096
    max_line_kb: int = 1024


class SessionSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """When a visit ends: the silence that ends it, and how long an open request may hold it open."""

    silence_min: float = 30
    open_hours: float = 24


class PrivacySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether personal data is redacted, and the key of its hashes (empty: a new random one for each run)."""

    keep_personal_data: bool = False
    key: str = ""


class MetricSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The preset ("auto": each platform's own), overrides of presets by preset and field, and how orders count.

    `attribution` gives an order to the last agent who wrote before it was created ("order") or paid ("payment"), or to
    the one it names ("order_first"). Orders whose status has one of `excluded_statuses` are no sales, like those whose
    money went back and tests. A question that was not asked again for `resolved_days` is settled.
    """

    preset: str = "auto"
    presets: dict[str, dict[str, Any]] = {}
    attribution: AttributionMethod = "order"
    excluded_statuses: tuple[str, ...] = ()
    resolved_days: Annotated[float, Meta(gt=0)] = 7


class RuleSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which rules are off, the windows and words that rules judge by, and the files of a shop's own rules.

    A rule of which people confirmed surely less than the part `least_precision` (the whole 95 % interval lies below
    it) becomes a hint and costs no points; 0 lets every rule count.
    """

    off: tuple[str, ...] = ()
    windows: Windows = Windows()
    words: Words = Words()
    own: tuple[str, ...] = ()
    least_precision: Annotated[float, Meta(ge=0, le=1)] = 0.8


class TypeSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The files of a shop's own question types, or folders with them."""

    own: tuple[str, ...] = ()


class FaqSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How alike two questions must be to belong together (0..1), and from how many requests on a group is listed.

    `answerable` says for a question type which part of its requests a page can answer (0..1), in place of the built-in
    figure; a question on the page is still asked while more than the part `rare` of consultations has it.
    """

    same_question: float = 0.53
    min_support: int = 2
    answerable: dict[str, Annotated[float, Meta(ge=0, le=1)]] = {}
    rare: float = 0.01


class VectorSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which encoder gives texts vectors: "auto" the installed one, "off" none, else a folder with a model.

    `labels` lets the encoders tuned for labels (the extra `semantic`) settle doubtful ones in analyses too: that takes
    some 80 ms a distinct doubtful turn; models/*/README.md has what it gains.
    """

    encoder: str = "auto"
    labels: bool = False


class StoreSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Where the store is ("": SQLite in the user's data folder), the folder of its uploads, and what may be uploaded.

    `url` is a database's: sqlite:///shop.sqlite or postgresql://user@host/name; COACH_STORE goes before it. Uploads are
    deleted once they are imported, unless `keep_uploads`.
    """

    url: str = ""
    folder: str = ""
    keep_uploads: bool = False
    max_upload_mb: int = 2048


class ServiceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How long a browser stays signed in, and how much one caller, or one address at the door, may ask in a minute.

    `forwarded_allow_ips` are the proxies, addresses or networks with commas between, that are believed whom they ask
    for and whether by HTTPS ("*": anybody, "": nobody). `log_level` is that of the server's own log.
    """

    session_hours: float = 12
    requests_per_minute: int = 6000
    sign_ins_per_minute: int = 20
    forwarded_allow_ips: str = "127.0.0.1"
    log_level: Literal["critical", "error", "warning", "info", "debug"] = "warning"


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting; it travels with the result, so that a number can be computed again."""

    read: ReadSettings = ReadSettings()
    session: SessionSettings = SessionSettings()
    privacy: PrivacySettings = PrivacySettings()
    metrics: MetricSettings = MetricSettings()
    types: TypeSettings = TypeSettings()
    rules: RuleSettings = RuleSettings()
    faq: FaqSettings = FaqSettings()
    vectors: VectorSettings = VectorSettings()
    store: StoreSettings = StoreSettings()
    service: ServiceSettings = ServiceSettings()


def load_settings(
    file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    arguments: Mapping[str, Mapping[str, Any]] | None = None,
) -> Settings:
    """Settings from `file` (default: coach.toml here, if there is one), the environment and arguments.

    `arguments` maps section to field to value; a value of None means "not given". Raises SettingsError naming the
    setting that is unknown or of the wrong type.
    """
    layers = (
        _from_file(file),
        _from_environment(os.environ if environment is None else environment),
        {
            name: {key: value for key, value in section.items() if value is not None}
            for name, section in (arguments or {}).items()
        },
    )
    merged: dict[str, dict[str, Any]] = {}
    for layer in layers:
        for section, values in layer.items():
            if not isinstance(values, Mapping):
                raise SettingsError(
                    f"setting {section!r} stands outside a section; write it under [{section}] or remove it"
                )
            merged.setdefault(section, {}).update(values)
    try:
        return msgspec.convert(merged, Settings, strict=False)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"a setting cannot be: {problem}; see the settings page of the documentation") from None


def _from_file(file: Path | None) -> Mapping[str, Any]:
    path = file or Path("coach.toml")
    if file is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise SettingsError(f"{path} cannot be read: {problem.strerror}; check the path", file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{path} is not valid TOML: {problem}", file=str(path)) from None


def _from_environment(environment: Mapping[str, str]) -> Mapping[str, dict[str, Any]]:
    """COACH_SESSION_SILENCE_MIN=20 sets session.silence_min; an unknown COACH_ name is an error, not a silent miss."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in environment.items():
        if not name.startswith("COACH_") or name in RESERVED:
            continue
        section, _, field = name.removeprefix("COACH_").lower().partition("_")
        found.setdefault(section, {})[field] = value
    return found
