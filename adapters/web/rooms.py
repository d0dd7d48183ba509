"""Writing into the playground's rooms: what many do at once is one transaction, as each of them costs a wait."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, cast

from storage.database import Database
from storage.records import Session

Result = TypeVar("Result")


class Rooms:
    """Does what it is given in one transaction after another. To be used from one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: list[tuple[Callable[[Session], Any], asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, job: Callable[[Session], Result]) -> Result:
        """Do a job, together with whatever else waits; returns after the commit. Raises what the database raises."""
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._jobs.append((job, waiting))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return cast("Result", await waiting)

    async def _write_all(self) -> None:
        while self._jobs:
            jobs, self._jobs = self._jobs, []
            try:
                results = await asyncio.to_thread(self._commit, [job for job, _ in jobs])
            except BaseException as error:
                for _, waiting in jobs:
                    if not waiting.done():
                        waiting.set_exception(error)
                if not isinstance(error, Exception):
                    raise
            else:
                for (_, waiting), result in zip(jobs, results, strict=True):
                    if not waiting.done():  # whoever asked may have given up
                        waiting.set_result(result)

    def _commit(self, jobs: list[Callable[[Session], Any]]) -> list[Any]:
        with self._database.write() as session:
            return [job(session) for job in jobs]
