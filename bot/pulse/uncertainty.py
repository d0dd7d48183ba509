"""How sure a mean or a share is: 95 % intervals, and what counts as a change.

Everything works from what is frozen when a wave closes: exact sums, or a mean that is known to a step only
(`bot.pulse.rounding`). People answer independently of each other here; the same people answering twice would make a
change a little surer than it says, so errors are on the careful side.
"""

import math
from datetime import date
from fractions import Fraction
from statistics import NormalDist
from typing import Literal, Protocol, Self

from bot.conversation.model import Frozen

CONFIDENCE = 0.95
Direction = Literal["up", "level", "down"]
_TINY = 1e-300


class Measured(Protocol):
    """What intervals are made from. `n` may be the fewest that it can be; the true mean is within `slack` of `mean`."""

    @property
    def n(self) -> int: ...

    @property
    def mean(self) -> Fraction: ...

    @property
    def variance(self) -> Fraction | None: ...

    @property
    def slack(self) -> Fraction: ...


class Sums(Frozen):
    """What is kept of a group's numbers: how many, their sum, the sum of their squares. Exact."""

    n: int = 0
    total: int = 0
    squares: int = 0

    @classmethod
    def of(cls, *values: int) -> Self:
        return cls(n=len(values), total=sum(values), squares=sum(value * value for value in values))

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(n=self.n + other.n, total=self.total + other.total, squares=self.squares + other.squares)

    @property
    def mean(self) -> Fraction:
        """ValueError where there is nobody."""
        if not self.n:
            raise ValueError("Nobody has answered, so there is no mean.")
        return Fraction(self.total, self.n)

    @property
    def variance(self) -> Fraction | None:
        """The sample variance (n - 1); None for fewer than two."""
        if self.n < 2:
            return None
        return (self.squares - Fraction(self.total * self.total, self.n)) / (self.n - 1)

    @property
    def slack(self) -> Fraction:
        """None: sums are exact."""
        return Fraction(0)


class Interval(Frozen):
    """From `low` to `high`, both included."""

    low: float
    high: float


class Difference(Frozen):
    """One mean less another, with its 95 % interval; "level" where the interval holds 0, so noise is no trend.

    `since` is the day on which the other one was taken, for a change over time.
    """

    value: float
    interval: Interval
    direction: Direction
    since: date | None = None

    @classmethod
    def within(cls, value: float, margin: float, since: date | None = None) -> Self:
        """A difference that is known to `margin` either way."""
        interval = Interval(low=value - margin, high=value + margin)
        direction: Direction = "up" if interval.low > 0 else "down" if interval.high < 0 else "level"
        return cls(value=value, interval=interval, direction=direction, since=since)


def mean_interval(figure: Measured, low: float, high: float) -> Interval | None:
    """The 95 % interval of a mean, kept within what is possible (`low` to `high`); None for fewer than two people."""
    if figure.variance is None:
        return None
    mean = float(figure.mean)
    margin = t_quantile((1 + CONFIDENCE) / 2, figure.n - 1) * math.sqrt(figure.variance / figure.n)
    margin += float(figure.slack)
    return Interval(low=max(low, mean - margin), high=min(high, mean + margin))


def share_interval(share: Fraction, n: int, slack: Fraction = Fraction(0)) -> Interval:
    """The 95 % interval of a share, 0 to 1: adjusted Wald, as Agresti and Coull give it (1998), widened by `slack`."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    people = n + z * z
    middle = (float(share) * n + z * z / 2) / people
    margin = z * math.sqrt(middle * (1 - middle) / people) + float(slack)
    return Interval(low=max(0.0, middle - margin), high=min(1.0, middle + margin))


def share_difference(first: Fraction, second: Fraction, n: int, slack: Fraction = Fraction(0)) -> Interval:
    """The 95 % interval of one share of `n` people less another share of the same, -1 to 1, widened by `slack`.

    Adjusted Wald for two proportions that exclude each other: three people are added, as Lewis and Sauro give it for
    promoters and detractors, a quarter of them on either side and half in between.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    people = n + 3
    up, down = (float(first) * n + 0.75) / people, (float(second) * n + 0.75) / people
    margin = z * math.sqrt((up + down - (up - down) ** 2) / people) + float(slack)
    return Interval(low=max(-1.0, up - down - margin), high=min(1.0, up - down + margin))


def difference(first: Measured, second: Measured, since: date | None = None) -> Difference | None:
    """`first`'s mean less `second`'s by Welch's t interval; None where either has fewer than two people.

    The degrees of freedom are Welch and Satterthwaite's, a real number.
    """
    if first.variance is None or second.variance is None:
        return None
    one, two = first.variance / first.n, second.variance / second.n
    margin = float(first.slack + second.slack)
    if one + two:
        freedom = (one + two) ** 2 / (one**2 / (first.n - 1) + two**2 / (second.n - 1))
        margin += t_quantile((1 + CONFIDENCE) / 2, float(freedom)) * math.sqrt(one + two)
    return Difference.within(float(first.mean - second.mean), margin, since)


def t_quantile(probability: float, freedom: float) -> float:
    """Where Student's t distribution reaches `probability` (0.5 to below 1); good to 1e-9.

    By Newton's steps from the normal distribution's quantile, which lies below: the distribution is concave there, so
    no step goes too far.
    """
    if not 0.5 <= probability < 1 or freedom <= 0:
        raise ValueError("A t quantile needs a probability from 0.5 to below 1 and more than 0 degrees of freedom.")
    at = NormalDist().inv_cdf(probability)
    log_peak = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    for _ in range(1000):
        density = math.exp(log_peak - (freedom + 1) / 2 * math.log1p(at * at / freedom))
        step = (probability - _t_cumulative(at, freedom)) / density
        at += step
        if abs(step) <= 1e-11 * max(1.0, at):
            break
    return at


def _t_cumulative(t: float, freedom: float) -> float:
    return 1 - _incomplete_beta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    return front * _continued_fraction(x, a, b) / a


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Lentz's method, from the front, until a step changes nothing."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
