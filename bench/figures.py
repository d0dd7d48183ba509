"""A figure and what it is held against: as a line of the table, and as an entry of build/bench.json."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Turns:
    """How long to measure: so many turns of each side, and so many clicks in each."""

    rounds: int
    clicks: int


@dataclass(frozen=True)
class Figure:
    """`ratio` is value / against_value. `goal` is a ratio, at least or at most, or empty where there is none."""

    name: str
    value: float
    unit: str
    against: str
    against_value: float
    ratio: float
    goal: str
    met: bool | None


def figure(
    name: str, value: float, unit: str, against: tuple[str, float], *, least: float = 0, most: float = 0
) -> Figure:
    ratio = value / against[1]
    goal = f">= {least}" if least else f"<= {most}" if most else ""
    met = ratio >= least if least else ratio <= most if most else None
    return Figure(name, round(value, 3), unit, against[0], round(against[1], 3), round(ratio, 3), goal, met)


def medians(pairs: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Of turns of (ours, theirs): the median of each side."""
    return statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs)


def write(figures: Sequence[Figure], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(each) for each in figures], indent=2) + "\n", encoding="utf-8")


def show(figures: Sequence[Figure]) -> None:
    table = Table("what", "Truce", "against", "", "ratio", "goal", "", box=None, pad_edge=False)
    for each in figures:
        met = {True: "met", False: "missed", None: ""}[each.met]
        table.add_row(
            each.name,
            f"{each.value:,.4g} {each.unit}",
            f"{each.against_value:,.4g} {each.unit}",
            each.against,
            f"{each.ratio:.2f}",
            each.goal,
            met,
        )
    Console(width=140).print(table)
