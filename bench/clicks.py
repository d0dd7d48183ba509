"""Clicks: how many a second, how they wait in a burst, how long one alone takes. Truce and the bare app in turns.

Requests go straight into the ASGI apps, without an HTTP server between: it would be the same for both and make the
difference look smaller. A click of Truce's counts as done only when its answer, too, has been handed back to Slack.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bench.far_side import far_side
from bench.figures import Figure, Turns, figure, medians
from bench.stage import Asgi, Stage, a_stage
from tests.fakes.slack_requests import SlackRequest

BARE: Final = "a bare Bolt app that only acknowledges"
IN_FLIGHT: Final = 32
Scope = dict[str, Any]


def measure(folder: Path, turns: Turns) -> list[Figure]:
    """Each figure is the median over the rounds, in which both sides take turns."""
    return asyncio.run(_measure(folder, turns.rounds, turns.clicks))


async def _measure(folder: Path, rounds: int, count: int) -> list[Figure]:
    with far_side() as far:
        async with a_stage(folder, far) as stage:
            sides = (stage.truce, stage.bare)
            for side in sides:  # a warm-up
                await rate(stage, side, count // 4)
            rates = [[await rate(stage, side, count) for side in sides] for _ in range(rounds)]
            bursts = [[percentile(await burst(stage, side, count), 99) for side in sides] for _ in range(rounds)]
            lone = [[statistics.median(await alone(stage, side, count // 5)) for side in sides] for _ in range(rounds)]
    (ours, theirs), (our_p99, their_p99), (our_p50, their_p50) = map(medians, (rates, bursts, lone))
    return [
        figure("clicks, 32 in flight, each on disk", ours, "a second", (BARE, theirs), least=0.5),
        figure(f"p99 of {count:,} clicks at once", our_p99 * 1000, "ms", (BARE, their_p99 * 1000), most=3),
        figure("p50 of one click alone", our_p50 * 1000, "ms", (BARE, their_p50 * 1000)),
    ]


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
