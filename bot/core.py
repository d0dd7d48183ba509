"""The one door. Every event comes in here; its records, timers and messages are committed together, or none is.

Events that wait together, and those that come while these are handled, are one batch: a savepoint each, one commit,
then the replies. The writers are plain threads (one for SQLite, a few for PostgreSQL), so that handlers are ordinary
synchronous functions.
"""

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
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


class _Queue:
    """Events on their way to a writer, who takes them at once if awake. `ring` wakes it."""

    def __init__(self) -> None:
        self._jobs: deque[_Job] = deque()
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()

    def put(self, job: _Job) -> None:
        self._jobs.append(job)

    def ring(self) -> None:
        if self._bell.empty():
            self._bell.put(None)

    def take(self) -> _Job | None:
        return self._jobs.popleft() if self._jobs else None

    def wait(self, most: float | None) -> bool:
        """Sleep until somebody rings; False when nobody has for so many seconds."""
        try:
            self._bell.get(timeout=most)
        except queue.Empty:
            return False
        return True


class _Batch:
    """Events that share a commit: the first, and whatever comes while those before it are handled."""

    def __init__(self, first: _Job, more: _Queue) -> None:
        self.taken = [first]
        self._more = more

    def __iter__(self) -> Iterator[_Job]:
        yield self.taken[0]
        while len(self.taken) < BATCH and (job := self._more.take()) is not None:
            self.taken.append(job)
            yield job


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
        self._queues: list[_Queue] = [_Queue() for _ in range(1 if database.is_sqlite else WRITERS)]
        self._closing = False
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
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Handled] = loop.create_future()
        jobs = self._queue(event)
        jobs.put(_Job(event, waiting))
        loop.call_soon(jobs.ring)  # when the loop has taken in all that is there: together both are slower
        return await waiting

    def submit(self, event: Event) -> Future[Handled]:
        """The same for callers without an event loop: the command line, and tests."""
        waiting: Future[Handled] = Future()
        jobs = self._queue(event)
        jobs.put(_Job(event, waiting))
        jobs.ring()
        return waiting

    def _queue(self, event: Event) -> _Queue:
        if len(self._queues) == 1:
            return self._queues[0]
        return self._queues[hash(_source(event)) % len(self._queues)]

    async def suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        """People whose name fits what was typed into a person field: (value, label), at most 100."""
        return await asyncio.to_thread(self._suggest, by, typed)

    def _suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        with self._database.read() as session:
            return self._dispatch.suggest(session, by, typed)

    def close(self) -> None:
        """Finish what waits, then stop."""
        self._closing = True
        for jobs in self._queues:
            jobs.ring()
        for thread in self._threads:
            thread.join()

    def _write(self, jobs: _Queue) -> None:
        while True:
            closing = self._closing
            if (first := jobs.take()) is not None:
                self._handle(_Batch(first, jobs))
            elif closing:
                return
            elif not jobs.wait(None if self._database.is_clean else PAUSE):
                self._database.scrub()

    def _handle(self, batch: _Batch) -> None:
        try:
            self._commit(batch)
        except (StorageError, TornError):
            # A conflict with another writer, most likely: one at a time, nobody stands in anybody's way.
            for job in batch.taken:
                self._alone(job)
        except BaseException as error:  # noqa: BLE001  a writer must live on, and the waiting must learn of it
            _tell([(job.waiting, error) for job in batch.taken])

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

    def _commit(self, batch: Iterable[_Job]) -> None:
        results: list[tuple[Waiting, Handled | BaseException]] = []
        with self._database.write() as session:
            for job in batch:
                try:
                    handled = Handled(*self._dispatch.handle(session, job.event, alone=not results))
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
