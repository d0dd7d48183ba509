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
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sys.exit(_all(chosen.keep or Path(temporary), range(chosen.first, chosen.first + chosen.moments)))


def _all(folder: Path, seeds: range) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    template = make_template(folder)
    wrong = 0
    for seed in seeds:
        place = folder / f"moment-{seed}"
        place.mkdir()
        outcome = asyncio.run(run(moment(seed), template, place))
        wrong += bool(outcome.problems())
        sys.stdout.write(f"{outcome}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(seeds)} moments, {len(seeds) - wrong} as they should be, {wrong} not\n")
    sys.stdout.write(f"{asyncio.run(window.measure())}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    main()
