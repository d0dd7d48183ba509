"""A year of a company of forty, on the pure decisions only: people with a mind of their own, and a picture at the end.

22 people of Sales and 18 of Marketing. Everybody has a steady level (totals have a standard deviation of about 10) and
gives each answer a little by mood. Three in four answer a wave, and some leave a statement out. Every fourth week
somebody leaves and somebody joins, and three people change sides, so that all but the first waves are rounded. Every
week asks three statements, every quarter all twenty.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import NormalDist

from bot.pulse.questions import all_twenty, statements
from bot.pulse.results import Asked, Kind, Result, published
from bot.pulse.rolling import Rolling
from bot.pulse.rotation import take
from bot.pulse.scoring import NUMBERS, Answers, Side, Tally, Turnout, added_up
from bot.pulse.trend import known_spread, rolled, with_news

FIRST = date(2026, 1, 5)
WEEKS = range(53)
ASSESSMENTS = (0, 13, 26, 39)
CHANGES = ((10, "sales"), (22, "marketing"), (37, "sales"))
LEVEL, MOOD, RESPONSE, SKIPS = 0.47, 0.8, 0.75, 0.003
IMPROVING = range(24, 30)


@dataclass(frozen=True)
class Somebody:
    number: int
    side: Side
    level: float


class Company:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lift = 0.0
        """What everybody's answers have risen by."""
        self.topics = {number: self.chance.gauss(3.1, 0.3) for number in NUMBERS}
        self.numbers = iter(range(1, 1_000))
        sides: dict[Side, int] = {"sales": 22, "marketing": 18}
        self.people = [self._somebody(side) for side, many in sides.items() for _ in range(many)]
        self.exact_group: frozenset[tuple[int, Side]] | None = None
        self.results: list[Result] = []
        """Newest first."""
        self.cursor = 0

    def _somebody(self, side: Side) -> Somebody:
        return Somebody(next(self.numbers), side, self.chance.gauss(0, LEVEL))

    def lives(self, weeks: Iterable[int], improvement: float = 0) -> "Company":
        """A wave each week. The total that is to be expected rises by `improvement`, a part each week of IMPROVING."""
        goal = self.lift_for(improvement)
        for week in weeks:
            self.lift = goal * sum(week >= each for each in IMPROVING) / len(IMPROVING)
            self._move(week)
            if week in ASSESSMENTS:
                self._wave(week, "assessment", NUMBERS)
            else:
                numbers, self.cursor = take(self.cursor)
                self._wave(week, "pulse", numbers)
        return self

    def now(self) -> Rolling:
        return rolled(self.results[0], self.results[1:])

    def rates(self, who: Somebody, number: int) -> int:
        """What somebody answers to a statement now."""
        return min(5, max(1, round(self.topics[number] + who.level + self.lift + self.chance.gauss(0, MOOD))))

    def lift_for(self, improvement: float) -> float:
        """Found by halving: some of what people feel is lost at the ends of the scale."""
        goal, low, high = self._expected(0) + improvement, 0.0, 2.0
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if self._expected(middle) < goal else (low, middle)
        return low

    def _expected(self, lift: float) -> float:
        """The total to be expected of somebody."""
        felt = [NormalDist(topic + lift, math.hypot(LEVEL, MOOD)) for topic in self.topics.values()]
        return sum(1 + sum(1 - each.cdf(edge) for edge in (1.5, 2.5, 3.5, 4.5)) for each in felt)

    def _move(self, week: int) -> None:
        if week % 4 == 3:
            gone = self.people.pop(self.chance.randrange(len(self.people)))
            self.people.append(self._somebody(gone.side))
        for when, side in CHANGES:
            if week == when:
                at = next(index for index, each in enumerate(self.people) if each.side != side)
                self.people[at] = replace(self.people[at], side="sales" if side == "sales" else "marketing")

    def _wave(self, week: int, kind: Kind, numbers: tuple[int, ...]) -> None:
        group = frozenset((each.number, each.side) for each in self.people)
        exact = self.exact_group in (None, group)
        if exact:
            self.exact_group = group
        day = FIRST + timedelta(weeks=week)
        asked = Asked(
            kind=kind,
            title=f"Week {week}",
            opened=day,
            closed=day + timedelta(days=4),
            invited=dict(Counter(each.side for each in self.people)),
            questions=all_twenty() if kind == "assessment" else statements(numbers),
            exact=exact,
        )
        # As `compute` does it, but for the picture, which is made where it is looked at.
        known = known_spread(self.results[:1])
        result = published(asked, self._answers(kind, numbers), known)
        self.results.insert(0, result.model_copy(update={"spread": with_news(known, result)}))

    def _answers(self, kind: Kind, numbers: tuple[int, ...]) -> dict[Side, Answers]:
        cells: Counter[tuple[str, bool, int, int]] = Counter()
        people: dict[tuple[str, bool], list[int]] = {}
        for each in self.people:
            if self.chance.random() > RESPONSE:
                continue
            given = {number: self.rates(each, number) for number in numbers if self.chance.random() > SKIPS}
            whole = kind == "assessment" and len(given) == len(NUMBERS)
            people.setdefault((each.side, whole), []).append(sum(given.values()))
            cells.update((each.side, whole, number, value) for number, value in given.items())
        tallies: list[Tally] = [(*cell, n) for cell, n in cells.items()]
        turnouts: list[Turnout] = [
            (side, whole, len(totals), sum(totals), sum(total * total for total in totals))
            for (side, whole), totals in people.items()
        ]
        return added_up(tallies, turnouts)
