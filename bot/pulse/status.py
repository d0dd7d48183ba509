"""How many have answered so far: counts of groups, never of one so small that it would be about somebody."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.pulse.anonymity import counted
from bot.pulse.published import reached
from bot.pulse.rounding import ResponseBand, response_band
from bot.pulse.scoring import SIDES, Side

Sides = Mapping[Side, int] | Mapping[str, int]


@dataclass(frozen=True)
class Count:
    """How many of those invited answered; only the band of the response rate where the group has changed.

    Of those invited, `unreachable` could not be written to; the band is of the others.
    """

    answered: int | None
    invited: int
    band: ResponseBand | None = None
    unreachable: int = 0


def status(
    invited: Sides,
    answered: Sides,
    minimum: int,
    *,
    exact: bool = True,
    unreachable: Sides | None = None,
) -> dict[str, Count]:
    """The counts that may be shown: Sales, Marketing and "overall".

    They are of the same people as those that the result may name afterwards, or less the counts would say more than
    either: both sides where each has `minimum` people, everybody alone otherwise, and nobody's below that.
    """
    asked: dict[Side, int] = {side: invited.get(side, 0) for side in SIDES}
    counting = counted(asked, minimum)
    away: Sides = unreachable or {}

    def count(*sides: Side) -> Count:
        people, done, missed = (sum(of.get(side, 0) for side in sides) for of in (asked, answered, away))
        if exact:
            return Count(done, people, unreachable=missed)
        return Count(None, people, response_band(done, reached(people, missed, done)), missed)

    if sum(asked[side] for side in counting) < minimum:
        return {}
    shown: dict[str, Count] = {}
    if asked["sales"] >= minimum and asked["marketing"] >= minimum:
        shown = {"sales": count("sales"), "marketing": count("marketing")}
    return shown | {"overall": count(*counting)}
