"""The story of the year, or of its first weeks: what is checked after every wave, and what it ends with."""

import re
import time as stopwatch
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.pulse.scoring import NUMBERS
from storage.people import Organisation
from storage.pulse import Wave
from tests.driver import World, a_world
from tests.scenarios.year.company import HEAD_OF_MARKETING, HEAD_OF_SALES, workers
from tests.scenarios.year.firm import Firm
from tests.scenarios.year.life import Life
from tests.scenarios.year.watch import Watch

BEGIN: Final = datetime(2027, 1, 4, 6, tzinfo=UTC)
"""A Monday. Clocks change in New York on 14 March and 7 November, in Vienna on 28 March and 31 October, in Sydney on
4 April and 3 October."""
SEED: Final = 7
MEMBERS_LOOKED_AT: Final = 3
UP: Final = re.compile(r"(Since last time|Over the year, since [^:]+): up by")

ASSESSMENT: Final = {
    "What is asked": "All twenty statements",
    "Name": "Quarterly assessment",
    "How often": "Every quarter, on the first such day",
    "On which day": "Monday",
    "At what time": "10:00",
    "Open for how many working days": "6",
}
PULSE: Final = {
    "What is asked": "Three of the twenty, in turn",
    "Name": "Weekly pulse",
    "How often": "Every week",
    "On which day": "Tuesday",
}


@dataclass(frozen=True)
class Span:
    """How many weeks the story goes on, in which of them the company improves, a part in each, and by how much."""

    weeks: int
    improving: range
    points: float


WEEKS: Final = Span(5, range(4, 9), 8)
"""An assessment and the pulses after it, with holidays in each country, a leaver and a newcomer."""
YEAR: Final = Span(52, range(24, 30), 8)


class Story:
    def __init__(self, world: World, span: Span) -> None:
        self.world, self.span = world, span
        self.firm = Firm(world)
        self.watch = Watch(self.firm)
        self.life = Life(self.firm, self.watch, SEED, workers())
        self.rotated: Counter[int] = Counter()
        """How often each statement was asked in pulses, as people have seen."""
        self._checked: set[int] = set()

    async def begins(self) -> None:
        """Holidays are those of where people live; everybody is hired, and the head of Sales sets up what is asked."""
        with self.world.database.write() as session:
            company = session.get(Organisation, self.world.organisation)
            assert company is not None
            company.country = ""
            session.add(company)
        await self.life.starts(40)
        for setup in (ASSESSMENT, PULSE):
            await self._sets_up({**setup, "Who is asked": ["Sales", "Marketing"]})

    async def _sets_up(self, values: dict[str, object]) -> None:
        head = self.firm[HEAD_OF_SALES]
        await head.runs("pulse new")
        await self.world.settle()
        head.form("New pulse or survey")
        await head.submits(values)
        await self.world.settle()
        head.sees(f"{values['Name']} is set up")

    async def goes_on(self, tell: Callable[[str], None] = lambda _: None) -> None:
        lift = self.life.minds.lift_for(self.span.points)
        for week in range(self.span.weeks):
            began, before = stopwatch.monotonic(), len(self.watch.posted)
            self.life.minds.lift = lift * sum(week >= each for each in self.span.improving) / len(self.span.improving)
            await self.life.week(BEGIN.date() + timedelta(weeks=week), week)
            self.check(before)
            kinds = Counter(each.kind for each in self.watch.posted[before:])
            tell(f"week {week + 1}: {dict(kinds)}, {stopwatch.monotonic() - began:.1f} s")
        last = BEGIN + timedelta(weeks=self.span.weeks)
        await self.life.until(last + timedelta(days=2))
        self.check(before)

    # What holds after every week

    def check(self, since: int) -> None:
        self.watch.check(since)
        self.watch.check_platforms()
        for wave in self.watch.waves():
            number = wave.id or 0
            if wave.state == "closed" and number not in self._checked:
                self._checked.add(number)
                self.watch.check_forgotten(number)
                self._check_asked(wave)

    def _check_asked(self, wave: Wave) -> None:
        """Everybody who could be asked was, and the same as the others; of the twenty none more often than another."""
        number, asked = wave.id or 0, self.life.asked[wave.id or 0]
        invited = {each.to.name for each in self.watch.posted if (each.wave, each.kind) == (number, "invitation")}
        missed = [each.name for each in self.watch.should_be_asked(wave) if each.name not in invited]
        assert not missed, f"not asked in wave {number} of {wave.opened}: {missed}"
        shown = {frozenset(asked.shown[name]) for name in asked.finished}
        assert len(shown) == 1, f"wave {number} asked different things: {shown}"
        (statements,) = shown
        if wave.kind == "assessment":
            assert statements == set(NUMBERS)
            return
        assert len(statements) == 3
        self.rotated.update(statements)
        often = [self.rotated[each] for each in NUMBERS]
        assert max(often) - min(often) <= 1, f"asked unequally often: {self.rotated}"

    # How it ends

    def check_up(self) -> None:
        """The newest result says so, to the heads and to those who were asked."""
        newest = max((wave for wave in self.watch.waves() if wave.state == "closed"), key=lambda wave: wave.id or 0)
        members = [each.name for each in self.firm.staff if not each.quiet][2 : 2 + MEMBERS_LOOKED_AT]
        for name in (HEAD_OF_SALES, HEAD_OF_MARKETING, *members):
            said = self.firm[name].sees(f"{newest.title}: the result").text
            assert UP.search(said), f"the result does not say to {name} that it went up: {said}"

    def summary(self) -> str:
        waves = Counter(wave.kind for wave in self.watch.waves())
        kinds = Counter(each.kind for each in self.watch.posted)
        rounded = sum(not wave.exact for wave in self.watch.waves())
        calls = Counter(call.method for call in self.world.slack.calls())
        teams = Counter(call.operation for call in self.world.teams.calls)
        return (
            f"waves {dict(waves)}, {rounded} of them rounded; messages {dict(kinds)}; "
            f"answers {self.life.answers}; statements in pulses {sorted(set(self.rotated.values()))} times each; "
            f"people {len(self.firm.workers)}; calls to Slack {dict(calls)}; calls to Teams {dict(teams)}"
        )


@asynccontextmanager
async def a_story(folder: Path, span: Span) -> AsyncIterator[Story]:
    async with a_world("both", folder, BEGIN) as world:
        yield Story(world, span)
