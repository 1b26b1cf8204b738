"""The FAQ board as people see it: what was mined, and what they made of it."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, delete, select

from coach.candidates import FaqCandidate
from coach.errors import InputError, NotFound
from coach.faq.board import Board
from coach.faq.curation import Curation as Decisions
from coach.faq.curation import looks_like_id
from coach.faq.normalise import normalise
from coach.faq.pages import page
from coach.packing import packed
from coach.store.boards import read_curation, rearrange, shown
from coach.store.database import now, replace_row
from coach.store.judgement_tables import curation, detail_pages, moves
from coach.store.values import FaqEntry, FaqStatus

if TYPE_CHECKING:
    from coach.store.store import Store


class FaqPage(Struct, frozen=True):
    """A detail page that candidates are set against: its file name, who put it there, and when."""

    name: str
    person: str
    at: datetime


class Curation:
    """What people decided about FAQ candidates; mining again changes none of it."""

    def __init__(self, store: "Store") -> None:
        self.store = store
        self.database = store.database

    def board(
        self, shop: str, *, status: FaqStatus | None = None, question_type: str | None = None
    ) -> tuple[FaqEntry, ...]:
        """The entries, best worth first, then what was merged into others and what is not asked any more."""
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

    def shown(self, shop: str) -> tuple[FaqCandidate, ...]:
        """The candidates in the words that people chose, best worth first, rejected ones too: what is published."""
        with self.database.reading() as connection:
            found = shown(connection, shop)
        return found.board.shown if found else ()

    def book(self, shop: str, *, language: str) -> bytes:
        """The workbook of the board, as `coach faq` writes and reads it."""
        from coach.faq.curation_book import curation_book

        with self.database.reading() as connection:
            found, decisions = shown(connection, shop), read_curation(connection, shop)
        mined, candidates = (found.board.mined.candidates, found.board.shown) if found else ((), ())
        return curation_book(mined, candidates, decisions, language=language)

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
        """Approve, reject, merge or reword an entry; None keeps the words. InputError for a merge that cannot be.

        What is approved keeps the words that it was approved in, whatever is mined later.
        """
        entry = self.get(shop, candidate)
        if (status == "merged") != (merged_into is not None):
            raise InputError("a merged entry names the one that it is merged into, and no other entry does")
        if merged_into is not None and (merged_into == candidate or self.get(shop, merged_into).status == "merged"):
            raise InputError("an entry is merged into another one that is not merged itself")
        mined_question, mined_answer = _mined_words(entry.candidate)
        row = {
            "shop": shop,
            "candidate": candidate,
            "status": status,
            "question": _own(entry.question if question is None else question, mined_question, status),
            "answer": _own(entry.answer if answer is None else answer, mined_answer, status),
            "merged_into": merged_into,
            "asked": mined_question or entry.question,
            "by": person,
            "at": now(),
        }
        with self.database.writing() as connection:
            replace_row(connection, curation, row)
        rearrange(self.store, shop, regroup="merged" in (status, entry.status))
        return self.get(shop, candidate)

    def move(self, shop: str, candidate: str, *, wording: str, target: str, person: str) -> FaqEntry:
        """Move a wording out of an entry, into the one with the id `target`, or into one of its own by that name.

        The answer is the entry that has it now.
        InputError when the entry has no such wording, or the target can be none.
        """
        self.get(shop, candidate)
        if target not in self._entries(shop) and (looks_like_id(target) or not normalise(target)):
            raise InputError("a wording moves to the id of an entry, or to a new question; give one of them")
        with self.database.writing() as connection:
            found = shown(connection, shop)
            sources = _holders(found.board, read_curation(connection, shop), candidate, wording) if found else []
            if not sources:
                raise InputError("this entry has no such wording; choose one of its wordings")
            for source in sources:
                _move(connection, shop, source, wording, target, person)
        rearrange(self.store, shop, regroup=True)
        with self.database.reading() as connection:
            decisions = read_curation(connection, shop)
        return self.get(shop, decisions.final(decisions.place(target)))

    def coverage(self, shop: str) -> tuple[int, int]:
        """Requests that approved entries (and those merged into them) answer, and requests of all candidates."""
        asked = [one for one in self._entries(shop).values() if one.candidate and one.status != "merged"]
        supports = [(one.status, one.candidate.support) for one in asked if one.candidate]
        return sum(n for status, n in supports if status == "approved"), sum(n for _, n in supports)

    def pages(self, shop: str) -> tuple[FaqPage, ...]:
        """The detail pages that candidates are set against, by name."""
        chosen = select(detail_pages).where(detail_pages.c.shop == shop).order_by(detail_pages.c.name)
        with self.database.reading() as connection:
            return tuple(FaqPage(row.name, row.by, row.at) for row in connection.execute(chosen))

    def keep_page(self, shop: str, name: str, data: bytes, *, person: str) -> FaqPage:
        """Take in a page, in place of one of its name. Raises UnreadableFile when it is no text."""
        found = page(data, name=name)
        kept = FaqPage(name, person, now())
        row = {"shop": shop, "name": name, "body": packed(found), "by": person, "at": kept.at}
        with self.database.writing() as connection:
            replace_row(connection, detail_pages, row)
        rearrange(self.store, shop, regroup=False, recompare=True)
        return kept

    def remove_page(self, shop: str, name: str) -> None:
        """Forget a page; NotFound when there is none."""
        mine = (detail_pages.c.shop == shop) & (detail_pages.c.name == name)
        with self.database.writing() as connection:
            gone = connection.execute(delete(detail_pages).where(mine)).rowcount
        if not gone:
            raise NotFound("this shop has no such page; look at its board")
        rearrange(self.store, shop, regroup=False, recompare=True)

    def _entries(self, shop: str) -> dict[str, FaqEntry]:
        chosen = select(curation).where(curation.c.shop == shop).order_by(curation.c.at)
        with self.database.reading() as connection:
            decisions = {row.candidate: row for row in connection.execute(chosen)}
            found = shown(connection, shop)
        candidates = _with_passages(found.board) if found else {}
        entries = {name: _entry(one, decisions.get(name)) for name, one in candidates.items()}
        mined = {one.id: one for one in found.board.mined.candidates} if found else {}
        for name, row in decisions.items():
            if name not in entries:
                entries[name] = _entry(mined.get(name), row)
        return entries


def _with_passages(board: Board) -> dict[str, FaqCandidate]:
    """The candidates in the words that were mined, in the order of the board."""
    plain = {one.id: one for one in board.grouped}
    return {one.id: msgspec.structs.replace(plain[one.id], coverage=one.coverage) for one in board.shown}


def _entry(one: FaqCandidate | None, row: Row[Any] | None) -> FaqEntry:
    question, answer = _mined_words(one)
    answers = one.answers if one else ()
    if row is None:
        return FaqEntry(one.id if one else "", "proposed", question, answer, one, answers=answers)
    return FaqEntry(
        id=row.candidate,
        status=row.status,
        question=row.question or question or row.asked,
        answer=row.answer or answer,
        candidate=one,
        answers=answers,
        merged_into=row.merged_into,
        person=row.by,
        at=row.at,
    )


def _mined_words(one: FaqCandidate | None) -> tuple[str, str]:
    return (one.question, one.answers[0].text if one.answers else "") if one else ("", "")


def _own(words: str, mined: str, status: FaqStatus) -> str:
    """The words to keep: those of an approved entry, and others where they are not the mined ones."""
    return words if status == "approved" or words != mined else ""


def _holders(board: Board, decisions: Decisions, candidate: str, wording: str) -> list[str]:
    """The candidates as mined whose requests in this wording stand in the entry now."""
    form = normalise(wording)
    found = []
    for one in board.mined.candidates:
        moved = {normalise(move.wording): move.target for move in decisions.moves.get(one.id, ())}
        place = decisions.final(decisions.place(moved[form]) if form in moved else one.id)
        if place == candidate and any(normalise(variant.text) == form for variant in one.variants):
            found.append(one.id)
    return found


def _move(connection: Connection, shop: str, source: str, wording: str, target: str, person: str) -> None:
    """Note the move; one back to where the wording was mined takes the earlier one away."""
    form = hashlib.blake2b(normalise(wording).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    if target == source:
        mine = (moves.c.shop == shop) & (moves.c.candidate == source) & (moves.c.form == form)
        connection.execute(delete(moves).where(mine))
        return
    row = {"shop": shop, "candidate": source, "form": form, "wording": wording, "target": target}
    replace_row(connection, moves, row | {"by": person, "at": now()})
