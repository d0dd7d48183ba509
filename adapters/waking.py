"""What wakes the core: timers that have come due go through the one door, as events.

APScheduler remembers nothing here: the timers are rows. It wakes us when the next one is due, and every few seconds,
since other programs on the same database may have set one.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters.platform import Door
from bot.clock import Clock
from bot.conversation.events import TimerDue
from storage.database import Database
from storage.timers import AllTimers

AT_LEAST_EVERY: Final = timedelta(seconds=5)
AT_ONCE: Final = 200
_JOBS: Final = {"misfire_grace_time": None, "coalesce": True, "max_instances": 2}
"""One look may wait for another to end: what was set meanwhile is not missed."""

log = structlog.get_logger("truce.waking")


class Waker:
    """Runs due timers. `start` begins to do so by the clock on the wall; `run_due` does it once, now."""

    def __init__(self, database: Database, clock: Clock, door: Door) -> None:
        self._database = database
        self._clock = clock
        self._door = door
        self._scheduler: AsyncIOScheduler | None = None
        self._running = asyncio.Lock()
        self._awake = asyncio.Lock()

    def start(self) -> None:
        """Begin. Call it in the running loop."""
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_JOBS)
        self._scheduler.add_job(self._wake, "interval", seconds=AT_LEAST_EVERY.total_seconds(), id="every few seconds")
        self._scheduler.add_job(self._wake, id="at once")
        self._scheduler.start()

    async def finish(self) -> None:
        """Stop, once what is being handled is done."""
        if self._scheduler is not None:
            self._scheduler.pause()
        async with self._awake:
            self.stop()

    def stop(self) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    def kick(self) -> None:
        """A timer may have been set: look when the next one is due. Call it in the loop's own thread."""
        if self._scheduler is not None:
            self._scheduler.add_job(self._wake, id="at once", replace_existing=True)

    async def run_due(self) -> int:
        """Handle every timer that is due, and those that these set for now. Returns how many there were."""
        done = 0
        async with self._running:
            while due := await asyncio.to_thread(self._due):
                results = await asyncio.gather(*(self._door.handle(each) for each in due), return_exceptions=True)
                done += len(due)
                if any(isinstance(result, BaseException) for result in results):
                    log.warning("timers not handled", count=sum(isinstance(r, BaseException) for r in results))
                    break  # the database is away, most likely: the next wake-up tries again
        return done

    async def next_due(self) -> datetime | None:
        return await asyncio.to_thread(self._next)

    async def _wake(self) -> None:
        async with self._awake:
            await self._look()

    async def _look(self) -> None:
        await self.run_due()
        upcoming = await self.next_due()
        if self._scheduler is None:
            return
        if upcoming is None:
            try:
                self._scheduler.remove_job("next timer")
            except JobLookupError:
                return
        else:
            self._scheduler.add_job(self._wake, "date", run_date=upcoming, id="next timer", replace_existing=True)

    def _due(self) -> list[TimerDue]:
        now = self._clock.now()
        with self._database.read() as session:
            return [
                TimerDue(key=f"timer:{timer.id}:{timer.due.isoformat()}", at=timer.due, timer=timer.id or 0)
                for timer in AllTimers(session).due(now, AT_ONCE)
            ]

    def _next(self) -> datetime | None:
        with self._database.read() as session:
            return AllTimers(session).next_due()
