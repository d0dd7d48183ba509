"""The sending loop: lease what may go, send it through the platform's client, record what became of it.

Comes in: rows of `storage.deliveries`, committed by the core. Goes out: messages, at each platform's pace. What may
have been posted by an attempt whose answer was lost is looked up before it is posted again.
"""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

import structlog

from adapters.platform import Client, Door, Outgoing, RosterError, Target
from bot.attention import Attention
from bot.clock import Clock
from bot.conversation.cards import Card
from bot.conversation.model import Platform
from bot.conversation.reading import Reader
from bot.delivery import Candidate, Choice, Lane, Outcome, Pacer, Permanent, Retry, Sent, Turns, Wait, choose, next_step
from storage.database import Database
from storage.outbox import Due, Leased, Outbox

IN_FLIGHT: Final = 20
WINDOW: Final = 400
"""How many due rows are looked at at once: enough for many lanes, few enough to stay cheap."""
LEASE: Final = timedelta(seconds=90)
"""Outlasts a client's HTTP timeout and the look-up before a second post."""
LAG: Final = timedelta(seconds=10)
"""How far a platform's history may lag behind: no look-up, and so no second post, before it has passed."""
IDLE: Final = timedelta(seconds=2)
"""The longest pause: other programs on the same database may have written meanwhile."""

log = structlog.get_logger("truce.postman")


@dataclass(frozen=True)
class Patience:
    """The times that fault tests shorten, together with the speed of their fakes."""

    lease: timedelta = LEASE
    lag: timedelta = LAG
    idle: timedelta = IDLE


class Postman:
    """Sends for every platform that has a client. Several may run on one PostgreSQL; they share by leases."""

    def __init__(
        self,
        database: Database,
        clients: Mapping[str, Client],
        clock: Clock,
        door: Door,
        *,
        patience: Patience | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._database = database
        self._clients = clients
        self._clock = clock
        self._door = door
        self._patience = patience or Patience()
        self._rng = rng or random.Random()  # noqa: S311  jitter, not a secret
        self._pacers = {platform: Pacer(client.pace) for platform, client in clients.items()}
        self._turns = Turns()
        self._flying: dict[asyncio.Task[None], Lane] = {}
        self._landed: list[tuple[Leased, Outcome, dict[str, str]]] = []
        self._swept: datetime | None = None
        self._news = asyncio.Event()
        self._stopping = False

    def kick(self) -> None:
        """There may be something to send. Call it in the loop's own thread."""
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
        await self._record()

    def stop(self) -> None:
        self._stopping = True
        self._news.set()

    async def drain(self, pass_time: Callable[[datetime], None] | None = None) -> None:
        """Send everything that may go now. Where only the pace holds something back, time passes till it may go."""
        while True:
            again = await self._round()
            if self._flying:
                await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
                continue
            if self._landed:
                continue
            if again is None or pass_time is None:
                return
            pass_time(again)

    async def _rest(self, again: datetime | None) -> None:
        pause = self._patience.idle
        if again is not None:
            pause = min(pause, max(again - self._clock.now(), timedelta(0)))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), pause.total_seconds())

    async def _round(self) -> datetime | None:
        """Record what has landed, send what may go. Returns when the pace lets more go, None if nothing waits on it."""
        await self._record()
        now = self._clock.now()
        rows = await asyncio.to_thread(self._due, now)
        again: datetime | None = None
        for platform, client in self._clients.items():
            free = IN_FLIGHT - len(self._flying)
            mine = [row for row in rows if row[0] == platform]
            if not mine or free <= 0:
                continue
            choice = self._choose(client, mine, now, free)
            if choice.again_at is not None:
                again = min(again or choice.again_at, choice.again_at)
            leased = await asyncio.to_thread(self._lease, [str(each.id) for each in choice.go], now)
            for each in leased:
                task = asyncio.create_task(self._send(client, each))
                self._flying[task] = _lane(each)
        return again

    def _choose(self, client: Client, mine: list[tuple[str, Candidate]], now: datetime, free: int) -> Choice:
        return choose(
            [candidate for _, candidate in mine],
            self._pacers[client.platform],
            now,
            busy=set(self._flying.values()),
            turns=self._turns,
            limit=free,
        )

    def _due(self, now: datetime) -> list[tuple[str, Candidate]]:
        if self._swept is None or now - self._swept >= self._patience.idle:
            self._swept = now
            with self._database.write() as session:
                Outbox(session).take_back(now)
                Outbox(session).expire(now)
        with self._database.read() as session:
            due = Outbox(session).waiting(now, WINDOW, list(self._clients))
        return [(row.platform, _candidate(row)) for row in due]

    def _lease(self, ids: list[str], now: datetime) -> list[Leased]:
        if not ids:
            return []
        with self._database.write() as session:
            return Outbox(session).lease(ids, now, now + self._patience.lease)

    async def _send(self, client: Client, row: Leased) -> None:
        uploads = dict(row.uploads)
        try:
            outcome = await self._try(client, row, uploads)
        except Exception as error:  # noqa: BLE001  a client's own mistake must not stop the others
            log.warning("client failed", platform=row.platform, error=type(error).__name__)
            outcome = Retry(f"Truce failed while sending ({type(error).__name__})", maybe_sent=True)
        self._landed.append((row, outcome, uploads))
        del self._flying[cast("asyncio.Task[None]", asyncio.current_task())]
        self._news.set()

    async def _try(self, client: Client, row: Leased, uploads: dict[str, str]) -> Outcome:
        if row.kind == "roster":
            return await self._roster(client, row)
        target = Target(row.workspace, row.user, row.channel, row.thread, row.reference)
        out = Outgoing(
            id=row.id,
            card=Card.model_validate_json(row.card),
            reader=Reader(
                now=self._clock.now(),
                language=row.language,
                zone=row.zone,
                workspace=(cast("Platform", row.platform), row.workspace),
            ),
            since=row.first_try,
            uploads=uploads,
        )
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
        try:
            async for event in client.roster(row.workspace):
                await self._door.handle(event)
        except RosterError as error:
            return error.outcome
        return Sent("roster")

    async def _record(self) -> None:
        landed, self._landed = self._landed, []
        if not landed:
            return
        now = self._clock.now()
        for row, outcome, _ in landed:
            if isinstance(outcome, Retry) and outcome.after is not None:
                call = "update" if row.external else "post"
                self._pacers[row.platform].refused(
                    _lane(row), now, outcome.after, call=call, whole_workspace=outcome.whole_workspace
                )
            if isinstance(outcome, Permanent):
                log.warning("delivery failed", delivery=row.id, platform=row.platform)
        try:
            await asyncio.to_thread(self._save, landed, now)
        except BaseException:
            self._landed = landed + self._landed  # what was sent is not forgotten because the database was away
            raise

    def _save(self, landed: list[tuple[Leased, Outcome, dict[str, str]]], now: datetime) -> None:
        with self._database.write() as session:
            outbox = Outbox(session)
            for row, outcome, uploads in landed:
                record(outbox, row, outcome, uploads, now, self._rng, self._patience.lag)


def _candidate(row: Due) -> Candidate:
    return Candidate(
        id=row.id,
        lane=Lane(row.workspace, row.channel or row.user),
        attention=Attention(row.attention),
        about=row.about,
        due=row.not_before,
        call="update" if row.external else "post",
    )


def _lane(row: Leased) -> Lane:
    return Lane(row.workspace, row.channel or row.user)


def record(
    outbox: Outbox,
    leased: Leased,
    outcome: Outcome,
    uploads: Mapping[str, str],
    now: datetime,
    rng: random.Random,
    lag: timedelta,
) -> None:
    """Write down what became of an attempt. What was forgotten or changed meanwhile keeps what happened to it."""
    row = outbox.get(leased.id)
    if row is None:
        return
    step = next_step(outcome, leased.attempts, leased.first_try, now, rng)
    row.state, row.trouble, row.leased_until = step.state, step.reason or "", None
    row.uploads = json.dumps(uploads)
    if step.state == "sent":
        row.external = row.external or step.external_id or ""
        row.sent_version, row.sent_at, row.doubtful = leased.version, row.sent_at or now, False
        row.attempts, row.first_try = 0, None
        if row.version > leased.version:
            row.state, row.not_before = "waiting", now
    elif step.not_before is not None:
        # Looking may have failed as well: then it is as doubtful as before.
        row.doubtful = (step.look_first or leased.doubtful) and not leased.external
        row.not_before = max(step.not_before, now + lag) if row.doubtful else step.not_before
    outbox.save(row)
    if isinstance(outcome, Wait) and outcome.whole_workspace:
        outbox.hold_workspace(row.platform, row.workspace, outcome.reason)
    elif isinstance(outcome, Wait) and not leased.channel:
        outbox.trouble_with(row, outcome.reason)
