"""What results are computed by: a shop's settings, roster and key, and the run they make with version and models."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

import coach
from coach import taxonomy
from coach.classifiers.checksums import model_checksums
from coach.pipeline import Plan
from coach.rules.own import read_own_rules
from coach.settings import PrivacySettings
from coach.store.database import Database, insert_new, now
from coach.store.result_tables import runs
from coach.store.shops import shop_settings

if TYPE_CHECKING:
    from coach.store.store import Store


class Ground(Struct, frozen=True):
    """A shop and the plan that holds for it."""

    shop: str
    plan: Plan

    def run(self, database: Database) -> str:
        """The run of this plan, noted if it is new; equal plans with equal models are one run."""
        models = model_checksums()
        settings = self.public_settings()
        own = (self.plan.own_types, self.plan.own_rules)
        decided_by = (self.shop, coach.__version__, models, settings, self.plan.roster, own)
        number = hashlib.sha256(msgspec.json.encode(decided_by)).hexdigest()[:20]
        row = {"id": number, "shop": self.shop, "created_at": now(), "version": coach.__version__}
        with database.writing() as connection:
            insert_new(connection, runs, [row | {"models": models, "settings": settings}])
        return number

    def public_settings(self) -> str:
        """The settings as JSON, without the key of the hashes."""
        privacy = PrivacySettings(keep_personal_data=self.plan.settings.privacy.keep_personal_data)
        return msgspec.json.encode(msgspec.structs.replace(self.plan.settings, privacy=privacy)).decode()


def ground(store: "Store", shop: str) -> Ground:
    """What holds for a shop now."""
    settings = shop_settings(store.shops.get(shop), store.settings)
    key = settings.privacy.key.encode() or store.shops.key(shop)
    types = taxonomy.own_types()
    rules = read_own_rules([Path(name) for name in settings.rules.own])
    roster = store.shops.roster(shop)
    return Ground(shop, Plan(settings=settings, roster=roster, key=key, own_types=types, own_rules=rules))
