"""Calibration: a trainer judges exchanges one by one; when all are done, the trainers see where they differ."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request
from msgspec import Struct
from starlette.responses import RedirectResponse, Response

from api.deps import Asking, Stored
from api.guarding import Guarded, allowed
from api.pages.rendering import show, texts_of
from api.permissions import ROLES
from api.schemas.fields import Key, Name
from coach.findings import Quote
from coach.reports.quotes import QuotedMessage, quoted
from coach.reports.texts import Texts
from coach.store.calibrations import MOST, Calibration
from coach.store.exchange_rows import exchange_messages
from coach.store.store import Store
from coach.store.values import ExchangeRow
from coach.taxonomy import question_types, stances
from coach.transcript import Message

router = APIRouter(route_class=Guarded)
BEFORE = 6
"""How many messages before an exchange are shown with it."""
LETTERS = "123456789abdefghilm"
"""The keys that choose an answer, in order; j and k stay what they are elsewhere."""


class Choice(Struct, frozen=True):
    """An answer that can be given, and the key that gives it."""

    name: str
    title: str
    key: str


class Shown(Struct, frozen=True):
    """An exchange with what was said before it; `asked` are the messages whose label is wanted."""

    id: str
    before: tuple[QuotedMessage, ...]
    messages: tuple[tuple[QuotedMessage, bool], ...]


class Difference(Struct, frozen=True):
    """An exchange on which trainers differ, and what each said."""

    href: str
    prompt: str
    reply: str
    said: tuple[tuple[str, str], ...]


@router.get("/calibration")
@allowed("judge")
def calibrations_page(request: Request, caller: Asking, store: Stored) -> Response:
    """All sessions, and the form that begins one."""
    judging = [one.name for one in store.accounts.list(caller.shop) if "judge" in ROLES[one.role]]
    found = store.calibrations.list(caller.shop)
    return show(request, "calibrations.html.j2", sessions=found, trainers=judging, most=MOST)


@router.post("/calibration")
@allowed("judge", body=20_000)
def begin_calibration(
    caller: Asking,
    store: Stored,
    name: Annotated[Name, Form()],
    field: Annotated[Literal["question_type", "stance"], Form()],
    trainers: Annotated[list[Name], Form()],
    size: Annotated[int, Form(ge=1, le=MOST)] = 20,
) -> Response:
    """Begin a session and go to it."""
    session = store.calibrations.begin(caller.shop, name=name, field=field, trainers=trainers, size=size)
    store.audit.note(caller.name, "calibrate", session.id, shop=caller.shop)
    return RedirectResponse(f"/calibration/{session.id}", 303)


@router.get("/calibration/{session}")
@allowed("judge")
def calibration_page(
    request: Request, number: Annotated[Key, Path(alias="session")], caller: Asking, store: Stored
) -> Response:
    """The exchange that the trainer is to judge; when everybody has judged all, how far they agree."""
    session = store.calibrations.get(caller.shop, number)
    texts = texts_of(request)
    row = store.calibrations.next(caller.shop, number, caller.name) if caller.name in session.trainers else None
    return show(
        request,
        "calibration.html.j2",
        texts=texts,
        session=session,
        of=len(session.exchanges),
        choices=choices(session.field, texts),
        exchange=_shown(store, caller.shop, row, session.field, texts) if row else None,
        differences=_differences(store, caller.shop, session, texts) if session.done else (),
    )


def choices(field: str, texts: Texts) -> tuple[Choice, ...]:
    """The answers of a field, each with its key."""
    kinds = stances() if field == "stance" else question_types()
    return tuple(Choice(one.name, one.title[texts.language], key) for one, key in zip(kinds, LETTERS, strict=False))


def _shown(store: Store, shop: str, row: ExchangeRow, field: str, texts: Texts) -> Shown:
    case = store.chats.conversation(shop, row.person).case
    linked = next(one for one in case.sessions if one.session.id == row.session)
    exchange = linked.labelled.exchanges[row.number]
    own = list(exchange_messages(exchange))
    prompt = exchange.exchange.prompt
    asked = exchange.replies[-1].turn.messages if field == "stance" else (prompt.messages if prompt else ())
    wanted = {one.id for one in asked}
    messages = list(linked.session.messages)
    start = next((place for place, one in enumerate(messages) if one.id == own[0].id), 0)
    said = _quotes(own, texts)
    return Shown(
        id=row.id,
        before=_quotes(messages[max(0, start - BEFORE) : start], texts),
        messages=tuple((one, message.id in wanted) for one, message in zip(said, own, strict=True)),
    )


def _quotes(messages: list[Message], texts: Texts) -> tuple[QuotedMessage, ...]:
    return quoted((Quote(one.id, one.role, one.sender, one.sent_at, one.text, one.kind) for one in messages), texts)


def _differences(store: Store, shop: str, session: Calibration, texts: Texts) -> tuple[Difference, ...]:
    titles = {one.name: one.title for one in choices(session.field, texts)}
    found = []
    for number, said in store.calibrations.answers(shop, session.id).items():
        if len(set(said.values())) > 1:
            row = store.chats.exchange(shop, number)
            href = f"/conversations/{row.person}#x-{row.id}"
            given = tuple((name, titles.get(said[name], said[name])) for name in session.trainers if name in said)
            found.append(Difference(href, row.prompt, row.reply, given))
    return tuple(found)
