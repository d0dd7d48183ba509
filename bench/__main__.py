"""`make bench`: measure, print a table, write build/bench.json. Every figure is a ratio to something simpler.

Both sides of a ratio are measured in the same run and in turns, so that a busy machine slows both; still, an idle
one tells more. Exits with 0 also where a goal is missed: the table says so.
"""

import argparse
import asyncio
import logging
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import start
from bench.clicks import alone, burst, percentile, rate
from bench.far_side import far_side
from bench.figures import Figure, figure, show, write
from bench.stage import Stage, a_stage

BUILD = Path("build")
BARE = "a bare Bolt app that only acknowledges"
BOLT = "importing slack-bolt and making an app"
MEBIBYTE = 1024 * 1024


def main() -> None:
    options = argparse.ArgumentParser(prog="bench", description="Measure what Truce costs.")
    options.add_argument("--rounds", type=int, default=5, help="how many turns of each side (5)")
    options.add_argument("--clicks", type=int, default=1000, help="clicks a turn, and in a burst (1000)")
    chosen = options.parse_args()
    logging.disable(logging.WARNING)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:  # on the disk that is there, not in memory
        figures = asyncio.run(clicks(Path(folder), chosen.rounds, chosen.clicks))
        figures += starts(Path(folder), chosen.rounds)
    write(figures, BUILD / "bench.json")
    show(figures)


async def clicks(folder: Path, rounds: int, count: int) -> list[Figure]:
    """Each figure is the median over the rounds, in which both sides take turns."""
    with far_side() as far:
        async with a_stage(folder, far) as stage:
            sides = (stage.truce, stage.bare)
            await _warm_up(stage, count)
            rates = [[await rate(stage, side, count) for side in sides] for _ in range(rounds)]
            _told("rates")
            bursts = [[percentile(await burst(stage, side, count), 99) for side in sides] for _ in range(rounds)]
            _told("bursts")
            lone = [[statistics.median(await alone(stage, side, count // 5)) for side in sides] for _ in range(rounds)]
            _told("single clicks")
    (ours, theirs), (our_p99, their_p99), (our_p50, their_p50) = map(_medians, (rates, bursts, lone))
    return [
        figure("clicks, 32 in flight, each on disk", ours, "a second", (BARE, theirs), least=0.5),
        figure(f"p99 of {count:,} clicks at once", our_p99 * 1000, "ms", (BARE, their_p99 * 1000), most=3),
        figure("p50 of one click alone", our_p50 * 1000, "ms", (BARE, their_p50 * 1000)),
    ]


def _medians(pairs: Sequence[Sequence[float]]) -> tuple[float, float]:
    return statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs)


async def _warm_up(stage: Stage, count: int) -> None:
    for side in (stage.truce, stage.bare):
        await rate(stage, side, count // 4)


def starts(folder: Path, rounds: int) -> list[Figure]:
    pairs = [(start.truce(folder), start.bolt(folder)) for _ in range(rounds)]
    _told("starts")
    seconds = _medians([(ours.seconds, theirs.seconds) for ours, theirs in pairs])
    memory = _medians([(ours.memory, theirs.memory) for ours, theirs in pairs])
    return [
        figure("start of truce serve, until all is built", seconds[0], "s", (BOLT, seconds[1])),
        figure("memory then", memory[0] / MEBIBYTE, "MiB", (BOLT, memory[1] / MEBIBYTE)),
    ]


def _told(what: str) -> None:
    print(f"measured: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
