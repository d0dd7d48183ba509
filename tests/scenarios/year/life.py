"""How the people of the year live: what comes and goes each week, and how they answer what they are asked.

Everybody acts only on what their chat shows them. When they look, in the morning and the afternoon of their own zones,
some answer at once, some after the reminder, some never; mostly by a click each, some in the form.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Final

from bot.pulse.statements import STATEMENTS
from storage.pulse import Wave
from tests.bot.pulse.year import LEVEL, Company, Somebody
from tests.driver import Somebodys
from tests.hands.base import Shown
from tests.scenarios.year.company import HEAD_OF_MARKETING, HEAD_OF_SALES, Worker
from tests.scenarios.year.firm import Firm, SlackHand, name_of
from tests.scenarios.year.watch import ASKS, Watch

STEPS: Final = frozenset("12345")
WORDS: Final = {each.number: each.words.text for each in STATEMENTS}
NUMBERS: Final = {words: number for number, words in WORDS.items()}
FORM: Final = "All on one page"
START: Final = ("Start", "Answer now", "Go on")
SAID: Final = ("Tomorrow", "In three days", "Not this time")
RESPONSE, AT_ONCE, OTHERWISE, BY_FORM, TWICE = 0.8, 0.8, 0.05, 0.9, 0.1
COMMENTS, CHANGES = 0.06, 0.04
"""How many of those who answered a pulse also write a comment, or change an answer in the form."""
MOST_STEPS: Final = 30
MOST_TRIES: Final = 4
OVER: Final = "over"
USUAL: Final = time(9)
CHANGES_AT: Final = time(6)
LOOKING: Final = (*product(range(5), (time(14, 30), time(23, 30))), (6, time(23, 30)))
"""Day of the week and hour in UTC: Vienna's afternoon and New York's morning; the next morning in Sydney."""


@dataclass
class Plan:
    """What somebody is going to do about one wave: settled when they first see it."""

    answers: bool
    waits: bool
    form: bool
    said: str = ""
    """Another answer than to the statements: "Tomorrow", "Not this time"."""
    done: bool = False


@dataclass
class Asked:
    """What a wave has shown to people: the statements, in the order of their coming, by person."""

    shown: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    finished: set[str] = field(default_factory=set)
    put_off: set[str] = field(default_factory=set)


def asked_in(shown: Shown) -> int | None:
    """The number of the statement that a message asks with its five buttons."""
    if not STEPS.issubset(shown.buttons):
        return None
    return next((number for words, number in NUMBERS.items() if words in shown.text), None)


def start_in(shown: Shown) -> str | None:
    return next((each for each in START if each in shown.buttons), None)


class Life:
    """The weeks of the firm. `minds` answers for everybody; `chance` decides what they do."""

    def __init__(self, firm: Firm, watch: Watch, seed: int, hired: Iterator[Worker]) -> None:
        self.firm, self.watch = firm, watch
        self.minds, self.chance = Company(seed), random.Random(seed)
        self._hired = hired
        self._who: dict[str, Somebody] = {}
        self._plans: dict[tuple[str, int], Plan] = {}
        self._waves: list[Wave] = []
        self.asked: dict[int, Asked] = defaultdict(Asked)
        self.old: dict[str, Shown] = {}
        """Messages as they looked before they were over: somebody clicks on them too late."""
        self.answers = 0

    async def starts(self, count: int) -> None:
        await self.firm.hires([next(self._hired) for _ in range(count)])
        for worker in self.firm.staff:
            if worker.starts != USUAL:
                await self.firm.sets_hours(worker)

    # Time

    async def until(self, moment: datetime) -> None:
        """Time goes on; at every stop it is noted what has been posted, and which waves have closed."""
        await self.firm.world.travel.to(moment, lambda _: self.watch.looks())
        self.watch.looks()

    async def week(self, monday: date, number: int) -> None:
        """From Monday morning till the next. What comes and goes does so before the week's first wave."""
        await self.until(datetime.combine(monday, CHANGES_AT, UTC))
        await self.changes(number)
        for day, hour in LOOKING:
            await self.until(datetime.combine(monday + timedelta(days=day), hour, UTC))
            await self.look()
        await self.until(datetime.combine(monday + timedelta(days=7), CHANGES_AT, UTC) - timedelta(minutes=1))

    async def changes(self, number: int) -> None:
        """Every fourth week somebody leaves and somebody is hired; now and then a side changes, some are away."""
        today = self.firm.world.clock.now().date()
        plain = [each for each in self.firm.staff if each.name not in {HEAD_OF_SALES, HEAD_OF_MARKETING}]
        if number % 4 == 3:
            await self.firm.leaves(self.chance.choice(plain))
            await self.firm.hires([next(self._hired)])
        plain = [each for each in plain if not each.gone]
        if number % 13 == 9:
            changer = self.chance.choice(plain)
            changer.side = "marketing" if changer.side == "sales" else "sales"
            await self.firm.changes_side(changer, changer.side)
        if number % 3 == 1:
            await self.firm.goes_away(self.chance.choice(plain), today + timedelta(days=self.chance.choice([7, 14])))
        if number % 5 == 2:
            await self.firm.snoozes(self.chance.choice(plain), today + timedelta(days=self.chance.choice([3, 9])))

    # Looking into the chat

    async def look(self) -> None:
        """Everybody who is at work looks, and does what they do."""
        now = self.firm.world.clock.now()
        open_waves = {wave.id: wave for wave in self.watch.waves() if wave.state == "open"}
        talks = []
        for to, wave, reminded in self._pending(open_waves, now):
            plan = self._plan(to, wave)
            if plan.done or not plan.answers or (plan.waits and not reminded):
                continue
            plan.done = True
            talks.append(self._talk(to, wave, plan))
        await self._together(talks)
        await self._too_late()

    def _pending(self, open_waves: Mapping[int | None, Wave], now: datetime) -> list[tuple[Worker, Wave, bool]]:
        found: dict[tuple[str, int], tuple[Worker, Wave, bool]] = {}
        for each in self.watch.posted:
            wave = open_waves.get(each.wave)
            if wave is not None and each.kind in ASKS and not each.to.gone and each.to.works_at(now):
                found[each.to.name, each.wave] = (each.to, wave, each.kind in {"reminder", "again"})
        return list(found.values())

    def _plan(self, to: Worker, wave: Wave) -> Plan:
        key = to.name, wave.id or 0
        if key not in self._plans:
            chance = self.chance.random
            answers = chance() < RESPONSE
            said = self.chance.choice(SAID) if chance() < OTHERWISE else ""
            form = wave.kind == "assessment" and chance() < BY_FORM
            self._plans[key] = Plan(answers or bool(said), answers and chance() > AT_ONCE and not said, form, said)
        return self._plans[key]

    async def _together(self, talks: list[AsyncIterator[None]]) -> None:
        """Many talk with Truce at the same time: a step of each, then what follows from these."""
        while talks:
            going = await asyncio.gather(*(anext(talk, OVER) for talk in talks))
            await self.firm.world.settle()
            self.watch.looks()
            talks = [talk for talk, more in zip(talks, going, strict=True) if more is not OVER]

    def _there(self, person: Somebodys, wave: Wave) -> list[Shown]:
        """What a person sees of the messages that ask about a wave, the newest first."""
        asking = self.watch.asking[person.name, wave.id or 0]
        return [each for each in reversed(person.hand.messages()) if name_of(each) in asking]

    async def _clicks(self, person: Somebodys, wave: Wave, label: str) -> None:
        shown = next((each for each in self._there(person, wave) if label in each.buttons), None)
        assert shown, f"{person} has no {label!r} in wave {wave.id}: {person.screen()}"
        await person.hand.clicks_on(shown, label)

    async def _opens(self, person: Somebodys, wave: Wave, label: str) -> AsyncIterator[None]:
        """Open a form; where that took too long for Slack, people are told to click again."""
        for _ in range(MOST_TRIES):
            await self._clicks(person, wave, label)
            yield
            if person.hand.form():
                return
            assert person.sees("click again")

    async def _talk(self, to: Worker, wave: Wave, plan: Plan) -> AsyncIterator[None]:
        person = self.firm[to]
        if plan.said:
            await self._clicks(person, wave, plan.said)
            self.asked[wave.id or 0].put_off.add(to.name)
            yield
        elif plan.form:
            async for _ in self._by_form(person, wave):
                yield
        else:
            async for _ in self._by_clicks(person, wave):
                yield

    async def _by_clicks(self, person: Somebodys, wave: Wave) -> AsyncIterator[None]:
        answered = self.asked[wave.id or 0].shown[person.name]
        for _ in range(MOST_STEPS):
            shown = next((each for each in self._there(person, wave) if asked_in(each) or start_in(each)), None)
            number = asked_in(shown) if shown else None
            if shown is None or number in answered:
                break
            if number is None:
                await person.hand.clicks_on(shown, start_in(shown) or "")
                yield
                continue
            self.old[person.name] = shown
            answered.add(number)
            await self._rates(person, shown, number)
            yield
        self.asked[wave.id or 0].finished.add(person.name)
        async for _ in self._afterthoughts(person, wave):
            yield

    async def _afterthoughts(self, person: Somebodys, wave: Wave) -> AsyncIterator[None]:
        thought = self.chance.random()
        if thought < COMMENTS:
            async for _ in self._opens(person, wave, "Add a comment"):
                yield
            await person.submits({"Anything to add?": f"We should talk more, says no. {self.answers}"})
            yield
        elif thought < COMMENTS + CHANGES:
            async for _ in self._opens(person, wave, "Change my answers"):
                yield
            await person.submits({})
            yield

    async def _rates(self, person: Somebodys, shown: Shown, number: int) -> None:
        rating = str(self.minds.rates(self.mind(person.name), number))
        hand = person.hand
        self.answers += 1
        if isinstance(hand, SlackHand):
            hand.twice = self.chance.random() < TWICE
        await hand.answers(shown, WORDS[number], rating)
        if isinstance(hand, SlackHand):
            hand.twice = False

    async def _by_form(self, person: Somebodys, wave: Wave) -> AsyncIterator[None]:
        async for _ in self._opens(person, wave, FORM):
            yield
        form = person.form()
        numbers = [number for words, number in NUMBERS.items() if words in form]
        self.asked[wave.id or 0].shown[person.name] |= set(numbers)
        mind = self.mind(person.name)
        await person.submits({WORDS[number]: str(self.minds.rates(mind, number)) for number in numbers})
        self.answers += len(numbers)
        self.asked[wave.id or 0].finished.add(person.name)
        yield

    def mind(self, name: str) -> Somebody:
        """Who somebody is to the model: their level goes with them wherever they change to."""
        if name not in self._who:
            number = len(self._who)
            self._who[name] = Somebody(number, self.firm.workers[name].side, self.minds.chance.gauss(0, LEVEL))
        return self._who[name]

    async def _too_late(self) -> None:
        """Two people answer on messages whose wave has closed; the last messages of it are kept for that."""
        open_waves = [wave for wave in self.watch.waves() if wave.state == "open"]
        if open_waves or not self.old:
            return
        late = [name for name in sorted(self.old) if not self.firm.workers[name].gone][:2]
        for name in late:
            await self.firm[name].hand.repeats_click(self.old[name], "3")
        await self.firm.world.settle()
        for name in late:
            self.firm[name].sees("is closed")
        self.old.clear()
