"""Sessions, turns and exchanges: the structure of one person's messages."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from coach.languages import Language
from coach.settings import SessionSettings
from coach.transcript import Conversation, Exchange, Message, Session, Turn

_NO_SPEECH = frozenset({"event", "recall", "note"})
_CLOSING_ACTS = frozenset({"thank", "acknowledge", "farewell", "greet", "nag"})


def is_speech(message: Message) -> bool:
    """Whether a person wrote it to the other side: bots, system rows, recalls and internal notes are no speech."""
    return (
        message.role in ("customer", "agent")
        and message.kind not in _NO_SPEECH
        and message.visibility == "public"
        and not message.recalled
    )


def segment(conversation: Conversation, *, language: Language, settings: SessionSettings) -> tuple[Session, ...]:
    """The conversation's sessions: as the file marks them where it does, cut by silence elsewhere.

    Silence of `settings.silence_min` minutes ends a session only while nothing is open; an open question keeps it
    open until an agent answers, or for `settings.open_hours` hours. A change of agent never cuts.
    """
    sessions = []
    for native, messages in _cut(conversation.messages, language=language, settings=settings):
        sessions.append(
            Session(
                id=f"{conversation.id}-{messages[0].id[:8]}",
                person=conversation.id,
                platform=conversation.platform,
                shop=conversation.shop,
                customer=conversation.customer,
                zone=conversation.zone,
                native=native,
                messages=tuple(messages),
                exchanges=exchanges(turns(messages)),
                outcome=conversation.outcome,
            )
        )
    return tuple(sessions)


def turns(messages: Sequence[Message]) -> tuple[Turn, ...]:
    """Runs of speech by one sender; rows that are no speech neither join a turn nor break it."""
    runs: list[list[Message]] = []
    for message in filter(is_speech, messages):
        if runs and (runs[-1][0].role, runs[-1][0].sender) == (message.role, message.sender):
            runs[-1].append(message)
        else:
            runs.append([message])
    return tuple(
        Turn(role="customer" if run[0].role == "customer" else "agent", sender=run[0].sender, messages=tuple(run))
        for run in runs
    )


def exchanges(turns: Sequence[Turn]) -> tuple[Exchange, ...]:
    """Each customer turn with the agent turns up to the next one; agents who speak first have no prompt."""
    groups: list[tuple[Turn | None, list[Turn]]] = []
    for turn in turns:
        if turn.role == "customer":
            groups.append((turn, []))
        elif groups:
            groups[-1][1].append(turn)
        else:
            groups.append((None, [turn]))
    return tuple(Exchange(prompt=prompt, replies=tuple(replies)) for prompt, replies in groups)


def _cut(
    messages: Sequence[Message], *, language: Language, settings: SessionSettings
) -> list[tuple[bool, list[Message]]]:
    """Messages in sessions, each with whether the file marked it."""
    marked: dict[str, list[Message]] = {}
    unmarked: list[Message] = []
    for message in messages:
        if message.source.session is None:
            unmarked.append(message)
        else:
            marked.setdefault(message.source.session, []).append(message)
    cut = [(False, part) for part in _cut_by_silence(unmarked, language=language, settings=settings)]
    whole = [(True, part) for part in marked.values()] + cut
    return sorted(whole, key=lambda pair: pair[1][0].sent_at or datetime.min)


def _cut_by_silence(
    messages: Sequence[Message], *, language: Language, settings: SessionSettings
) -> list[list[Message]]:
    silence = timedelta(minutes=settings.silence_min)
    longest_open = timedelta(hours=settings.open_hours)
    parts: list[list[Message]] = []
    waiting: list[Message] = []
    open_since: datetime | None = None
    last: datetime | None = None
    for message in messages:
        if not is_speech(message):
            waiting.append(message)
            continue
        at = message.sent_at
        if not parts or _begins_session(
            message, last=last, open_since=open_since, silence=silence, longest_open=longest_open
        ):
            before, with_it = _nearest(waiting, last=last, at=at)
            if parts:
                parts[-1].extend(before)
                parts.append([*with_it, message])
            else:
                parts.append([*waiting, message])
            open_since = None
        else:
            parts[-1].extend([*waiting, message])
        waiting = []
        last = at or last
        open_since = _open_after(message, open_since, at=last, acts=language.acts)
    if waiting:
        parts = [*parts[:-1], [*parts[-1], *waiting]] if parts else [waiting]
    return parts


def _begins_session(
    message: Message,
    *,
    last: datetime | None,
    open_since: datetime | None,
    silence: timedelta,
    longest_open: timedelta,
) -> bool:
    if message.sent_at is None or last is None or message.sent_at - last <= silence:
        return False
    if open_since is None:
        return True
    return message.role == "customer" and message.sent_at - open_since > longest_open


def _open_after(
    message: Message, open_since: datetime | None, *, at: datetime | None, acts: Callable[[str], frozenset[str]]
) -> datetime | None:
    """Since when something waits for an agent, after this message; None when nothing does."""
    said = acts(message.text) if message.text else frozenset()
    if message.role == "customer":
        if open_since is not None:
            return open_since
        closing = (bool(said) and said <= _CLOSING_ACTS) or message.kind != "text"
        return None if closing else at
    return open_since if said & {"hold", "transfer"} else None


def _nearest(
    waiting: Sequence[Message], *, last: datetime | None, at: datetime | None
) -> tuple[list[Message], list[Message]]:
    """Rows between two sessions: those nearer to the earlier one, and those nearer to the later one."""
    before: list[Message] = []
    after: list[Message] = []
    for message in waiting:
        sent = message.sent_at
        later = sent is not None and last is not None and at is not None and (at - sent) < (sent - last)
        (after if later or after else before).append(message)
    return before, after
