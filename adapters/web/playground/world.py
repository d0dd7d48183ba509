"""What all pages of one playground share: the company, its rooms, time, and what just happened."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.clock import MovableClock
from adapters.platform import Door
from adapters.web.answering import Answers
from adapters.web.client import WORKSPACE
from adapters.web.company import Company, Somebody, read_company
from adapters.web.hands import Hands
from adapters.web.happenings import Happenings
from adapters.web.sample import ensure_sample, start_over
from adapters.web.travel import Travel
from bot.conversation.reading import Reader
from storage.database import Database
from storage.deliveries import Delivery
from storage.playground import Upcoming, WebChats, WebMessage
from storage.timers import Timer

ARRIVES_WITHIN: Final = timedelta(days=2)
EVERYBODY: Final = 1000


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
    ) -> None:
        self.door = door
        self.clock = clock
        self.travel = travel
        self.happenings = happenings
        self.bell = bell
        self.database = database
        ensure_sample(database, clock.now())

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
        """Let the others answer what waits for them, once all have it. Returns how many did."""
        await self._all_have_it(company)
        hands = Hands(self.door, self.database, self.clock, company.organisation)
        answered = await Answers(hands, self.database, company).everybody(but)
        await self.travel.settle()
        self.bell.ring()
        return answered

    async def _all_have_it(self, company: Company) -> None:
        """Go on to when what is on its way these days has arrived, also where people get up later."""
        horizon = self.clock.now() + ARRIVES_WITHIN
        waiting = (await asyncio.to_thread(self.ahead, company, EVERYBODY)).waiting
        soon = [row.not_before for row in waiting if row.not_before <= horizon]
        if soon:
            await self.travel.to(max(soon))

    async def start_over(self) -> None:
        await asyncio.to_thread(start_over, self.database, self.clock.now())
        self.happenings.clear()
        await self.travel.settle()
        self.bell.ring()

    async def to_next_morning(self, company: Company) -> datetime:
        await self.travel.to(self.travel.next_morning(company.zone, company.country), self._passing)
        return self.clock.now()

    def _passing(self, _: datetime) -> None:
        self.bell.ring()
