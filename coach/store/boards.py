"""The FAQ board of a run: made when all is added up, and arranged anew when people decide something."""

import hashlib
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, select

from coach.analysis import faq_beside
from coach.candidates import FaqCandidate
from coach.faq import Asked
from coach.faq.board import Beside, Board, arranged, board, compared
from coach.faq.curation import Curation, Decision, Move, Status
from coach.faq.curation import decided as in_words
from coach.faq.earlier import Earlier
from coach.faq.pages import Page
from coach.faq.state import KnownGroup
from coach.packing import packed, unpacked
from coach.parts import Part, join
from coach.settings import Settings
from coach.store.database import replace_row
from coach.store.judgement_tables import curation, detail_pages, moves
from coach.store.result_tables import boards, parts
from coach.store.shops import shop_settings
from coach.store.tables import orders, shops

if TYPE_CHECKING:
    from coach.store.store import Store


class KeptBoard(Struct, frozen=True):
    """A board with the run it is of, and the digest of the requests that its positions are about.

    `decided` has the decisions that it was made with, where it was made just now.
    """

    run: str
    asked: str
    board: Board
    decided: Curation = Curation()


def whole(connection: Connection, shop: str, run: str) -> Part:
    """The sum of the parts of a run."""
    chosen = select(parts.c.body).where(parts.c.shop == shop, parts.c.run == run).order_by(parts.c.bucket)
    return join(unpacked(body, Part) for body in connection.execute(chosen).scalars())


def made(store: "Store", shop: str, run: str, found: Part, settings: Settings) -> KeptBoard:
    """The board of these requests, under the ids that they had in this run or else in the one that is shown."""
    items = list(store.shops.item_titles(shop))
    with store.database.reading() as connection:
        before = kept(connection, shop, run) or shown(connection, shop)
        beside = _beside(connection, shop, found, known=before.board.state if before else (), items=items)
    mined = board(found.asked, settings=settings.faq, beside=beside, vectors=settings.vectors.encoder)
    return KeptBoard(run, _digest(found.asked), _without_words_of_the_gone(mined), decided=beside.curation)


def keep(connection: Connection, shop: str, one: KeptBoard) -> None:
    """Store the board in place of the one that the run had."""
    row = {"shop": shop, "run": one.run, "asked": one.asked, "body": packed(one.board)}
    replace_row(connection, boards, row)


def kept(connection: Connection, shop: str, run: str) -> KeptBoard | None:
    """The board of a run, if it has one."""
    found = connection.execute(select(boards).where(boards.c.shop == shop, boards.c.run == run)).first()
    return KeptBoard(run, found.asked, unpacked(found.body, Board)) if found else None


def shown(connection: Connection, shop: str) -> KeptBoard | None:
    """The board of the run that the shop shows."""
    run = connection.execute(select(shops.c.run).where(shops.c.id == shop)).scalar()
    return kept(connection, shop, run) if run else None


def rearrange(store: "Store", shop: str, *, regroup: bool, recompare: bool = False) -> None:
    """Bring the shown board in line with what people decided.

    With `regroup` the requests are grouped again; when new ones are being judged just now, their import does it.
    Passages are looked for again where words changed, or with `recompare`.
    """
    items, settings = list(store.shops.item_titles(shop)), shop_settings(store.shops.get(shop), store.settings)
    with store.database.writing() as connection:
        before = shown(connection, shop)
        if before is None:
            return
        found = whole(connection, shop, before.run) if regroup else Part()
        beside = _beside(connection, shop, found, known=(), items=items)
        grouped = before.board.grouped
        if regroup and _digest(found.asked) == before.asked:
            grouped = arranged(before.board.mined, found.asked, settings=settings.faq, beside=beside)
        now = _compared(before.board, grouped, settings, beside, again=regroup or recompare)
        keep(connection, shop, msgspec.structs.replace(before, board=now))


def read_curation(connection: Connection, shop: str) -> Curation:
    """What people decided, in the values that the workbook of `coach faq` has too."""
    rows = connection.execute(select(curation).where(curation.c.shop == shop).order_by(curation.c.at)).all()
    moved = connection.execute(select(moves).where(moves.c.shop == shop).order_by(moves.c.at, moves.c.form))
    by_candidate: dict[str, tuple[Move, ...]] = {}
    for row in moved:
        by_candidate[row.candidate] = (*by_candidate.get(row.candidate, ()), Move(row.wording, row.target))
    decisions = {
        row.candidate: Decision(_status(row.status), row.question, row.answer, row.merged_into or "", row.asked)
        for row in rows
    }
    return Curation(decisions=decisions, moves=by_candidate)


def _status(stored: str) -> Status:
    return "approved" if stored == "approved" else "rejected" if stored == "rejected" else "proposed"


def _beside(
    connection: Connection, shop: str, found: Part, *, known: tuple[KnownGroup, ...], items: list[str]
) -> Beside:
    bodies = connection.execute(
        select(detail_pages.c.body).where(detail_pages.c.shop == shop).order_by(detail_pages.c.name)
    )
    pages = tuple(unpacked(body, Page) for body in bodies.scalars())
    any_order = connection.execute(select(orders.c.id).where(orders.c.shop == shop).limit(1)).first()
    earlier = Earlier(known=known, curation=read_curation(connection, shop))
    beside = faq_beside(found, earlier, items=items, with_orders=any_order is not None)
    return msgspec.structs.replace(beside, pages=pages)


def _compared(
    before: Board, grouped: tuple[FaqCandidate, ...], settings: Settings, beside: Beside, *, again: bool
) -> Board:
    """The board in the words that people chose now; where none changed, with the passages that were found before."""
    known = {one.id: one for one in before.shown}
    worded = [in_words(one, beside.curation.decision(one.id)) for one in grouped]
    if again or any(_says(one) != _says(known.get(one.id)) for one in worded):
        found = compared(grouped, settings=settings.faq, beside=beside, vectors=settings.vectors.encoder)
        return msgspec.structs.replace(before, grouped=grouped, shown=found)
    by_id = {one.id: one for one in worded}
    same = tuple(msgspec.structs.replace(by_id[one.id], coverage=one.coverage) for one in before.shown)
    return msgspec.structs.replace(before, shown=same)


def _says(one: FaqCandidate | None) -> tuple[str, str] | None:
    return (one.question, one.answers[0].text if one.answers else "") if one else None


def _digest(asked: list[Asked]) -> str:
    """The same for the same requests in the same order."""
    whole_list = hashlib.blake2b(digest_size=16)
    for one in asked:
        whole_list.update(f"{one.session}\x1f{one.message_id}\x1f{one.text}\x1e".encode("utf-8", "surrogatepass"))
    return whole_list.hexdigest()


def _without_words_of_the_gone(one: Board) -> Board:
    """The board whose state has no question that nobody asks any more: its customer may have been erased."""
    present = {candidate.id for candidate in one.mined.candidates}
    state = tuple(group if group.id in present else msgspec.structs.replace(group, question="") for group in one.state)
    return msgspec.structs.replace(one, state=state)
