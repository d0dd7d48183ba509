"""Clicks: how many a second, how they wait in a burst, how long one alone takes. Truce and the bare app in turns.

Requests go straight into the ASGI apps, without an HTTP server between: it would be the same for both and make the
difference look smaller. Both run on uvloop. A click is done when it is acknowledged, which Truce does only once it is
on disk (SQLite, WAL, synchronous=FULL); that is what Slack gives three seconds for, and what the bare app does, too.

Truce then hands an answer back to Slack's response URL, which the bare app does not: the message with the next
statement. Answers give way to acknowledgements, each for a second at most. They are lines of their own: the same
clicks, until the last of their answers has left. Nothing of one measurement is left for the next.
"""

import asyncio
import gc
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from adapters.serving import new_loop
from bench.far_side import far_side
from bench.figures import Figure, Turns, figure, medians
from bench.stage import Asgi, Stage, a_stage
from tests.fakes.slack_requests import SlackRequest

BARE: Final = "a bare Bolt app that only acknowledges"
IN_FLIGHT: Final = 32
Scope = dict[str, Any]


class Took(NamedTuple):
    """Seconds until the acknowledgement (of each click, or of all), and until all answers were handed back."""

    acknowledged: list[float]
    answered: float


def measure(folder: Path, turns: Turns) -> list[Figure]:
    """Each figure is the median over the rounds, in which both sides take turns."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(_measure(folder, turns.rounds, turns.clicks))


async def _measure(folder: Path, rounds: int, count: int) -> list[Figure]:
    with far_side() as far:
        async with a_stage(folder, far) as stage:
            sides = (stage.truce, stage.bare)
            for side in sides:  # a warm-up
                await in_flight(stage, side, count // 4)
            flying = [[await in_flight(stage, side, count) for side in sides] for _ in range(rounds)]
            bursts = [[await burst(stage, side, count) for side in sides] for _ in range(rounds)]
            syncs, lone = [], []
            for _ in range(rounds):
                syncs.append(fsync(folder))
                lone.append([await alone(stage, side, count // 5) for side in sides])
    rates = medians([[count / max(took.acknowledged) for took in pair] for pair in flying])
    all_rates = medians([[count / took.answered for took in pair] for pair in flying])
    p99 = medians([[percentile(took.acknowledged, 99) * 1000 for took in pair] for pair in bursts])
    all_done = medians([[took.answered * 1000 for took in pair] for pair in bursts])
    p50 = medians([[statistics.median(took.acknowledged) * 1000 for took in pair] for pair in lone])
    each_done = medians([[took.answered * 1000 for took in pair] for pair in lone])
    sync = statistics.median(syncs) * 1000
    return [
        figure("clicks, 32 in flight, each on disk", rates[0], "a second", (BARE, rates[1]), least=0.5),
        figure("the same, until all are answered, too", all_rates[0], "a second", (BARE, all_rates[1])),
        figure(f"p99 of {count:,} clicks at once", p99[0], "ms", (BARE, p99[1]), most=3),
        figure("the same, until the last answer has left", all_done[0], "ms", (BARE, all_done[1])),
        figure("p50 of one click alone", p50[0], "ms", (BARE, p50[1])),
        figure(f"the same, without one fsync ({sync:.2f} ms)", p50[0] - sync, "ms", (BARE, p50[1]), most=3),
        figure("one click alone, until its answer has left", each_done[0], "ms", (BARE, each_done[1])),
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


async def in_flight(stage: Stage, app: Asgi, count: int) -> Took:
    """`count` clicks, 32 in flight."""
    waiting = iter(prepare(stage, count))

    async def one_after_the_other() -> None:
        for prepared in waiting:
            await send(app, prepared)

    gc.collect()
    began = time.perf_counter()
    await asyncio.gather(*(one_after_the_other() for _ in range(IN_FLIGHT)))
    acknowledged = time.perf_counter() - began
    await stage.app.settle(60)
    return Took([acknowledged], time.perf_counter() - began)


async def burst(stage: Stage, app: Asgi, count: int) -> Took:
    """`count` clicks that come at the same moment."""
    prepared = prepare(stage, count)
    gc.collect()
    began = time.perf_counter()

    async def waited(each: Prepared) -> float:
        await send(app, each)
        return time.perf_counter() - began

    acknowledged = await asyncio.gather(*(waited(each) for each in prepared))
    await stage.app.settle(60)
    return Took(list(acknowledged), time.perf_counter() - began)


async def alone(stage: Stage, app: Asgi, count: int) -> Took:
    """Clicks when nothing else happens, one by one. `answered` is the median of a click."""
    acknowledged, answered = [], []
    for each in prepare(stage, count):
        began = time.perf_counter()
        acknowledged.append(await send(app, each))
        await stage.app.settle(60)
        answered.append(time.perf_counter() - began)
    return Took(acknowledged, statistics.median(answered))


def fsync(folder: Path) -> float:
    """How long it takes to bring a page to the disk, in seconds: what no durable commit can do without."""
    took = []
    with (folder / "page").open("ab", buffering=0) as file:
        for _ in range(100):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took)


def prepare(stage: Stage, count: int) -> list[Prepared]:
    return [Prepared(request) for request in stage.clicks.take(count)]


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which so many hundredths of the values lie."""
    return statistics.quantiles(values, n=1000, method="inclusive")[round(part * 10) - 1]
