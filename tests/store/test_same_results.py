"""The service gives what the command line gives: one path, the same numbers."""

import zipfile
from pathlib import Path

import msgspec
import pytest

from coach.analysis import Surroundings, Tables, analyse
from coach.demo import write_demo
from coach.findings import Finding
from coach.orders import read_orders
from coach.pipeline import load
from coach.readers import ReadLog, ReadOptions
from coach.readers.items import read_items
from coach.readers.roster import load_roster
from coach.result import Analysis
from coach.rubrics import load_rubric
from coach.scorecard import TEAM
from coach.settings import PrivacySettings, Settings
from coach.store.store import Store
from tests.store.places import store_of
from tests.store.shop_chats import upload

SETTINGS = Settings(privacy=PrivacySettings(key="for both"))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder)
    return folder


def by_command_line(demo: Path, out: Path) -> tuple[Analysis, list[Finding]]:
    log, roster = ReadLog(), load_roster(demo / "roster.csv")
    found = analyse(
        [demo / "chats"],
        plan=load(settings=SETTINGS, roster=roster).plan,
        options=ReadOptions(roster=roster),
        log=log,
        findings_file=out / "findings.jsonl",
        rubric=load_rubric(),
        tables=Tables(orders=read_orders(demo / "orders.csv", log=log), item_titles=read_items(demo / "items.csv")),
        around=Surroundings(jobs=1),
    )
    lines = (out / "findings.jsonl").read_bytes().splitlines()
    return found, [msgspec.json.decode(line, type=Finding) for line in lines]


def by_service(demo: Path, store: Store) -> tuple[Analysis, list[Finding]]:
    shop = store.shops.create("demo").id
    packed = demo / "chats.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted((demo / "chats").iterdir()):
            archive.write(file, file.name)
    upload(store, shop, (demo / "roster.csv").read_bytes(), name="roster.csv", kind="roster")
    upload(store, shop, packed.read_bytes(), name="chats.zip")
    upload(store, shop, (demo / "items.csv").read_bytes(), name="items.csv", kind="items")
    upload(store, shop, (demo / "orders.csv").read_bytes(), name="orders.csv", kind="orders")
    found = store.results.analysis(shop)
    assert found is not None
    cards = {pair.agent: pair.automatic for pair in store.results.scorecards(shop)}
    assert cards == {TEAM: found.team} | {one.agent: one.card for one in found.agents}
    return found, list(store.results.every_finding(shop))


def test_uploads_give_the_same_analysis_as_the_command_line(demo: Path, tmp_path: Path) -> None:
    with store_of("sqlite", tmp_path, settings=SETTINGS) as store:
        served, served_findings = by_service(demo, store)
    expected, findings = by_command_line(demo, tmp_path)
    for field in Analysis.__struct_fields__:
        if field not in ("settings", "skipped", "notices"):
            assert getattr(served, field) == getattr(expected, field), field
    assert sorted(one.id for one in served_findings) == sorted(one.id for one in findings)
