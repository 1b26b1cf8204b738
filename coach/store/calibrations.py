"""Calibration: several trainers judge the same exchanges without seeing each other's answers."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import chain, zip_longest
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, Row, insert, select

from coach.coaching.precision import kappa
from coach.errors import InputError, NotFound
from coach.store.chats import Chats, of_run
from coach.store.database import Database, new_id, now, replace_row
from coach.store.judgement_tables import calibration_answers, calibrations
from coach.store.result_tables import exchanges
from coach.store.subjects import STANCES
from coach.store.values import ExchangeRow
from coach.taxonomy import question_types

Field = Literal["question_type", "stance"]
MOST = 200
"""The largest sample."""


class Calibration(Struct, frozen=True):
    """Several trainers judge the same exchanges, blind; `agreement` is the share of equal answers, `kappa` Cohen's.

    `exchanges` are those not erased since; `answered` counts answers to them; agreement is that of the first two.
    """

    id: str
    name: str
    field: str
    trainers: tuple[str, ...]
    exchanges: tuple[str, ...]
    created_at: datetime
    answered: dict[str, int] = {}
    agreement: float | None = None
    kappa: float | None = None

    @property
    def done(self) -> bool:
        """Whether every trainer has judged every exchange."""
        return all(n == len(self.exchanges) for n in self.answered.values())


class Calibrations:
    """The calibration sessions of all shops; their answers are no verdicts."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.chats = Chats(database)

    def begin(self, shop: str, *, name: str, field: Field, trainers: Sequence[str], size: int = 20) -> Calibration:
        """A new session over a sample in which every label has its turn; InputError for fewer than two trainers."""
        named = list(dict.fromkeys(trainers))
        if len(named) < 2:
            raise InputError("a calibration needs two trainers; name another one")
        number = new_id()
        row = {"id": number, "shop": shop, "name": name, "field": field, "trainers": named, "created_at": now()}
        with self.database.writing() as connection:
            sample = _sample(connection, shop, field, number)[: max(1, min(size, MOST))]
            if not sample:
                raise InputError("there is no labelled exchange yet; import chats first")
            connection.execute(insert(calibrations).values(**row, exchanges=sample))
        return self.get(shop, number)

    def get(self, shop: str, calibration: str) -> Calibration:
        """One session; NotFound when the shop has no such one."""
        found = {one.id: one for one in self.list(shop)}
        if calibration not in found:
            raise NotFound("this shop has no such calibration; list them to see their ids")
        return found[calibration]

    def list(self, shop: str) -> tuple[Calibration, ...]:
        """All sessions of a shop, the newest first."""
        chosen = select(calibrations).where(calibrations.c.shop == shop)
        with self.database.reading() as connection:
            rows = connection.execute(chosen.order_by(calibrations.c.created_at.desc(), calibrations.c.id)).all()
            return tuple(
                _value(row, _answers(connection, row.id), _present(connection, shop, row.exchanges)) for row in rows
            )

    def next(self, shop: str, calibration: str, trainer: str) -> ExchangeRow | None:
        """The first exchange that the trainer has not judged; None when all are done."""
        found = self.get(shop, calibration)
        answers = self.answers(shop, calibration)
        for exchange in found.exchanges:
            if trainer not in answers.get(exchange, {}):
                return self.chats.exchange(shop, exchange)
        return None

    def answer(self, shop: str, calibration: str, *, trainer: str, exchange: str, value: str) -> Calibration:
        """A trainer's answer, in place of an earlier one; InputError for what is not asked in this session."""
        found = self.get(shop, calibration)
        values = STANCES if found.field == "stance" else tuple(one.name for one in question_types())
        if trainer not in found.trainers or exchange not in found.exchanges or value not in values:
            raise InputError("this trainer, exchange or value is not part of the calibration; look at the session")
        row = {"calibration": calibration, "trainer": trainer, "exchange": exchange, "value": value, "at": now()}
        with self.database.writing() as connection:
            replace_row(connection, calibration_answers, row)
        return self.get(shop, calibration)

    def answers(self, shop: str, calibration: str) -> dict[str, dict[str, str]]:
        """By exchange and trainer; without those on exchanges that were erased since."""
        found = self.get(shop, calibration)
        with self.database.reading() as connection:
            given = _answers(connection, calibration)
        return {exchange: said for exchange, said in given.items() if exchange in found.exchanges}


def _sample(connection: Connection, shop: str, field: Field, seed: str) -> list[str]:
    """All exchanges in an order that the seed decides, one of each label in turn."""
    chosen = of_run(select(exchanges.c.id, exchanges.c[field].label("label")), exchanges, shop, None)
    by_label: dict[str, list[str]] = {}
    for row in connection.execute(chosen.where(exchanges.c[field].is_not(None))):
        by_label.setdefault(row.label, []).append(row.id)
    for ids in by_label.values():
        ids.sort(key=lambda one: hashlib.sha256(f"{seed}{one}".encode()).digest())
    in_turn = zip_longest(*(by_label[label] for label in sorted(by_label)))
    return [one for one in chain.from_iterable(in_turn) if one is not None]


def _present(connection: Connection, shop: str, sample: Sequence[str]) -> set[str]:
    """Those of the exchanges that the shop still has."""
    chosen = of_run(select(exchanges.c.id), exchanges, shop, None).where(exchanges.c.id.in_(sample))
    return set(connection.execute(chosen).scalars())


def _answers(connection: Connection, calibration: str) -> dict[str, dict[str, str]]:
    chosen = select(calibration_answers).where(calibration_answers.c.calibration == calibration)
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(chosen):
        found.setdefault(row.exchange, {})[row.trainer] = row.value
    return found


def _value(row: Row[Any], answers: dict[str, dict[str, str]], present: set[str]) -> Calibration:
    first, second = row.trainers[:2]
    sample = tuple(one for one in row.exchanges if one in present)
    given = [answers[one] for one in sample if one in answers]
    both = [(one[first], one[second]) for one in given if first in one and second in one]
    return Calibration(
        id=row.id,
        name=row.name,
        field=row.field,
        trainers=tuple(row.trainers),
        exchanges=sample,
        created_at=row.created_at,
        answered={trainer: sum(trainer in one for one in given) for trainer in row.trainers},
        agreement=sum(a == b for a, b in both) / len(both) if both else None,
        kappa=kappa(both),
    )
