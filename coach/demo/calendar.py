"""On which day and at what time of day each visit happens."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from coach.demo.composed import NEW_VISIT_S, Script
from coach.demo.facts import Facts

_OPENS = time(9, 0)
_CLOSES = time(22, 30)
_SPARE = timedelta(minutes=28)
"""How long after its latest beginning a script that has one must be over."""

_BUSY = {9: 3, 10: 6, 11: 5, 12: 4, 13: 5, 14: 6, 15: 5, 16: 5, 17: 3, 18: 3, 19: 5, 20: 7, 21: 6, 22: 2}
"""Hour of the day to how many of the visits begin in it, in proportion."""


class Calendar:
    """Spreads visits over the days and hours of fortnights, each agent's evenly."""

    def __init__(self, facts: Facts, random: Random) -> None:
        self._facts = facts
        self._random = random
        self._load: Counter[tuple[str, int]] = Counter()

    def start(self, script: Script, offsets: Sequence[int], *, fortnight: int) -> datetime:
        """When the script's first line is written; its last visit lies within the opening hours of the fortnight.

        `offsets` are the seconds of its lines from its first line.
        """
        visit = max(
            (at for line, at in zip(script.lines, offsets, strict=True) if line.gap_s >= NEW_VISIT_S), default=0
        )
        day = self._day(script, fortnight=fortnight)
        opening = datetime.combine(day, _OPENS) + timedelta(seconds=visit % 86400)
        latest = datetime.combine(day, _CLOSES) - timedelta(seconds=offsets[-1] - visit)
        before = self._facts.before(script.id)
        if before < _CLOSES:
            begins = datetime.combine(day, before)
            latest = min(latest, begins, begins + _SPARE - timedelta(seconds=offsets[-1] - visit))
        return self._moment(opening, latest) - timedelta(seconds=visit)

    def _day(self, script: Script, *, fortnight: int) -> date:
        days = self._facts.days(script.id)
        choices = [14 * fortnight + day for day in self._random.sample(days, min(4, len(days)))]
        chosen = min(choices, key=lambda day: self._load[script.agent, day])
        self._load[script.agent, chosen] += 1
        return self._facts.first_day + timedelta(days=chosen)

    def _moment(self, opening: datetime, latest: datetime) -> datetime:
        for _ in range(20):
            hour = self._random.choices(list(_BUSY), weights=list(_BUSY.values()))[0]
            moment = opening.replace(hour=hour, minute=0, second=0) + timedelta(seconds=self._random.randrange(3600))
            if opening <= moment <= latest:
                return moment
        return opening + timedelta(seconds=self._random.randint(0, int((latest - opening).total_seconds())))
