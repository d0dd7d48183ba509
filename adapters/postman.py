"""The sending loop: lease what may go, send it through the platform's client, record what became of it.

Comes in: rows of `storage.deliveries`, committed by the core. Goes out: messages, at each platform's pace. What may
have been posted by an attempt whose answer was lost is looked up before it is posted again.

What has landed is recorded, and what goes next is leased, in one commit. Where the pace lets much through, up to
`CLAIMED` are leased ahead, so that nobody waits for the disk; what is urgent goes before these, too.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

import structlog

from adapters.outgoing import Cards
from adapters.platform import Client, Door, EffectError, Source, Target
from adapters.recording import Landed, record
from adapters.sorting import Sorted
from bot.clock import Clock
from bot.delivery import Candidate, Lane, Outcome, Pacer, Permanent, Retry, Sent, Turns, Wait, choose
from storage.database import Database
from storage.outbox import Leased, Outbox, uploads_of

IN_FLIGHT: Final = 20
CLAIMED: Final = 200
"""Leased at most, on their way or about to be: where no pace makes it fewer, so many are looked up after a crash."""
LOW: Final = 100
"""Where so few are left of these, more are leased: what is in flight must not run out while the disk is busy."""
LEASE: Final = timedelta(seconds=90)
"""Outlasts a client's HTTP timeout and the look-up before a second post."""
LAG: Final = timedelta(seconds=10)
"""How far a platform's history may lag behind: no look-up, and so no second post, before it has passed."""
IDLE: Final = timedelta(seconds=2)
"""The longest pause: other programs on the same database may have written meanwhile."""

log = structlog.get_logger("truce.postman")


@dataclass(frozen=True)
class Patience:
    """The times that fault tests change, all by the clock; and how much faster than the wall's this clock runs."""

    lease: timedelta = LEASE
    lag: timedelta = LAG
    idle: timedelta = IDLE
    speed: float = 1.0


class Postman:
    """Sends for every platform that has a client. Several may run on one PostgreSQL; they share by leases."""

    def __init__(
        self,
        database: Database,
        clients: Mapping[str, Client],
        clock: Clock,
        door: Door,
        *,
        sources: Mapping[str, Source] | None = None,
        patience: Patience | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._database = database
        self._clients = clients
        self._sources = sources or {}
        self._clock = clock
        self._door = door
        self._patience = patience or Patience()
        self._rng = rng or random.Random()  # noqa: S311  jitter, not a secret
        paces = {name: each.pace for name, each in clients.items()}
        paces |= {name: each.pace for name, each in self._sources.items()}
        self._pacers = {name: Pacer(pace) for name, pace in paces.items()}
        self._turns = Turns()
        self._sorted = Sorted(database, clock, list(self._pacers), self._patience.idle)
        self._ready: deque[Leased] = deque()
        self._flying: dict[asyncio.Task[None], Leased] = {}
        self._landed: list[Landed] = []
        self._cards = Cards()
        self._swept: datetime | None = None
        self._news = asyncio.Event()
        self._stopping = False

    def kick(self) -> None:
        """There may be something to send. Call it in the loop's own thread."""
        self._sorted.ask()
        self._news.set()

    async def run(self) -> None:
        """Send until `stop`; then record what is in flight, and return."""
        while not self._stopping:
            self._news.clear()
            try:
                again = await self._round()
            except Exception as error:  # noqa: BLE001  the loop outlives a database that is briefly away
                log.warning("round failed", error=type(error).__name__)
                again = self._clock.now() + self._patience.idle
            await self._rest(again)
        while self._flying:
            await asyncio.wait(self._flying)
        await self._finish()

    def stop(self) -> None:
        """Let no more go."""
        self._stopping = True
        self._news.set()

    async def _finish(self) -> None:
        """Record what has landed, and give back what was leased ahead."""
        landed, self._landed = self._landed, []
        await asyncio.to_thread(self._save, landed, [], [row.id for row in self._ready])
        self._ready.clear()

    async def drain(self, pass_time: Callable[[datetime], None] | None = None) -> None:
        """Send everything that may go now. Where only the pace holds something back, time passes till it may go."""
        while True:
            self._sorted.ask()
            again = await self._round()
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
                continue
            if self._landed:
                continue
            if again is None or pass_time is None or self._is_out_of_order():
                return
            pass_time(again)

    def _is_out_of_order(self) -> bool:
        now = self._clock.now()
        return any(pacer.is_out_of_order(now) for pacer in self._pacers.values())

    async def _rest(self, again: datetime | None) -> None:
        pause = self._patience.idle
        if again is not None:
            pause = min(pause, max(again - self._clock.now(), timedelta(0)))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), pause.total_seconds() / self._patience.speed)

    async def _round(self) -> datetime | None:
        """Record what has landed, send what may go. Returns when the pace lets more go, None if nothing waits on it."""
        landed, self._landed = self._landed, []
        try:
            now = self._clock.now()
            self._weigh(landed, now)
            await self._look(now, landed)
            go, again = self._choose(now)
            if landed or go:
                leased = await asyncio.to_thread(self._save, landed, [str(each.id) for each in go])
                again = now if self._sorted.wants(now) else again
                self._line_up(leased, {str(each.id) for each in go if self._sorted.is_urgent(each)})
        except BaseException:
            self._landed = landed + self._landed  # what was sent is not forgotten because the database was away
            self._sorted.forget()
            raise
        self._launch()
        if len(self._ready) > LOW and not self._sorted.wants(now):
            self._news.clear()  # while there is enough to send, what lands is recorded together
        return again

    async def _look(self, now: datetime, landed: Sequence[Landed]) -> None:
        sweep = self._swept is None or now - self._swept >= self._patience.idle
        if sweep:
            self._swept = now
            self._sorted.ask()
        if sweep or self._sorted.wants(now):
            in_hand = (*self._ready, *self._flying.values(), *(each.row for each in (*landed, *self._landed)))
            held = [row.id for row in in_hand]
            await asyncio.to_thread(self._sweep_and_look, now, held, sweep=sweep)

    def _sweep_and_look(self, now: datetime, held: Collection[str], *, sweep: bool) -> None:
        if sweep:
            with self._database.write() as session:
                # However slow the platform is: what is in hand here is nobody's to look up, or to send once more.
                if held:
                    Outbox(session).keep(held, now + self._patience.lease)
                Outbox(session).take_back(now, self._patience.lag)
                Outbox(session).expire(now)
        self._sorted.look()

    def _choose(self, now: datetime) -> tuple[list[Candidate], datetime | None]:
        """What goes next, the urgent first. What is urgent goes also where enough is leased already."""
        go: list[Candidate] = []
        again: datetime | None = None
        busy = {*map(_lane, self._flying.values()), *map(_lane, self._ready)}
        for platform, pacer in self._pacers.items():
            free = CLAIMED - len(self._flying) - len(self._ready) - len(go)
            urgent, others = self._sorted.of(platform)
            first = choose(urgent, pacer, now, busy=busy, turns=self._turns, limit=max(free, IN_FLIGHT))
            after = {*busy, *(each.lane for each in urgent)}
            then = choose(others, pacer, now, busy=after, turns=self._turns, limit=max(0, free - len(first.go)))
            go += [*first.go, *then.go]
            for choice in (first, then):
                if choice.again_at is not None:
                    again = min(again or choice.again_at, choice.again_at)
        self._sorted.took(go)
        return go, again

    def _save(self, landed: list[Landed], go: list[str], back: Collection[str] = ()) -> list[Leased]:
        now = self._clock.now()
        with self._database.write() as session:
            outbox = Outbox(session)
            if landed and record(outbox, landed, now, self._rng, self._patience.lag):
                self._sorted.ask()
            if back:
                outbox.give_back(back)
            return outbox.lease(go, now, now + self._patience.lease) if go else []

    def _line_up(self, leased: list[Leased], urgent: Collection[str]) -> None:
        self._ready.extendleft([each for each in reversed(leased) if each.id in urgent])
        self._ready.extend([each for each in leased if each.id not in urgent])

    def _launch(self) -> None:
        while self._ready and len(self._flying) < IN_FLIGHT and not self._stopping:
            row = self._ready.popleft()
            task = asyncio.create_task(self._send(row))
            self._flying[task] = row

    async def _send(self, row: Leased) -> None:
        """Send this one, and then what is ready next: a task of its own for each would take longer."""
        mine = cast("asyncio.Task[None]", asyncio.current_task())
        while True:
            await self._attempt(row)
            if self._stopping or not self._ready:
                del self._flying[mine]
                return
            row = self._flying[mine] = self._ready.popleft()

    async def _attempt(self, row: Leased) -> None:
        uploads = uploads_of(row)
        try:
            outcome = await self._try(row, uploads)
        except Exception as error:  # noqa: BLE001  a client's own mistake must not stop the others
            log.warning("client failed", platform=row.platform, error=type(error).__name__)
            outcome = Retry(f"Truce failed while sending ({type(error).__name__})", maybe_sent=True)
        self._landed.append(Landed(row, outcome, uploads))
        if len(self._ready) <= LOW or len(self._landed) >= CLAIMED:
            self._news.set()

    async def _try(self, row: Leased, uploads: dict[str, str]) -> Outcome:
        if row.kind == "fetch":
            return await self._fetch(self._sources[row.platform], row)
        client = self._clients[row.platform]
        if row.kind == "roster":
            return await self._roster(client, row)
        target = Target(row.workspace, row.user, row.channel, row.thread, row.reference)
        out = self._cards.outgoing(row, self._clock.now(), uploads)
        if row.external:
            return await client.update(row.workspace, row.external, row.reference, out)
        if row.kind == "whisper":
            return await client.whisper(target, out)
        if row.doubtful:
            found = await client.find(target, out)
            if found is not None:
                return found
        return await client.post(target, out)

    async def _roster(self, client: Client, row: Leased) -> Outcome:
        target = Target(row.workspace, row.user, reference=row.reference)
        try:
            async for event in client.member(target) if row.user else client.roster(row.workspace):
                await self._door.handle(event)
        except EffectError as error:
            return error.outcome
        return Sent("roster")

    async def _fetch(self, source: Source, row: Leased) -> Outcome:
        try:
            async for event in source.fetch(Target(row.workspace, row.user)):
                await self._door.handle(event)
        except EffectError as error:
            return error.outcome
        return Sent("fetch")

    def _weigh(self, landed: list[Landed], now: datetime) -> None:
        """What the outcomes mean for what comes after them: the pace, and what need not be tried any more."""
        closed: list[Landed] = []
        for row, outcome, uploads in landed:
            pacer = self._pacers[row.platform]
            match outcome:
                case Sent():
                    pacer.worked(row.workspace)
                case Retry(after=None):
                    pacer.failed(row.workspace, now, self._rng)
                case Retry(after=float() | int() as seconds):
                    whole = outcome.whole_workspace
                    pacer.refused(_lane(row), now, seconds, call=_call(row), whole_workspace=whole)
                case Permanent():
                    pacer.worked(row.workspace)
                    log.warning("delivery failed", delivery=row.id, platform=row.platform)
                case Wait(whole_workspace=True):
                    closed.append(Landed(row, outcome, uploads))
        for each in closed:
            landed += self._given_up(each)

    def _given_up(self, closed: Landed) -> list[Landed]:
        """What is leased for a workspace that is closed to us has the outcome of the one that tried."""
        where = closed.row.platform, closed.row.workspace
        same = [each for each in self._ready if (each.platform, each.workspace) == where]
        for each in same:
            self._ready.remove(each)
        return [Landed(each, closed.outcome, uploads_of(each)) for each in same]


def _lane(row: Leased) -> Lane:
    return Lane(row.workspace, row.channel or row.user)


def _call(row: Leased) -> str:
    return "update" if row.external else "find" if row.doubtful else "post"
