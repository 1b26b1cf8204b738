"""All that is said of a shop's questions, in one go: mined, under lasting ids, curated, counted, valued, compared."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct

from coach.faq.asking import Asked
from coach.faq.coverage import with_coverage
from coach.faq.curation import Curation, curated
from coach.faq.mining import mine_all
from coach.faq.pages import Page
from coach.faq.shares import consultations, with_shares
from coach.faq.state import KnownGroup, with_lasting_ids
from coach.faq.value import by_value, with_value
from coach.findings import FaqCandidate, Order
from coach.settings import FaqSettings
from coach.vectors import Encoder


class Beside(Struct, frozen=True):
    """What stands beside the requests: earlier groups, decisions, pages, paid orders by person, a day, known items.

    `paid` is None when no orders were read, `pages` empty when none were given.
    """

    known: tuple[KnownGroup, ...] = ()
    curation: Curation = Curation()
    pages: tuple[Page, ...] = ()
    paid: Mapping[str, Sequence[Order]] | None = None
    since: date | None = None
    items: Collection[str] = ()


class Board(Struct, frozen=True):
    """The candidates as they were mined and as they are shown (curated, best worth first), and the next run's state.

    `clusters` has the number of each request's group.
    """

    mined: tuple[FaqCandidate, ...]
    shown: tuple[FaqCandidate, ...]
    state: tuple[KnownGroup, ...]
    clusters: tuple[int, ...]


def board(asked: Sequence[Asked], *, settings: FaqSettings, beside: Beside, encoder: Encoder | None = None) -> Board:
    """The board of all requests; the same requests in another order give the same board."""
    mined, state = with_lasting_ids(mine_all(asked, settings=settings, encoder=encoder), asked, beside.known)
    chosen = curated(mined, asked, beside.curation)
    every = consultations(asked)
    shown = with_shares(chosen.candidates, chosen.members, every=every, since=beside.since)
    shown = with_value(shown, chosen.members, asked, every=every, settings=settings, paid=beside.paid)
    if beside.pages:
        shown = with_coverage(shown, beside.pages, settings=settings, encoder=encoder, items=beside.items)
    return Board(mined=mined.candidates, shown=tuple(sorted(shown, key=by_value)), state=state, clusters=mined.clusters)
