"""How well the rules are kept: met in time of all, by rule, side and month. Pure: occasions come in, figures go out.

All that count are met, or overdue. What was waived or cancelled, and what may still be met in time, is counted beside
them: nobody has missed it. Whoever was late stays late, whatever came after.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

Fate = Literal["in time", "met late", "overdue", "open", "waived", "cancelled"]
COUNTED: Final[frozenset[Fate]] = frozenset({"in time", "met late", "overdue"})


@dataclass(frozen=True)
class Occasion:
    """One engagement. `month`: its first day, of when it was opened; `side`: of those asked, "both" of several."""

    rule: int
    side: Literal["sales", "marketing", "both", "other"]
    month: date
    state: str
    late: bool

    @property
    def fate(self) -> Fate:
        match self.state:
            case "met":
                return "met late" if self.late else "in time"
            case "waived":
                return "waived"
            case "cancelled":
                return "cancelled"
            case "overdue":
                return "overdue"
        return "overdue" if self.late else "open"


class Row(NamedTuple):
    """What the figures are by."""

    month: date
    rule: int
    side: str


@dataclass(frozen=True)
class Figures:
    """How many of each fate."""

    counts: Mapping[Fate, int]

    def of(self, fate: Fate) -> int:
        return self.counts.get(fate, 0)

    @property
    def in_time(self) -> int:
        return self.of("in time")

    @property
    def counted(self) -> int:
        """Of how many the share is."""
        return sum(count for fate, count in self.counts.items() if fate in COUNTED)

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> float | None:
        """Met in time, from 0 to 1; None where none counts so far."""
        return self.in_time / self.counted if self.counted else None


def figures(occasions: Iterable[Occasion]) -> Figures:
    return Figures(Counter(each.fate for each in occasions))


def by_row(occasions: Iterable[Occasion]) -> Mapping[Row, Figures]:
    """The figures of each month, rule and side, the newest month first."""
    found: dict[Row, list[Occasion]] = {}
    for each in occasions:
        found.setdefault(Row(each.month, each.rule, each.side), []).append(each)
    rows = sorted(found, key=lambda row: (-row.month.toordinal(), row.rule, row.side))
    return {row: figures(found[row]) for row in rows}


def side_of(sides: Iterable[str]) -> Literal["sales", "marketing", "both", "other"]:
    """The side that an engagement asks."""
    of = set(sides) & {"sales", "marketing"}
    if len(of) == 2:
        return "both"
    if not of:
        return "other"
    return "sales" if "sales" in of else "marketing"


def months_back(day: date, count: int) -> date:
    """The first day of the month so many months before this day's; 0: of its own."""
    index = day.year * 12 + day.month - 1 - count
    return date(index // 12, index % 12 + 1, 1)


def months(occasions: Sequence[Occasion]) -> Sequence[date]:
    return sorted({each.month for each in occasions}, reverse=True)
