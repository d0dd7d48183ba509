"""What a wave publishes whose group has changed since exact figures of the same questions: steps and bands.

Exact sums of two groups that differ by one person would give that person away. So here a mean is known only to lie in
one of the equal steps that its scale is cut into, and how many answered only as a band of the response rate. A step
holds its lower end and not its upper one (the last one holds both). What is shown is its middle, less a little: where
an end of a step is itself a mean that n people can have, the means within it begin at its lower end and stop short of
its upper one, so its middle is 1 / 2n too high, and twenty of these would add up.

**How wide a step is.** `n` people rated, at least `n_low` of them as the band says. A step is at least 2 / n_low wide,
so the sum of the ratings is known to lie in a range of n * step >= 2, and never better.

**Nothing else is published of such a wave.** What everybody together gave is worked out from the steps of the blocks
(by how many were asked), a total from the steps of its twenty statements, and spreads are taken from exact waves
(`Spread`), never from this one. So whoever adds up and subtracts everything that is published of it has the steps of
each block and question, and no more: figures that are rounded apart can't be played off against each other.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, Literal

from bot.conversation.model import Frozen
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING
from bot.pulse.uncertainty import Measured, Sums

ResponseBand = Literal["under_40", "40_to_60", "60_to_80", "80_or_more"]
BANDS: Final[dict[ResponseBand, int]] = {"under_40": 0, "40_to_60": 40, "60_to_80": 60, "80_or_more": 80}
"""Where each band begins, in per cent of those who could be asked."""
RATING_PARTS: Final = (10, 5, 2, 1)
"""How many steps there may be between two ratings, the finest first."""
SHARE_PARTS: Final = (20, 10, 5, 4, 2, 1)
"""How many steps a share may have between none and all, the finest first."""
MET: Final = {1: Fraction(1), 2: Fraction(3, 4), 5: Fraction(9, 25), 10: Fraction(27, 100)}
"""How many of the steps' ends are means that n people can have: gcd(n, parts) of `parts`, on average over n."""
PEOPLE: Final = 2
"""A step is at least as wide as what so many people's ratings make, each moved by one."""


class Rounded(Frozen):
    """A mean that is within `slack` of the true one, of at least `n` people; `variance` comes from exact waves."""

    n: int
    mean: Fraction
    variance: Fraction
    slack: Fraction


Figure = Sums | Rounded


class Spread(Frozen):
    """How far people's ratings lie apart, from all exact waves so far.

    `found` and `possible` are sums over statements: the variance that there was, and the largest that the mean allows.
    `agreement` is the mean correlation between statements, from the last exact assessment with totals.
    """

    found: float = 0
    possible: float = 0
    agreement: float | None = None

    @property
    def share(self) -> float:
        """The variance as a share of the largest possible; the largest where nothing is known."""
        return min(1.0, self.found / self.possible) if self.possible else 1.0

    def __add__(self, other: "Spread") -> "Spread":
        """With what a newer wave says."""
        agreement = self.agreement if other.agreement is None else other.agreement
        return Spread(found=self.found + other.found, possible=self.possible + other.possible, agreement=agreement)


def response_band(answered: int, reached: int) -> ResponseBand:
    """The band of a response rate, of those who could be asked."""
    return next(band for band, start in reversed(BANDS.items()) if 100 * answered >= start * reached)


def fewest(band: ResponseBand, reached: int, minimum: int) -> int:
    """How many have answered at least, for somebody who knows the band and that the minimum is reached."""
    return max(minimum, math.ceil(BANDS[band] * reached / 100))


def parts_for(n: int, parts: Sequence[int]) -> int:
    """How finely what `n` people gave may be shown."""
    return next((each for each in parts if n >= PEOPLE * each), parts[-1])


def stepped(value: Fraction, low: int, high: int, parts: int) -> Fraction:
    """The middle of the step in which a value lies, each unit being cut into so many parts."""
    step = (value.numerator - low * value.denominator) * parts // value.denominator
    return low + Fraction(2 * min(step, (high - low) * parts - 1) + 1, 2 * parts)


def rounded_mean(ratings: Sums, reached: int, minimum: int, spread: Spread) -> Rounded:
    """What may be published of the ratings of a block's people, of whom so many could be asked."""
    band = response_band(ratings.n, reached)
    n = fewest(band, reached, minimum)
    parts = parts_for(n, RATING_PARTS)
    lower = MET[parts] / (2 * max(n, _about(band, reached)))
    mean = stepped(ratings.mean, LOWEST_RATING, HIGHEST_RATING, parts) - lower
    slack = Fraction(1, 2 * parts) + lower
    return Rounded(n=n, mean=mean, variance=assumed_variance(mean, slack, n, spread), slack=slack)


def _about(band: ResponseBand, reached: int) -> int:
    """How many have answered, for somebody who knows the band: its middle."""
    end = min((each for each in BANDS.values() if each > BANDS[band]), default=100)
    return (BANDS[band] + end) * reached // 200


def assumed_variance(mean: Fraction, slack: Fraction, n: int, spread: Spread) -> Fraction:
    """The variance of ratings whose mean is known: as large, of what is possible, as it was in exact waves."""
    nearest = min(max((LOWEST_RATING + HIGHEST_RATING) / 2, float(mean - slack)), float(mean + slack))
    return Fraction(round(largest_variance(nearest, n) * spread.share * 10_000), 10_000)


def largest_variance(mean: float, n: int) -> float:
    """The largest sample variance that `n` ratings of this mean can have (Bhatia and Davis 2000)."""
    return (mean - LOWEST_RATING) * (HIGHEST_RATING - mean) * n / max(1, n - 1)


def combined(parts: Sequence[tuple[int, Rounded]]) -> Rounded:
    """Several blocks together, each by its weight: how many of it were asked."""
    if len(parts) == 1:
        return parts[0][1]
    together = sum(weight for weight, _ in parts)
    n = sum(part.n for _, part in parts)
    variance = sum((weight / together) ** 2 * float(part.variance) / part.n for weight, part in parts)
    return Rounded(
        n=n,
        mean=sum((weight * part.mean for weight, part in parts), Fraction(0)) / together,
        variance=Fraction(round(n * variance * 10_000), 10_000),
        slack=sum((weight * part.slack for weight, part in parts), Fraction(0)) / together,
    )


def spread_of(figures: Sequence[Measured]) -> Spread:
    """What exact figures say about spreads."""
    known = [each for each in figures if each.variance is not None]
    return Spread(
        found=sum(float(each.variance or 0) for each in known),
        possible=sum(largest_variance(float(each.mean), each.n) for each in known),
    )
