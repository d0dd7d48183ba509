"""What all pages of one playground share: the company, its rooms, time, and what just happened."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from adapters.clock import MovableClock
from adapters.platform import Door
from adapters.web.answering import Answers
from adapters.web.client import WORKSPACE
from adapters.web.company import Company, Somebody, read_company
from adapters.web.crm_played import PlayedCrm
from adapters.web.hands import Hands
from adapters.web.happenings import Happenings
from adapters.web.past import LENGTH, MORNING, Past
from adapters.web.sample import ensure_sample, forget, start_over
from adapters.web.travel import Travel
from bot.conversation.reading import Reader
from bot.rights import Right, may
from bot.routing import Shortcut
from bot.timing import Holidays, Hours, next_working
from storage.database import Database
from storage.deliveries import Delivery
from storage.people import People
from storage.playground import Upcoming, WebChats, WebMessage
from storage.timers import Timer

log = structlog.get_logger("truce.playground")


class Bell:
    """Counts what has changed; pages look at it and draw anew what they show. May be rung in any thread."""

    def __init__(self) -> None:
        self.count = 0

    def ring(self) -> None:
        self.count += 1


@dataclass(frozen=True)
class Ahead:
    """What is to come, and what is stuck; `counts` are of all, the lists hold the first few."""

    timers: Sequence[Timer]
    waiting: Sequence[Delivery]
    troubled: Sequence[Delivery]
    counts: dict[str, int]


class World:
    """One playground. Pages ask it and act through it."""

    def __init__(
        self,
        door: Door,
        database: Database,
        clock: MovableClock,
        travel: Travel,
        happenings: Happenings,
        bell: Bell,
        until: datetime | None = None,
        shortcuts: Mapping[str, Shortcut] | None = None,
    ) -> None:
        """`until` is given for a company that is to have a past: the moment at which a visitor meets it.

        A company that is there already has had its own; where there is none, the clock stands `LENGTH` before.
        """
        self.door = door
        self.clock = clock
        self.travel = travel
        self.happenings = happenings
        self.bell = bell
        self.database = database
        self.shortcuts: Mapping[str, Shortcut] = shortcuts or {}
        self.crm = PlayedCrm(door, database, clock)
        self.weeks_played: int | None = None
        """How much of the past is over, while it is played."""
        self._has_past = until is not None
        self._until = until if ensure_sample(database, clock.now(), until) else None
        if self._until is not None:
            self.weeks_played = 0

    @property
    def company(self) -> Company:
        found = read_company(self.database)
        if found is None:
            raise LookupError("the sample company is gone")
        return found

    def hands(self, company: Company) -> Hands:
        return Hands(self.door, self.database, self.clock, company.organisation, self.travel.settle)

    def reader(self, who: Somebody, platform: str = "web") -> Reader:
        """How somebody reads here; on another platform, commands are written as they are typed there."""
        workspace = (platform, WORKSPACE if platform == "web" else "")
        return Reader(now=self.clock.now(), language=who.language, zone=who.zone, workspace=workspace)

    def company_reader(self, company: Company) -> Reader:
        return Reader(now=self.clock.now(), zone=company.zone, workspace=("web", WORKSPACE))

    def currency(self, company: Company) -> str:
        with self.database.read() as session:
            return People(session, company.organisation).settings().currency

    @staticmethod
    def tries(who: Somebody) -> tuple[str, ...]:
        """What somebody may want to type next; no more than fit a line."""
        if not may(who.roles, Right.RUN_ASSESSMENTS):
            return ("/who case studies", "/truce pulse results", "/truce pulse trend", "/truce help", "/truce me")
        return ("/who case studies", "/truce pulse results", "/truce pulse trend", "/truce pulse new", "/truce help")

    def room(self, company: Company, room: str, user: str) -> Sequence[WebMessage]:
        with self.database.read() as session:
            return WebChats(session, company.organisation).room(room, user)

    def unread(self, company: Company) -> dict[str, int]:
        with self.database.read() as session:
            return WebChats(session, company.organisation).unread()

    async def seen(self, company: Company, room: str) -> None:
        def mark() -> None:
            with self.database.write() as session:
                WebChats(session, company.organisation).seen(room)

        await asyncio.to_thread(mark)

    def ahead(self, company: Company, most: int) -> Ahead:
        with self.database.read() as session:
            upcoming = Upcoming(session, company.organisation)
            return Ahead(
                timers=upcoming.timers(most),
                waiting=upcoming.deliveries(("waiting", "leased"), most),
                troubled=upcoming.deliveries(("held", "failed", "expired"), most),
                counts=upcoming.counts(),
            )

    async def everybody_answers(self, company: Company, but: Somebody) -> int:
        """Let the others answer what waits for them, each when they are at work. Returns how many did.

        It ends in the company's own hours, where nothing closes before: the last to answer may live far away.
        """
        answers = self._answers(company)
        answered = await answers.everybody(but)
        day = next_working(self.clock.now(), _hours(company), Holidays())
        closing = await answers.next_closing()
        if answered and (closing is None or day < closing):
            await self.travel.to(day)
        self.bell.ring()
        return answered

    async def live(self) -> None:
        """Catch up with the present; then follow the clock, until cancelled."""
        await self.catch_up()
        await self.travel.run()

    async def catch_up(self) -> None:
        """Play the past, where there is to be one and it has not been."""
        if self._until is not None:
            until, self._until = self._until, None
            await self._play(until)

    async def start_over(self) -> None:
        """A fresh company. Its past, if it is to have one, is played from now on: time never goes back."""
        now = self.clock.now()
        met = next_working(now + LENGTH, _hours(self.company), Holidays(), at=MORNING) if self._has_past else now
        await asyncio.to_thread(start_over, self.database, now, met)
        self.happenings.clear()
        await self.travel.settle()
        self.bell.ring()
        if self._has_past:
            await self._play(met)

    async def _play(self, until: datetime) -> None:
        """The company's past. What goes wrong leaves a shorter one; who ends the program meanwhile leaves none."""
        company = self.company
        hands = Hands(self.door, self.database, self.clock, company.organisation)
        self._tell_weeks(0)
        try:
            await Past(hands, self.database, company, self.clock, self.travel, self._tell_weeks).play(until)
        except asyncio.CancelledError:
            await asyncio.to_thread(forget, self.database)
            raise
        except Exception as error:  # noqa: BLE001  the playground is there all the same
            log.warning("the past was not played to its end", error=type(error).__name__)
        finally:
            self._tell_weeks(None)

    def _tell_weeks(self, weeks: int | None) -> None:
        self.weeks_played = weeks
        self.bell.ring()

    def _answers(self, company: Company) -> Answers:
        hands = Hands(self.door, self.database, self.clock, company.organisation)
        return Answers(hands, self.database, company, self.clock, self.travel)

    async def to_next_morning(self, company: Company) -> datetime:
        await self.travel.to(self.travel.next_morning(company.zone, company.country), self._passing)
        return self.clock.now()

    def _passing(self, _: datetime) -> None:
        self.bell.ring()


def _hours(company: Company) -> Hours:
    return Hours(zone=company.zone, country=company.country or None)
