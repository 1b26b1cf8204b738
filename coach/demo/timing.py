"""How many seconds lie between the lines of scripts, so that the average response time comes out exactly."""

import math
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import get_args

from msgspec import Struct

from coach.demo.composed import NEW_VISIT_S, Act, Script, Turn
from coach.demo.facts import DeskAgent

_CHASED_S = (8, 240)
_SILENT_S = (4, 40)


class Reply(Struct, frozen=True):
    """A reply to be timed: its script and place, and how long its customer has waited already.

    Its delay lies between `least_s` and `most_s`; by itself it would be `draft_s`. All times are in seconds.
    """

    script: int
    place: int
    waited_s: int
    least_s: int
    most_s: int
    draft_s: float


def play(scripts: Sequence[Script], agent: DeskAgent, random: Random) -> list[tuple[int, ...]]:
    """For each script the second at which each line is written, counted from its first line.

    The response times (reply minus the first message of the turn that counts) of all asking turns have the mean
    `agent.mean_s` exactly, and so have those of all telling and of all nodding turns, unless the scripts are too few.
    Only a chat's first asking turn waits very differently from that mean: whichever of the later turns a reader takes
    for a question, the agent's figure stays.
    """
    steps = [[_step(script, place, agent, random) for place in range(len(script.lines))] for script in scripts]
    for act in get_args(Act):
        replies = [
            _reply(number, script, turn, steps[number], agent, random)
            for number, script in enumerate(scripts)
            for turn in script.turns
            if turn.act == act and turn.reply is not None
        ]
        total = agent.mean_s * len(replies) - sum(reply.waited_s for reply in replies)
        for reply, delay in zip(replies, fit(replies, total, random), strict=True):
            steps[reply.script][reply.place] += delay
    return [tuple(accumulate(one)) for one in steps]


def waits(script: Script, offsets: Sequence[int]) -> list[int]:
    """The response times of a played script, in seconds, of all its answered turns."""
    return [offsets[turn.reply] - offsets[turn.places[turn.opens]] for turn in script.turns if turn.reply is not None]


def fit(replies: Sequence[Reply], total: int, random: Random) -> list[int]:
    """Whole delays in proportion to the drafts, with that total or as near to it as the bounds of each allow."""
    low, high = -8.0, 8.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(_scaled(replies, middle)) < total else (low, middle)
    delays = _scaled(replies, low)
    rest = total - sum(delays)
    order = list(range(len(replies)))
    random.shuffle(order)
    while rest:
        sign = 1 if rest > 0 else -1
        free = [at for at in order if replies[at].least_s <= delays[at] + sign <= replies[at].most_s]
        if not free:
            break
        for at in free[: abs(rest)]:
            delays[at] += sign
            rest -= sign
    return delays


def _scaled(replies: Sequence[Reply], exponent: float) -> list[int]:
    factor = math.exp(exponent)
    return [min(max(round(reply.draft_s * factor), reply.least_s), reply.most_s) for reply in replies]


def _reply(number: int, script: Script, turn: Turn, steps: Sequence[int], agent: DeskAgent, random: Random) -> Reply:
    place = turn.reply or 0
    waited = sum(steps[turn.places[turn.opens] + 1 : place + 1])
    chased = any(script.lines[at].gap_s for at in turn.places[turn.opens + 1 :])
    if script.lines[place].gap_s:
        least, most = _SILENT_S
    elif chased:
        least, most = _CHASED_S
    else:
        least, most = agent.fastest_s, agent.slowest_s
    opening = next(one for one in script.turns if one.act == "ask" or one is turn)
    if turn is opening and turn.act == "ask":
        draft = math.sqrt(least * most) * math.exp(random.gauss(0, math.log(most / least) / 5))
    else:
        draft = agent.mean_s * random.uniform(0.97, 1.03) - waited
    return Reply(number, place, waited, least, most, max(draft, 1.0))


def _step(script: Script, place: int, agent: DeskAgent, random: Random) -> int:
    """Seconds from the line before to this one, without the delay of a reply."""
    line, before = script.lines[place], script.lines[place - 1]
    gap = _silence(line.gap_s, random)
    if place == 0 or any(turn.reply == place for turn in script.turns):
        return gap
    if line.side == "bot":
        return gap + 1
    if line.side == "agent":
        quickest, slowest = (20, 60) if before.side in ("order", "paid") else agent.typing_s
        return gap + random.randint(quickest, slowest)
    if line.side in ("order", "paid"):
        return gap + _shopping(before.side, random)
    if before.side == "customer":
        return gap if _leads(script, place) else gap + random.randint(3, 9) + len(line.text) // 4
    if before.side in ("order", "paid"):
        return gap + random.randint(3, 9)
    return gap + random.randint(3, 8) if gap else random.randint(8, 50) + len(line.text) // 3


def _silence(gap_s: int, random: Random) -> int:
    """How long a gap of the script really is: a composer's "five minutes" are about four, an hour is an hour."""
    if gap_s >= NEW_VISIT_S:
        return gap_s + random.randint(0, 1800)
    return round(gap_s * (random.uniform(0.97, 1.03) if gap_s >= 1800 else random.uniform(0.7, 0.95)))


def _shopping(before: str, random: Random) -> int:
    """Seconds until the customer has ordered or paid, by what stands before: who is chatting needs longer."""
    if before == "agent":
        return random.randint(30, 240)
    return random.randint(5, 12) if before == "customer" else random.randint(8, 16)


def _leads(script: Script, place: int) -> bool:
    """Whether the message is sent together with a greeting or a link that only leads up to it."""
    return any(place in turn.places[1 : turn.opens + 1] for turn in script.turns)
