"""Clicks: how many a second, how they wait in a burst, how long one alone takes. Truce and the bare app in turns.

Requests go straight into the ASGI apps, without an HTTP server between: it would be the same for both and make the
difference look smaller. A click of Truce's counts as done only when its answer, too, has been handed back to Slack.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Sequence
from typing import Any

from bench.stage import Asgi, Stage
from tests.fakes.slack_requests import SlackRequest

IN_FLIGHT = 32
Scope = dict[str, Any]


class Prepared:
    """A request, signed beforehand: signing is Slack's work."""

    def __init__(self, request: SlackRequest) -> None:
        self.body = request.body
        self.scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.path,
            "raw_path": request.path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in request.headers.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", 3000),
        }


async def send(app: Asgi, prepared: Prepared) -> float:
    """Deliver one request; returns the seconds until it was answered. AssertionError for anything but 200."""
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": prepared.body, "more_body": False}

    async def answer(said: dict[str, Any]) -> None:
        nonlocal status
        status = said.get("status", status)

    began = time.perf_counter()
    await app(dict(prepared.scope), receive, answer)
    took = time.perf_counter() - began
    assert status == 200, f"a click was answered with {status}"
    return took


async def rate(stage: Stage, app: Asgi, count: int) -> float:
    """Clicks a second with 32 in flight, each of them answered and its answer handed back."""
    waiting = iter(prepare(stage, count))

    async def one_after_the_other() -> None:
        for prepared in waiting:
            await send(app, prepared)

    gc.collect()
    began = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
    await stage.app.settle(60)
    done = time.perf_counter() - began
    return count / done


async def burst(stage: Stage, app: Asgi, count: int) -> list[float]:
    """How long each of `count` clicks that come at the same moment waits for its acknowledgement, in seconds."""
    prepared = prepare(stage, count)
    gc.collect()
    began = time.perf_counter()

    async def waited(each: Prepared) -> float:
        await send(app, each)
        return time.perf_counter() - began

    took = await asyncio.gather(*(waited(each) for each in prepared))
    await stage.app.settle(60)
    return list(took)


async def alone(stage: Stage, app: Asgi, count: int) -> list[float]:
    """How long one click takes when nothing else happens, in seconds."""
    took = []
    for each in prepare(stage, count):
        took.append(await send(app, each))
        await stage.app.settle(60)
    return took


def prepare(stage: Stage, count: int) -> list[Prepared]:
    return [Prepared(request) for request in stage.clicks.take(count)]


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which so many hundredths of the values lie."""
    return statistics.quantiles(values, n=1000, method="inclusive")[round(part * 10) - 1]
