"""What one session adds to the counts: messages, waits, stances and requests."""

from collections import Counter
from collections.abc import Iterable, Sequence

from coach.findings import Preset
from coach.labels import Request
from coach.metrics.counts import ClusterSums, Counts
from coach.metrics.rounds import Round, has_clock
from coach.metrics.visits import Members, Visit, is_member

NEVER = float("inf")


def visit_counts(visit: Visit, members: Members, preset: Preset) -> Counts:
    """What a session adds to the counts of some agents, or of the shop."""
    session = visit.linked.session
    owed = [wait for wait in visit.waits if is_member(wait.charged_to, members)]
    timed = [one for one in visit.rounds if is_member(one.charged_to, members)]
    replies = [
        reply
        for exchange in visit.linked.labelled.exchanges
        for reply in exchange.replies
        if is_member(reply.turn.sender, members)
    ]
    stances = Counter(reply.stance.name for reply in replies)
    requests = [one for one in visit.linked.requests if is_member(_charged(one, visit), members)]
    types = Counter(request.type.name for request in requests)
    seconds = [one.seconds for one in timed]
    begun = session.started_at
    return Counts(
        sessions=1,
        unanswered_sessions=int(bool(owed) and all(wait.reply is None for wait in owed)),
        exchanges=len(session.exchanges),
        messages=len(session.messages),
        customer_messages=sum(message.role == "customer" for message in visit.speech),
        agent_messages=sum(message.role == "agent" and is_member(message.sender, members) for message in visit.speech),
        answered_rounds=len(seconds) - seconds.count(None),
        unanswered_rounds=seconds.count(None),
        first_response_s=_histogram([took for one, took in zip(timed, seconds, strict=True) if one.first]),
        response_s=_histogram(seconds),
        handle_s=_histogram([_handle_time(visit, members)]),
        within=in_time([[one] for one in timed], preset) if preset.counted_by == "round" else {},
        stances=dict(stances),
        passive=ClusterSums.of(stances["passive"], stances["passive"] + stances["proactive"]),
        requests=_by_status(requests),
        types={name: ClusterSums.of(n, len(requests)) for name, n in types.items()},
        requests_by_session=ClusterSums.of(0, len(requests)),
        by_day={begun.date().isoformat(): 1} if begun else {},
        by_hour={begun.hour: 1} if begun and has_clock(session.messages[0]) else {},
    )


def in_time(units: Sequence[Sequence[Round]], preset: Preset) -> dict[int, ClusterSums]:
    """By limit, the units of which every round was answered in time, as one cluster."""
    slowest = [max((one.seconds if one.seconds is not None else NEVER) for one in unit) for unit in units]
    return {
        limit: ClusterSums.of(sum(seconds <= limit for seconds in slowest), len(units)) for limit in preset.within_s
    }


def _charged(request: Request, visit: Visit) -> str | None:
    """The agent who answered the request, else who replied to it last, else who wrote last in the session."""
    if request.answer is not None:
        return request.replies[request.answer].turn.sender
    if request.replies:
        return request.replies[-1].turn.sender
    return next((message.sender for message in reversed(visit.speech) if message.role == "agent"), None)


def _handle_time(visit: Visit, members: Members) -> int | None:
    """Whole seconds from the session's start to the agent's last message."""
    written = (one for one in reversed(visit.speech) if one.role == "agent" and is_member(one.sender, members))
    last = next((message.sent_at for message in written if has_clock(message)), None)
    first = next((message.sent_at for message in visit.linked.session.messages if has_clock(message)), None)
    return None if first is None or last is None else int((last - first).total_seconds())


def _by_status(requests: Iterable[Request]) -> dict[str, dict[str, int]]:
    counted: dict[str, dict[str, int]] = {}
    for request in requests:
        by_status = counted.setdefault(request.type.name, {})
        by_status[request.status] = by_status.get(request.status, 0) + 1
    return counted


def _histogram(seconds: Iterable[int | None]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for value in seconds:
        if value is not None:
            counted[value] = counted.get(value, 0) + 1
    return counted
