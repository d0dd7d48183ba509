"""What is done once Slack has its acknowledgement: answers by response URL, and homes.

An acknowledgement has three seconds, an answer half an hour. So answers give way while the core has events to handle,
but none of them longer than `PATIENCE`: under a burst of clicks all are acknowledged first, and then answered.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

PATIENCE: Final = 1.0
"""Seconds that an answer gives way, at most."""
LAST_WORDS: Final = 10.0
"""Seconds that answers get when the program stops."""

Answer = Coroutine[Any, Any, object]

log = logging.getLogger(__name__)


class Afterwards:
    """Answers, in their order. What happens `with` it goes first."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._first = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._waiting: deque[tuple[float, Answer]] = deque()
        self._under_way: set[asyncio.Task[None]] = set()
        self._handing: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._first += 1
        self._quiet.clear()

    def __exit__(self, *_: object) -> None:
        self._first -= 1
        if not self._first:
            self._quiet.set()

    def add(self, answer: Answer) -> None:
        """Do this once there is time; a failure is logged, and can't lose the acknowledgement."""
        self._waiting.append((asyncio.get_running_loop().time() + self._patience, answer))
        if self._handing is None or self._handing.done():
            self._handing = asyncio.create_task(self._hand_back())

    async def settle(self, within: float = LAST_WORDS) -> None:
        """Wait until all answers have left, at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                if self._handing is not None:
                    await asyncio.shield(self._handing)
                while self._under_way:
                    await asyncio.wait(self._under_way)

    async def close(self) -> None:
        """Let the answers leave, and give up what has not."""
        await self.settle()
        for task in (*self._under_way, self._handing):
            if task is not None:
                task.cancel()
        for _, answer in self._waiting:
            answer.close()

    async def _hand_back(self) -> None:
        while self._waiting:
            await self._turn(self._waiting[0][0])
            _, answer = self._waiting.popleft()
            task = asyncio.create_task(_logged(answer))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
            await asyncio.sleep(0)  # one is put together at a time, and then it is others' turn

    async def _turn(self, latest: float) -> None:
        """Wait until nothing goes first, or for as long as that may be."""
        if self._first:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(latest):
                    await self._quiet.wait()


async def _logged(answer: Answer) -> None:
    try:
        await answer
    except Exception:
        log.exception("An answer to Slack failed after its acknowledgement.")
