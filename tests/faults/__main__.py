"""`python -m tests.faults --moments 200`: a line a moment, a summary; exit code 1 if any was not as it should be.

At the end stands how long after sending a message a crash can make Teams show it twice.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.faults import window
from tests.faults.run import make_template, moment, run


def main() -> None:
    options = argparse.ArgumentParser(prog="tests.faults", description="Kill Truce while 500 people are invited.")
    options.add_argument("--moments", type=int, default=200, help="how many (200)")
    options.add_argument("--first", type=int, default=1, help="the first seed (1)")
    options.add_argument("--keep", type=Path, help="a folder that keeps databases and logs")
    options.add_argument("--at-once", type=int, default=2, help="how many at the same time (2)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        seeds = range(chosen.first, chosen.first + chosen.moments)
        sys.exit(_all(chosen.keep or Path(temporary), seeds, chosen.at_once))


def _all(folder: Path, seeds: range, at_once: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    wrong = asyncio.run(_moments(folder, seeds, make_template(folder), at_once))
    sys.stdout.write(f"{len(seeds)} moments, {len(seeds) - wrong} as they should be, {wrong} not\n")
    sys.stdout.write(f"{asyncio.run(window.measure())}\n")
    return 1 if wrong else 0


async def _moments(folder: Path, seeds: range, template: Path, at_once: int) -> int:
    """Live through all of them, and tell of each. Returns how many were not as they should be."""
    turns = asyncio.Semaphore(at_once)

    async def one(seed: int) -> bool:
        async with turns:
            place = folder / f"moment-{seed}"
            place.mkdir()
            outcome = await run(moment(seed), template, place)
        sys.stdout.write(f"{outcome}\n")
        sys.stdout.flush()
        return bool(outcome.problems())

    return sum(await asyncio.gather(*(one(seed) for seed in seeds)))


if __name__ == "__main__":
    main()
