"""Moving the playground's clock: step by step through all that is due on the way, so that nothing is skipped."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Final, Protocol

import structlog

from adapters.clock import MovableClock
from bot.timing import Holidays, Hours, next_working
from storage.database import Database
from storage.playground import next_stop

MORNING: Final = time(10)
MOST_ROUNDS: Final = 50
IDLE: Final = 1.0
"""Seconds between two looks at a clock that runs on by itself."""

log = structlog.get_logger("truce.playground")


class Wakes(Protocol):
    """What handles due timers."""

    async def run_due(self) -> int: ...


class Sends(Protocol):
    """What sends everything that may go now."""

    async def drain(self) -> None: ...


class Travel:
    """Moves time. Whoever acts or travels waits until all that follows has happened."""

    def __init__(self, database: Database, clock: MovableClock, waker: Wakes, postman: Sends) -> None:
        self._database = database
        self._clock = clock
        self._waker = waker
        self._postman = postman
        self._moving = asyncio.Lock()

    async def settle(self) -> None:
        """Let everything happen that is due now."""
        async with self._moving:
            await self._settle()

    async def to(self, moment: datetime, passing: Callable[[datetime], None] = lambda _: None) -> None:
        """Go to a moment, stopping at each timer and message due on the way; `passing` is told of each stop."""
        async with self._moving:
            await self._settle()
            while (stop := await self.next_stop()) is not None and stop <= moment:
                self._clock.move_to(stop)
                passing(stop)
                await self._settle()
            self._clock.move_to(moment)
            passing(moment)
            await self._settle()

    async def by(self, much: timedelta, passing: Callable[[datetime], None] = lambda _: None) -> None:
        await self.to(self._clock.now() + much, passing)

    async def to_next_stop(self, passing: Callable[[datetime], None] = lambda _: None) -> bool:
        """Go to the next timer or waiting message; False when nothing is to come."""
        await self.settle()
        stop = await self.next_stop()
        if stop is None:
            return False
        await self.to(stop, passing)
        return True

    def next_morning(self, zone: str, country: str) -> datetime:
        """Ten o'clock of the company's next working day."""
        hours = Hours(zone=zone, start=time(9), end=time(17, 30), country=country or None)
        return next_working(self._clock.now() + timedelta(minutes=1), hours, Holidays(), at=MORNING)

    async def next_stop(self) -> datetime | None:
        """When the next timer or waiting message comes due, after now."""
        return await asyncio.to_thread(self._next_stop)

    async def run(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Follow a clock that runs on by itself, until cancelled."""
        while True:
            try:
                await self.settle()
            except Exception as error:  # noqa: BLE001  the playground goes on; the next look tries again
                log.warning("the playground stumbled", error=type(error).__name__)
            await pause(IDLE)

    async def _settle(self) -> None:
        for _ in range(MOST_ROUNDS):
            woken = await self._waker.run_due()
            await self._postman.drain()
            if not woken:
                return

    def _next_stop(self) -> datetime | None:
        with self._database.read() as session:
            return next_stop(session, self._clock.now())
