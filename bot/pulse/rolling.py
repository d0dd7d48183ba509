"""The rolling picture as it is frozen with a wave: the total that the newest figure of each statement adds up to."""

from datetime import date
from fractions import Fraction
from typing import Literal

from bot.conversation.model import Frozen
from bot.pulse.anonymity import Scope
from bot.pulse.scoring import relationship
from bot.pulse.statements import STATEMENTS, Relationship
from bot.pulse.uncertainty import Difference, Interval


class Estimate(Frozen):
    """Where a scope stands now, 20 to 100, worked out from `statements` statements and scaled up where some miss.

    `measured`: all twenty are of one assessment, so that this is no estimate. `since_last` is the change since the
    last assessment, `over_year` that since the oldest one within twelve months, None where there is none or where it
    is the same one.
    """

    total: Fraction
    interval: Interval | None
    statements: int
    measured: bool
    since_last: Difference | None = None
    over_year: Difference | None = None

    @property
    def relationship(self) -> Relationship | None:
        """None until all twenty are in."""
        return relationship(self.total) if self.statements == len(STATEMENTS) else None


class Reading(Frozen):
    """A point of a picture: a total as people read it, or a gap between two, with its interval."""

    value: float
    interval: Interval | None
    measured: bool


class Point(Frozen):
    """Where everybody stood when a wave closed. `gap` is Sales' total less Marketing's."""

    closed: date
    kind: Literal["assessment", "pulse"]
    totals: dict[Scope, Reading]
    gap: Reading | None = None


class Rolling(Frozen):
    """A scope that may not be shown is missing. `points` go from the oldest to this wave's own."""

    scopes: dict[Scope, Estimate]
    gap: Difference | None
    points: tuple[Point, ...]
