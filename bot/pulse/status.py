"""How many have answered so far: counts of groups, never of one so small that it would be about somebody."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    answered: int
    invited: int


def status(invited: Mapping[str, int], answered: Mapping[str, int], minimum: int) -> dict[str, Count]:
    """The counts that may be shown: Sales, Marketing and "overall".

    A side is shown from `minimum` people on; "overall" only if those outside the sides shown are none or enough.
    """
    shown = {
        side: Count(answered.get(side, 0), invited[side])
        for side in ("sales", "marketing")
        if invited.get(side, 0) >= minimum
    }
    everybody = Count(sum(answered.values()), sum(invited.values()))
    rest = everybody.invited - sum(count.invited for count in shown.values())
    if everybody.invited >= minimum and (rest == 0 or rest >= minimum):
        shown["overall"] = everybody
    return shown
