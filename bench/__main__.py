"""`make bench`: measure, print a table, write build/bench.json. Every figure is a ratio to something simpler.

Both sides of a ratio are measured in the same run and in turns, so that a busy machine slows both; still, an idle
one tells more. Exits with 0 also where a goal is missed: the table says so. `--only clicks,starts` measures some.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bench import agenda, clicks, fanout, finding, publishing, rules, start
from bench.figures import Figure, Turns, show, write

BUILD: Final = Path("build")

MEASUREMENTS: Final[dict[str, Callable[[Path, Turns], list[Figure]]]] = {
    "clicks": clicks.measure,
    "starts": start.measure,
    "fanout": fanout.measure,
    "publishing": publishing.measure,
    "finding": finding.measure,
    "rules": rules.measure,
    "agenda": agenda.measure,
}
"""Each gets a folder of its own, on the disk that is there and not in memory, and says how it compares."""


def main() -> None:
    options = argparse.ArgumentParser(prog="bench", description="Measure what Truce costs.")
    options.add_argument("--rounds", type=int, default=5, help="how many turns of each side (5)")
    options.add_argument("--clicks", type=int, default=1000, help="clicks a turn, and in a burst (1000)")
    options.add_argument("--only", type=_names, default=list(MEASUREMENTS), help=f"of {', '.join(MEASUREMENTS)}")
    chosen = options.parse_args()
    turns = Turns(rounds=chosen.rounds, clicks=chosen.clicks)
    logging.disable(logging.WARNING)
    BUILD.mkdir(exist_ok=True)
    figures: list[Figure] = []
    for name in chosen.only:
        with tempfile.TemporaryDirectory(dir=BUILD) as folder:
            figures += MEASUREMENTS[name](Path(folder), turns)
        print(f"measured: {name}", file=sys.stderr, flush=True)
    write(figures, BUILD / "bench.json")
    show(figures)


def _names(given: str) -> list[str]:
    names = given.split(",")
    for name in names:
        if name not in MEASUREMENTS:
            raise argparse.ArgumentTypeError(f"there is no {name!r}; choose from {', '.join(MEASUREMENTS)}")
    return names


if __name__ == "__main__":
    main()
