"""All that is said of a shop's questions, in one go: mined, under lasting ids, curated, counted, valued, compared."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct

from coach.candidates import FaqCandidate
from coach.faq.asking import Asked
from coach.faq.coverage import with_coverage
from coach.faq.curation import Curation, decided, regrouped
from coach.faq.mining import Mined, mine_all
from coach.faq.pages import Page
from coach.faq.shares import consultations, with_shares
from coach.faq.state import KnownGroup, with_lasting_ids
from coach.faq.value import Payment, by_value, with_value
from coach.settings import FaqSettings
from coach.vectors import encoder as chosen_encoder


class Beside(Struct, frozen=True):
    """What stands beside the requests: earlier groups, decisions, pages, what each person paid, a day, known items.

    `paid` is None when no orders were read, `pages` empty when none were given.
    """

    known: tuple[KnownGroup, ...] = ()
    curation: Curation = Curation()
    pages: tuple[Page, ...] = ()
    paid: Mapping[str, Sequence[Payment]] | None = None
    since: date | None = None
    items: Collection[str] = ()


class Board(Struct, frozen=True):
    """The candidates as they were mined, as people grouped them, and as they are shown, best worth first.

    `state` is what the next run must know to give the same ids.
    """

    mined: Mined
    grouped: tuple[FaqCandidate, ...]
    shown: tuple[FaqCandidate, ...]
    state: tuple[KnownGroup, ...]

    @property
    def kept(self) -> tuple[FaqCandidate, ...]:
        """Those shown that nobody rejected."""
        return tuple(one for one in self.shown if one.status != "rejected")


def board(asked: Sequence[Asked], *, settings: FaqSettings, beside: Beside, vectors: str = "off") -> Board:
    """The board of all requests; the same requests in another order give the same board.

    `vectors` names the encoder that helps, as in the setting of that name.
    """
    found = mine_all(asked, settings=settings, encoder=chosen_encoder(vectors))
    mined, state = with_lasting_ids(found, asked, beside.known)
    grouped = arranged(mined, asked, settings=settings, beside=beside)
    return Board(mined, grouped, compared(grouped, settings=settings, beside=beside, vectors=vectors), state)


def arranged(
    mined: Mined, asked: Sequence[Asked], *, settings: FaqSettings, beside: Beside
) -> tuple[FaqCandidate, ...]:
    """The candidates as people grouped them, counted and valued, in the words that were mined."""
    chosen = regrouped(mined, asked, beside.curation)
    every = consultations(asked)
    counted = with_shares(chosen.candidates, chosen.members, every=every, since=beside.since)
    return with_value(counted, chosen.members, asked, every=every, settings=settings, paid=beside.paid)


def compared(
    candidates: Sequence[FaqCandidate], *, settings: FaqSettings, beside: Beside, vectors: str = "off"
) -> tuple[FaqCandidate, ...]:
    """The candidates in the words that people chose, set against the pages, best worth first."""
    worded = tuple(decided(one, beside.curation.decision(one.id)) for one in candidates)
    if beside.pages:
        encoder = chosen_encoder(vectors)
        worded = with_coverage(worded, beside.pages, settings=settings, encoder=encoder, items=beside.items)
    return tuple(sorted(worded, key=by_value))
