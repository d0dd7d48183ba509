"""The one door. Every event comes in here; its records, timers and messages are committed together, or none is.

Events that wait together are handled as one batch: a savepoint each, one commit, then the replies. The writers are
plain threads (one for SQLite, a few for PostgreSQL), so that handlers are ordinary synchronous functions.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.conversation.events import Act, Event
from bot.conversation.model import Account
from bot.conversation.reading import Reader
from bot.conversation.replies import Reply
from bot.dispatch import Dispatcher, HandlerError
from bot.routing import Routes
from bot.timing import Holidays
from bot.trace import Observer
from storage.database import Database, StorageError, TornError

BATCH: Final = 64
WRITERS: Final = 4
"""On PostgreSQL. Events of one source always meet the same writer, so that their order is kept."""
TRIES: Final = 5
PAUSE: Final = 1.0
"""Seconds after which a writer with nothing to do tries again to scrub what a reader was in the way of."""


@dataclass(frozen=True)
class Handled:
    """The answer to an event, once it is on disk. `fresh` is False for a repeat, which gets the same reply again."""

    reply: Reply
    reader: Reader
    fresh: bool = True


Waiting = Future[Handled] | asyncio.Future[Handled]


@dataclass
class _Job:
    """An event, and who waits for its answer: a thread, or somebody in an event loop."""

    event: Event
    waiting: Waiting


class Truce:
    """The conversation core over one database. `committed` is called after each batch: there may be things to send.

    `observer` is told of each event; with `detailed`, also who acted and which tables changed (the playground).
    `address` is where people reach it by links, where they can.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        routes: Routes,
        *,
        committed: Callable[[], None] = lambda: None,
        observer: Observer | None = None,
        detailed: bool = False,
        address: str = "",
    ) -> None:
        self._database = database
        self._committed = committed
        self._dispatch = Dispatcher(clock, routes, Holidays(), observer, detailed=detailed, address=address)
        self._queues: list[queue.SimpleQueue[_Job | None]] = [
            queue.SimpleQueue() for _ in range(1 if database.is_sqlite else WRITERS)
        ]
        self._threads = [
            threading.Thread(target=self._write, args=(jobs,), name=f"truce-writer-{number}", daemon=True)
            for number, jobs in enumerate(self._queues)
        ]
        for thread in self._threads:
            thread.start()

    async def handle(self, event: Event) -> Handled:
        """Handle one event; returns after its commit.

        Raises HandlerError when the handler of an event that nobody waits for has failed, and the database's own
        error when nothing could be stored: the source may send the event again.
        """
        waiting: asyncio.Future[Handled] = asyncio.get_running_loop().create_future()
        self._queue(event).put(_Job(event, waiting))
        return await waiting

    def submit(self, event: Event) -> Future[Handled]:
        """The same for callers without an event loop: the command line, and tests."""
        waiting: Future[Handled] = Future()
        self._queue(event).put(_Job(event, waiting))
        return waiting

    def _queue(self, event: Event) -> "queue.SimpleQueue[_Job | None]":
        return self._queues[hash(_source(event)) % len(self._queues)]

    async def suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        """People whose name fits what was typed into a person field: (value, label), at most 100."""
        return await asyncio.to_thread(self._suggest, by, typed)

    def _suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        with self._database.read() as session:
            return self._dispatch.suggest(session, by, typed)

    def close(self) -> None:
        """Finish what waits, then stop."""
        for jobs in self._queues:
            jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _write(self, jobs: "queue.SimpleQueue[_Job | None]") -> None:
        while True:
            try:
                first = jobs.get(timeout=None if self._database.is_clean else PAUSE)
            except queue.Empty:
                self._database.scrub()
                continue
            if first is None:
                return
            batch = [first]
            stop = False
            while len(batch) < BATCH and not stop:
                try:
                    more = jobs.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    stop = True
                else:
                    batch.append(more)
            self._handle(batch)
            if stop:
                return

    def _handle(self, batch: list[_Job]) -> None:
        try:
            self._commit(batch)
        except (StorageError, TornError):
            # A conflict with another writer, most likely: one at a time, nobody stands in anybody's way.
            for job in batch:
                self._alone(job)
        except BaseException as error:  # noqa: BLE001  a writer must live on, and the waiting must learn of it
            _tell([(job.waiting, error) for job in batch])

    def _alone(self, job: _Job) -> None:
        for attempt in range(TRIES):
            try:
                self._commit([job])
            except StorageError as error:
                if attempt == TRIES - 1:
                    _tell([(job.waiting, error)])
            except BaseException as error:  # noqa: BLE001  as above
                _tell([(job.waiting, error)])
                return
            else:
                return

    def _commit(self, batch: list[_Job]) -> None:
        results: list[tuple[Waiting, Handled | BaseException]] = []
        with self._database.write() as session:
            for job in batch:
                try:
                    handled = Handled(*self._dispatch.handle(session, job.event, alone=len(batch) == 1))
                    results.append((job.waiting, handled))
                except HandlerError as error:
                    results.append((job.waiting, error))
        _tell(results)
        self._committed()
        self._database.scrub()


def _tell(results: Sequence[tuple[Waiting, Handled | BaseException]]) -> None:
    """Let everybody who waits have what became of their event. A loop is woken once, not once for each of them."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[Waiting, Handled | BaseException]]] = {}
    for waiting, result in results:
        if isinstance(waiting, Future):
            _settle([(waiting, result)])
        else:
            loops.setdefault(waiting.get_loop(), []).append((waiting, result))
    for loop, theirs in loops.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, theirs)


def _settle(results: Sequence[tuple[Waiting, Handled | BaseException]]) -> None:
    for waiting, result in results:
        if waiting.done():  # whoever asked has given up
            continue
        if isinstance(result, BaseException):
            waiting.set_exception(result)
        else:
            waiting.set_result(result)


def _source(event: Event) -> object:
    """What keeps its order: a person's acts, a workspace's reports."""
    return event.by if isinstance(event, Act) else event.where or event.whose
