"""The FAQ board: what was mined, and what people made of it."""

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import Row, select

from coach.errors import InputError, NotFound
from coach.findings import FaqCandidate
from coach.store.database import Database, now, replace_row
from coach.store.judgement_tables import curation
from coach.store.values import FaqEntry, FaqStatus

if TYPE_CHECKING:
    from coach.store.results import Results


class Curation:
    """What people decided about FAQ candidates; mining again changes none of it."""

    def __init__(self, database: Database, results: "Results") -> None:
        self.database = database
        self.results = results

    def board(
        self, shop: str, *, status: FaqStatus | None = None, question_type: str | None = None
    ) -> tuple[FaqEntry, ...]:
        """The candidates of the analysis, most asked first, then what was decided and is not asked any more."""
        entries = self._entries(shop).values()
        return tuple(
            entry
            for entry in entries
            if status in (None, entry.status)
            and (question_type is None or (entry.candidate and entry.candidate.question_type == question_type))
        )

    def get(self, shop: str, candidate: str) -> FaqEntry:
        """One entry; NotFound when the shop has no such one."""
        entries = self._entries(shop)
        if candidate not in entries:
            raise NotFound("this shop has no such FAQ candidate; look at its board")
        return entries[candidate]

    def decide(
        self,
        shop: str,
        candidate: str,
        *,
        status: FaqStatus,
        person: str,
        question: str | None = None,
        answer: str | None = None,
        merged_into: str | None = None,
    ) -> FaqEntry:
        """Approve, reject, merge or reword an entry; None keeps the words. InputError for a merge that cannot be."""
        entry = self.get(shop, candidate)
        if (status == "merged") != (merged_into is not None):
            raise InputError("a merged entry names the one that it is merged into, and no other entry does")
        if merged_into is not None and (merged_into == candidate or self.get(shop, merged_into).status == "merged"):
            raise InputError("an entry is merged into another one that is not merged itself")
        row = {
            "shop": shop,
            "candidate": candidate,
            "status": status,
            "question": entry.question if question is None else question,
            "answer": entry.answer if answer is None else answer,
            "merged_into": merged_into,
            "by": person,
            "at": now(),
        }
        with self.database.writing() as connection:
            replace_row(connection, curation, row)
        return self.get(shop, candidate)

    def coverage(self, shop: str) -> tuple[int, int]:
        """Requests that approved entries (and those merged into them) answer, and requests of all candidates."""
        entries = self._entries(shop)
        approved = {name for name, entry in entries.items() if entry.status == "approved"}
        known = [(entry, entry.candidate.support) for entry in entries.values() if entry.candidate]
        covered = sum(n for entry, n in known if entry.id in approved or entry.merged_into in approved)
        return covered, sum(n for _, n in known)

    def _entries(self, shop: str) -> dict[str, FaqEntry]:
        analysis = self.results.analysis(shop)
        chosen = select(curation).where(curation.c.shop == shop).order_by(curation.c.at)
        with self.database.reading() as connection:
            decided = {row.candidate: row for row in connection.execute(chosen)}
        mined = {one.id: _mined(one) for one in (analysis.faq if analysis else ())}
        entries = {name: _decided(entry, decided[name]) if name in decided else entry for name, entry in mined.items()}
        for name, row in decided.items():
            if name not in entries:
                entries[name] = _decided(FaqEntry(name, "proposed", row.question, row.answer, None), row)
        return entries


def _mined(one: FaqCandidate) -> FaqEntry:
    answer = one.answers[0].text if one.answers else ""
    return FaqEntry(one.id, "proposed", one.question, answer, one, answers=one.answers)


def _decided(entry: FaqEntry, row: Row[Any]) -> FaqEntry:
    return msgspec.structs.replace(
        entry,
        status=row.status,
        question=row.question,
        answer=row.answer,
        merged_into=row.merged_into,
        person=row.by,
        at=row.at,
    )
