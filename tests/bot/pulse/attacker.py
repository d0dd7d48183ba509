"""Somebody who has a whole published result, knows who was in which group and who left out what, and does sums.

What they don't know is any rating. Every published sum is, to them, an equation whose unknowns are the ratings, the
squares of the ratings and the squares of the totals. They may add and subtract equations with any weights. They
have won if some combination that is not empty depends on fewer people than the minimum.

People of one side who left out the same statements appear in exactly the same equations, so they are told apart by
nothing: they are one *kind*, and a combination depends on all of a kind or on none. So it is enough to look at the
groups made of whole kinds: the attacker has won if, with the unknowns of such a group struck out, the equations
have fewer independent ones among them, for then some combination consisted of that group only.

To read an equation off a result without trusting how it was made, each unknown is given its own power of a large
number instead of a rating; the digits of a published sum then name the unknowns in it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from pydantic import BaseModel

from bot.pulse.results import Result
from bot.pulse.scoring import NUMBERS, Answers, Side
from bot.pulse.uncertainty import Sums

_BASE = 1000
Equation = dict[int, Fraction]


@dataclass(frozen=True)
class Kind:
    """`count` people of one side who left out the same statements."""

    side: Side
    count: int
    left_out: frozenset[int] = frozenset()


class Attacker:
    """`answers` may be asked for several waves; people who don't change their minds have the same unknowns in all."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds = tuple(kinds)
        self._owner: list[int] = []
        self._unknowns: dict[tuple[int, object], int] = {}

    def answers(self, questions: Iterable[int] = NUMBERS, *, whole: bool = True, wave: int = 0) -> dict[Side, Answers]:
        """The sums by side, with an unknown for each number; `whole` for an assessment, which has totals."""
        gathered: dict[Side, Answers] = {"sales": Answers(), "marketing": Answers(), "other": Answers()}
        asked = tuple(questions)
        for index, kind in enumerate(self.kinds):
            gathered[kind.side] += self._of_kind(index, kind, asked, whole, wave)
        return gathered

    def _of_kind(self, index: int, kind: Kind, asked: tuple[int, ...], whole: bool, wave: int) -> Answers:
        rated = [number for number in asked if number not in kind.left_out]
        unknown = {
            number: (self._unknown(index, (wave, number, "rating")), self._unknown(index, (wave, number, "square")))
            for number in rated
        }
        ratings = {
            number: Sums(n=kind.count, total=kind.count * rating, squares=kind.count * square)
            for number, (rating, square) in unknown.items()
        }
        if not rated:
            return Answers()
        if not whole or len(rated) < len(asked):
            return Answers(partial=kind.count, partial_ratings=ratings)
        total = kind.count * sum(rating for rating, _ in unknown.values())
        squares = kind.count * self._unknown(index, (wave, "square of the total"))
        return Answers(totals=Sums(n=kind.count, total=total, squares=squares), complete_ratings=ratings)

    def _unknown(self, kind: int, about: object) -> int:
        if (kind, about) not in self._unknowns:
            self._unknowns[kind, about] = int(_BASE ** len(self._owner))
            self._owner.append(kind)
        return self._unknowns[kind, about]

    def learns_about(self, published: Iterable[Sums], minimum: int) -> tuple[Kind, ...] | None:
        """A group of fewer than `minimum` people about which something follows; None if there is none."""
        return self.solves([_read(number) for sums in published for number in (sums.total, sums.squares)], minimum)

    def solves(
        self, equations: list[Equation], minimum: int, owner: Sequence[int] | None = None
    ) -> tuple[Kind, ...] | None:
        """The same for equations that were read otherwise; `owner` names the kind that each unknown is of."""
        owner = self._owner if owner is None else owner
        everything = _rank(equations)
        for group in self._small_groups(minimum):
            rest = [{at: c for at, c in each.items() if owner[at] not in group} for each in equations]
            if _rank(rest) < everything:
                return tuple(self.kinds[index] for index in group)
        return None

    def _small_groups(self, minimum: int) -> Iterator[tuple[int, ...]]:
        for size in range(1, minimum):
            for group in combinations(range(len(self.kinds)), size):
                if sum(self.kinds[index].count for index in group) < minimum:
                    yield group


def published(result: Result) -> list[Sums]:
    """Every exact figure in a result, wherever in it; all else that depends on ratings is worked out from these."""
    return list(_sums_in(result))


def _sums_in(value: object) -> Iterator[Sums]:
    if isinstance(value, Sums):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _sums_in(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _sums_in(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _sums_in(each)


def _read(number: int) -> Equation:
    equation: Equation = {}
    at = 0
    while number:
        number, digit = divmod(number, _BASE)
        if digit:
            equation[at] = Fraction(digit)
        at += 1
    return equation


def _rank(equations: Iterable[Equation]) -> int:
    """How many equations are independent, by exact elimination."""
    pivots: dict[int, Equation] = {}
    for equation in equations:
        left = dict(equation)
        while left:
            lead = min(left)
            if lead not in pivots:
                pivots[lead] = {at: c / left[lead] for at, c in left.items()}
                break
            factor = left[lead]
            for at, c in pivots[lead].items():
                left[at] = left.get(at, Fraction(0)) - factor * c
                if not left[at]:
                    del left[at]
    return len(pivots)
