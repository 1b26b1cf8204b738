"""What agents can learn from a period: advice in colleagues' words, a plan for each agent, and the playbook."""

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from coach.coaching.advice import Colleagues
from coach.coaching.book import Playbook
from coach.coaching.plan import AgentPlan, plan
from coach.coaching.playbook import playbook
from coach.coaching.practices import overturned
from coach.coaching.verdicts import latest
from coach.findings import Finding, Scorecard
from coach.pipeline import Plan
from coach.rubrics import Rubric
from coach.scorecard import TEAM

if TYPE_CHECKING:
    from coach.parts import Part

AT_ONCE = 5_000
"""How many findings are in memory at a time while all of them get their advice."""


class Lessons(Struct, frozen=True):
    """By agent the findings that a report shows and the plan; for all agents the playbook."""

    shown: dict[str, tuple[Finding, ...]]
    plans: dict[str, AgentPlan]
    playbook: Playbook


def colleagues(whole: "Part", run: Plan) -> Colleagues:
    """What agents did well in all parts together, but for what people overturned."""
    return Colleagues(whole.asked, whole.practices, without=overturned(run.verdicts))


def lessons(
    whole: "Part",
    others: Colleagues,
    *,
    cards: Mapping[str, Scorecard],
    rubric: Rubric,
    run: Plan,
    item_titles: Mapping[str, str],
) -> Lessons:
    """The lessons of all parts together; findings that people overturned stand in no plan."""
    from coach.parts import worth_showing

    keys = sorted(whole.shown)
    advised = iter(others.advise([found for key in keys for found in whole.shown[key]]))
    groups = {key: list(islice(advised, len(whole.shown[key]))) for key in keys}
    said = latest(run.verdicts)
    shown: dict[str, tuple[Finding, ...]] = {}
    plans = {}
    for (agent, _), group in groups.items():
        shown[agent] = (*shown.get(agent, ()), *worth_showing(group))
    for agent, card in cards.items():
        if agent == TEAM:
            continue
        kept = (found for (name, _), group in groups.items() if name == agent for found in group)
        best = whole.highlights.best.get(agent)
        plans[agent] = plan(
            card,
            [other for name, other in cards.items() if name not in (TEAM, agent)],
            rubric=rubric,
            findings=[one for one in kept if said.get((f"finding:{one.id}", "outcome"), "hit") == "hit"],
            praised={rule: n.credits for (name, rule), n in whole.rules.items() if name == agent},
            best=best.quotes if best else (),
        )
    book = playbook(whole.asked, whole.practices, item_titles=item_titles, without=overturned(run.verdicts))
    return Lessons(shown, plans, book)


def advised_lines(folder: Path, others: Colleagues) -> Iterator[bytes]:
    """The findings of a folder's files, one JSON object a line, each with the better reply if there is one."""
    decoder = msgspec.json.Decoder(Finding)
    lines = (line for part in sorted(folder.glob("*.jsonl")) for line in _lines(part))
    while found := [decoder.decode(line) for line in islice(lines, AT_ONCE)]:
        for finding in others.advise(found):
            yield msgspec.json.encode(finding) + b"\n"


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as source:
        yield from source
