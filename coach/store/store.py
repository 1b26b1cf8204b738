"""The store: one object that holds the database and the folder of uploads, with one attribute a matter."""

import os
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import StoreError
from coach.settings import Settings, load_settings
from coach.store.accounts import Accounts
from coach.store.auditing import Audit
from coach.store.chats import Chats
from coach.store.database import Database
from coach.store.imports import Imports
from coach.store.keys import Keys
from coach.store.migrating import check, upgrade
from coach.store.results import Results
from coach.store.shops import Shops
from coach.store.workers import Workers

if TYPE_CHECKING:
    from coach.store.calibrations import Calibrations
    from coach.store.curation import Curation
    from coach.store.erasure import Erasure
    from coach.store.verdicts import Verdicts


class Store:
    """Everything that is kept; threads may share it. `settings` are those beneath each shop's own."""

    def __init__(self, database: Database, *, folder: Path, settings: Settings) -> None:
        self.database = database
        self.folder = folder
        self.settings = settings
        self.shops = Shops(database)
        self.accounts = Accounts(database)
        self.keys = Keys(database)
        self.audit = Audit(database)
        self.imports = Imports(database, folder=folder / "uploads", settings=settings.store)
        self.chats = Chats(database)
        self.results = Results(self)
        self.workers = Workers(database)

    @cached_property
    def verdicts(self) -> "Verdicts":
        """Verdicts and disputes; they need the models, which take a while to load."""
        from coach.store.verdicts import Verdicts

        return Verdicts(self)

    @cached_property
    def curation(self) -> "Curation":
        """The FAQ board and what people decided on it; grouping takes a while to load."""
        from coach.store.curation import Curation

        return Curation(self)

    @cached_property
    def calibrations(self) -> "Calibrations":
        """Sessions in which trainers judge the same exchanges."""
        from coach.store.calibrations import Calibrations

        return Calibrations(self.database)

    @cached_property
    def erasure(self) -> "Erasure":
        """One customer's data exported or erased; retention."""
        from coach.store.erasure import Erasure

        return Erasure(self)

    def ready(self) -> None:
        """Raise StoreError unless the database answers and has this version's tables."""
        check(self.database)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_store(
    url: str | None = None, *, settings: Settings | None = None, folder: Path | None = None, migrate: bool = True
) -> Store:
    """The store at a URL (default: COACH_STORE, the setting store.url, or SQLite in the user's data folder).

    Its tables are made, or brought up to date, unless `migrate` is False. Uploads lie in `folder`, else beside the
    SQLite file, else in the user's data folder. Raises StoreError when it cannot be used.
    """
    settings = load_settings() if settings is None else settings
    place = url or store_url(settings)
    database = Database(place)
    chosen = folder or _folder(settings, database)
    try:
        (chosen / "uploads").mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StoreError(f"{chosen} cannot be written: {problem.strerror}; set store.folder") from None
    if migrate:
        upgrade(database)
    return Store(database, folder=chosen, settings=settings)


def store_url(settings: Settings, *, environment: Mapping[str, str] | None = None) -> str:
    """Where the store is, when nobody names it."""
    named = (os.environ if environment is None else environment).get("COACH_STORE") or settings.store.url
    return named or f"sqlite:///{user_folder() / 'store.sqlite'}"


def user_folder() -> Path:
    """The folder of the product's data in the user's data folder, by the custom of the operating system."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "coach"


def _folder(settings: Settings, database: Database) -> Path:
    if settings.store.folder:
        return Path(settings.store.folder)
    file = database.engine.url.database if database.is_sqlite else None
    return Path(file).absolute().parent if file else user_folder()
