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
from io import FileIO
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
    """Seconds until the acknowledgement (of each click, or of all), and until all answers were handed back.

    `fsync`: how long one took meanwhile, where that was measured.
    """

    acknowledged: list[float]
    answered: float
    fsync: float = 0


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
            lone = [await alone(stage, folder, count // 5) for _ in range(rounds)]
    rates = medians([[count / max(took.acknowledged) for took in pair] for pair in flying])
    all_rates = medians([[count / took.answered for took in pair] for pair in flying])
    p99 = medians([[percentile(took.acknowledged, 99) * 1000 for took in pair] for pair in bursts])
    all_done = medians([[took.answered * 1000 for took in pair] for pair in bursts])
    p50 = medians([[statistics.median(took.acknowledged) * 1000 for took in pair] for pair in lone])
    each_done = medians([[took.answered * 1000 for took in pair] for pair in lone])
    sync = statistics.median(took.fsync for pair in lone for took in pair) * 1000
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


async def alone(stage: Stage, folder: Path, count: int) -> tuple[Took, Took]:
    """Clicks when nothing else happens, one by one, each side in turn. `answered` is the median of a click.

    A disk is now fast and now slow, so beside each of them it is measured how long a page takes to get there.
    """
    sides: tuple[tuple[Asgi, list[tuple[float, float, float]]], ...] = ((stage.truce, []), (stage.bare, []))
    with (folder / "page").open("ab", buffering=0) as page:
        for _ in range(count):
            for app, took in sides:
                (each,) = prepare(stage, 1)
                began = time.perf_counter()
                acknowledged = await send(app, each)
                await stage.app.settle(60)
                took.append((acknowledged, time.perf_counter() - began, fsync(page)))
    ours, theirs = (_together(took) for _, took in sides)
    return ours, theirs


def _together(took: list[tuple[float, float, float]]) -> Took:
    acknowledged, answered, synced = zip(*took, strict=True)
    return Took(list(acknowledged), statistics.median(answered), statistics.median(synced))


def fsync(file: FileIO) -> float:
    """How long it takes to bring a page to the disk, in seconds: what no durable commit can do without."""
    file.write(bytes(4096))
    began = time.perf_counter()
    os.fsync(file.fileno())
    return time.perf_counter() - began


def prepare(stage: Stage, count: int) -> list[Prepared]:
    return [Prepared(request) for request in stage.clicks.take(count)]


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which so many hundredths of the values lie."""
    return statistics.quantiles(values, n=1000, method="inclusive")[round(part * 10) - 1]
