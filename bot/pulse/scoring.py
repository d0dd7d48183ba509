"""From ratings to totals, and from totals to the type of relationship.

A person's total is the sum of their twenty ratings, 20 to 100. A group's total is the mean of its people's totals,
of those only who rated all twenty: somebody who left out the statements that hurt would otherwise move the total
without anybody seeing it. How many left something out is said beside it. A statement's mean needs no such care: it
is of everybody who rated that statement. (`bot.pulse.anonymity` decides when that may be shown.)

Totals are exact fractions, and so are the bands: 59.999 is defined, 60 is aligned, whatever a screen shows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from bot.conversation.model import Frozen
from bot.pulse.statements import HIGHEST_RATING, LOWEST_RATING, RELATIONSHIPS, STATEMENTS, Relationship
from bot.pulse.uncertainty import Sums

Side = Literal["sales", "marketing", "other"]
SIDES: tuple[Side, ...] = ("sales", "marketing", "other")
NUMBERS = tuple(each.number for each in STATEMENTS)
LOWEST_TOTAL = LOWEST_RATING * len(STATEMENTS)
HIGHEST_TOTAL = HIGHEST_RATING * len(STATEMENTS)


@dataclass(frozen=True, slots=True)
class Response:
    """One person's ratings by statement number, without the person. ValueError for what can't be a rating."""

    side: Side
    ratings: Mapping[int, int]

    def __post_init__(self) -> None:
        for number, rating in self.ratings.items():
            if number not in NUMBERS:
                raise ValueError(f"There is no statement {number}: they are numbered 1 to {len(STATEMENTS)}.")
            if not LOWEST_RATING <= rating <= HIGHEST_RATING:
                raise ValueError(f"Statement {number} was rated {rating}; a rating is a whole number from 1 to 5.")

    @property
    def complete(self) -> bool:
        return len(self.ratings) == len(STATEMENTS)


class Answers(Frozen):
    """A side's answers as sums, which is all that scoring needs and all that a database has to work out.

    `totals` are the totals of the people who rated all twenty, `partial` counts those who rated some but not all,
    and the ratings by statement (or question of a survey) are kept apart for the two. `counts` says for questions that
    have no mean how many gave which answer.
    """

    totals: Sums = Sums()
    partial: int = 0
    complete_ratings: dict[int, Sums] = {}
    partial_ratings: dict[int, Sums] = {}
    counts: dict[int, dict[int, int]] = {}

    @property
    def complete(self) -> int:
        return self.totals.n

    @property
    def answered(self) -> int:
        """How many rated at least one statement."""
        return self.complete + self.partial

    def ratings(self, number: int, *, with_partial: bool) -> Sums:
        """What a statement got, from those who rated all twenty and, if wished, from those who left some out."""
        complete = self.complete_ratings.get(number, Sums())
        return complete + self.partial_ratings.get(number, Sums()) if with_partial else complete

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(
            totals=self.totals + other.totals,
            partial=self.partial + other.partial,
            complete_ratings=_added(self.complete_ratings, other.complete_ratings),
            partial_ratings=_added(self.partial_ratings, other.partial_ratings),
            counts={
                question: dict(Counter(self.counts.get(question, {})) + Counter(other.counts.get(question, {})))
                for question in sorted({*self.counts, *other.counts})
            },
        )


def _added(one: Mapping[int, Sums], two: Mapping[int, Sums]) -> dict[int, Sums]:
    return {number: one.get(number, Sums()) + two.get(number, Sums()) for number in sorted({*one, *two})}


def gather(responses: Iterable[Response]) -> dict[Side, Answers]:
    """Add responses up by side. Somebody who rated nothing has not answered."""
    gathered = {side: Answers() for side in SIDES}
    for response in responses:
        if response.ratings:
            gathered[response.side] += _alone(response)
    return gathered


Tally = tuple[str, bool, int, int, int]
"""A row of running sums: side, whether these people rated all of an assessment, question, value, how many gave it."""
Turnout = tuple[str, bool, int, int, int]
"""People who answered anything: side, whether they rated all, how many, the sum and sum of squares of their totals."""


def added_up(tallies: Iterable[Tally], turnouts: Iterable[Turnout]) -> dict[Side, Answers]:
    """Running sums, as storage keeps them, by side. Rows without anybody count for nothing."""
    rows = [row for row in tallies if row[-1]]
    people = list(turnouts)
    return {side: _of_side([row for row in rows if row[0] == side], people, side) for side in SIDES}


def _of_side(rows: Sequence[Tally], turnouts: Iterable[Turnout], side: Side) -> Answers:
    here = [(whole, n, total, squares) for of, whole, n, total, squares in turnouts if of == side]
    counts: dict[tuple[bool, int], Counter[int]] = {}
    for _, whole, question, value, n in rows:
        counts.setdefault((bool(whole), question), Counter())[value] += n
    complete, partial = (
        {question: _sums(values) for (of, question), values in counts.items() if of == whole} for whole in (True, False)
    )
    both: dict[int, Counter[int]] = {}
    for (_, question), values in counts.items():
        both.setdefault(question, Counter()).update(values)
    return Answers(
        totals=sum((Sums(n=n, total=total, squares=squares) for whole, n, total, squares in here if whole), Sums()),
        partial=sum(n for whole, n, _, _ in here if not whole),
        complete_ratings=complete,
        partial_ratings=partial,
        counts={question: dict(values) for question, values in both.items()},
    )


def _sums(counts: Mapping[int, int]) -> Sums:
    """The sums of values, by how often each was given."""
    return Sums(
        n=sum(counts.values()),
        total=sum(value * n for value, n in counts.items()),
        squares=sum(value * value * n for value, n in counts.items()),
    )


def _alone(response: Response) -> Answers:
    ratings = {number: Sums.of(rating) for number, rating in response.ratings.items()}
    if response.complete:
        return Answers(totals=Sums.of(sum(response.ratings.values())), complete_ratings=ratings)
    return Answers(partial=1, partial_ratings=ratings)


def relationship(total: Fraction | Decimal | float) -> Relationship:
    """What a total of 20 to 100 says; ValueError outside that."""
    if not LOWEST_TOTAL <= total <= HIGHEST_TOTAL:
        raise ValueError(f"A total lies between {LOWEST_TOTAL} and {HIGHEST_TOTAL}; {total} does not.")
    return next(each.key for each in reversed(RELATIONSHIPS) if total >= each.start)


def shown(total: Fraction, decimals: int = 1) -> Decimal:
    """A total as people read it: rounded half up, unless that would lift it into the next band; then cut off.

    So 39.99 is shown as 39.9, which is undefined, and never as "40.0, undefined".
    """
    rounded = rounded_to(total, decimals)
    if relationship(rounded) == relationship(total):
        return rounded
    return Decimal(floor(total * 10**decimals)).scaleb(-decimals)


def rounded_to(value: Fraction, decimals: int) -> Decimal:
    """An exact fraction as a decimal, half away from zero."""
    size = Decimal(floor(abs(value) * 10**decimals + Fraction(1, 2))).scaleb(-decimals)
    return -size if value < 0 and size else size
