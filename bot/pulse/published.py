"""What is left of a wave once it is closed, and all that anybody ever sees of it: published figures and nothing else.

So it can be stored, shown, exported and compared with the next one. `bot.pulse.results` makes it.
"""

from datetime import date
from fractions import Fraction
from typing import Literal

from bot.conversation.model import Frozen
from bot.pulse.anonymity import DEFAULT_MINIMUM, Scope, Use
from bot.pulse.custom import QuestionResult
from bot.pulse.questions import Question, all_twenty
from bot.pulse.rolling import Rolling
from bot.pulse.rounding import BANDS, Figure, ResponseBand, Spread
from bot.pulse.scoring import HIGHEST_TOTAL, LOWEST_TOTAL, Side, relationship
from bot.pulse.statements import Relationship
from bot.pulse.uncertainty import Difference, Interval, difference, mean_interval

Kind = Literal["assessment", "pulse", "survey"]
LOW_RESPONSE = Fraction(60, 100)
"""Where fewer than this share answered, a figure is read with care."""


class Asked(Frozen):
    """The wave that closes: its name and days, how many of each side were invited, the smallest group to show.

    Of those invited, `unreachable` could not be written to. `exact` says whether exact figures may be published: the
    group is the same as in every earlier wave of the family that published such.
    """

    kind: Kind = "assessment"
    title: str
    opened: date
    closed: date
    invited: dict[Side, int]
    unreachable: dict[Side, int] = {}
    minimum: int = DEFAULT_MINIMUM
    questions: tuple[Question, ...] = all_twenty()
    exact: bool = True
    named: bool = False


class Group(Frozen):
    """A scope that may be shown: how many were asked and answered, and the total of those who rated all twenty.

    How many answered is known exactly (`answered`), or as a `band` of the response rate where the group has changed.
    Of those invited, `unreachable` could not be written to; they are left out of the rate.

    `partial` of those who answered an assessment left statements out; what `partial_counted` of them did rate is in
    the statements' means. `totals` is None where too few rated all twenty, and in waves that don't ask all twenty.
    """

    scope: Scope
    invited: int
    answered: int | None = None
    band: ResponseBand | None = None
    unreachable: int = 0
    partial: int = 0
    partial_counted: int = 0
    totals: Figure | None = None
    change: Difference | None = None

    @property
    def mean(self) -> Fraction | None:
        return self.totals.mean if self.totals else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the mean total."""
        return mean_interval(self.totals, LOWEST_TOTAL, HIGHEST_TOTAL) if self.totals else None

    @property
    def relationship(self) -> Relationship | None:
        return relationship(self.totals.mean) if self.totals else None

    @property
    def response_rate(self) -> Fraction:
        """The share of those who could be asked that answered at all, 0 to 1; of a band, where it begins."""
        if self.answered is None:
            return Fraction(BANDS[self.band or "under_40"], 100)
        return Fraction(self.answered, reached(self.invited, self.unreachable, self.answered))

    @property
    def low_response(self) -> bool:
        """Whether so few answered that their figures are to be read with care."""
        return self.response_rate < LOW_RESPONSE


class StatementResult(Frozen):
    """The published figures of a statement's ratings by scope; a scope that may not be shown is missing.

    `changes` are the differences from when it was asked last.
    """

    number: int
    ratings: dict[Scope, Figure]
    changes: dict[Scope, Difference] = {}

    def mean(self, scope: Scope) -> Fraction | None:
        return self.ratings[scope].mean if scope in self.ratings else None

    @property
    def gap(self) -> Fraction | None:
        """Sales' mean less Marketing's: above 0, Sales sees it more kindly."""
        sales, marketing = self.mean("sales"), self.mean("marketing")
        return None if sales is None or marketing is None else sales - marketing


class Result(Frozen):
    """A closed wave. A scope without a group may not be shown; with no groups, nothing may be.

    `statements` are those of the twenty that were asked, `questions` the company's own. `others` says what became of
    the answers of people on neither side. `comments` are in no order. `spread` is kept for the waves to come.
    Where `exact` is False, every figure is rounded (`bot.pulse.rounding`).
    """

    kind: Kind = "assessment"
    title: str
    opened: date
    closed: date
    minimum: int
    groups: dict[Scope, Group]
    statements: tuple[StatementResult, ...]
    others: Use
    exact: bool = True
    named: bool = False
    questions: tuple[QuestionResult, ...] = ()
    comments: tuple[str, ...] = ()
    spread: dict[Scope, Spread] | None = None
    rolling: Rolling | None = None

    @property
    def gap(self) -> Difference | None:
        """The perception gap: Sales' mean total less Marketing's, None where it may not be shown."""
        sales, marketing = self._totals("sales"), self._totals("marketing")
        return difference(sales, marketing) if sales and marketing else None

    def by_gap(self) -> tuple[StatementResult, ...]:
        """The statements whose gap may be shown, those that split the sides most first; ties in their own order."""
        sized = [(abs(each.gap), each) for each in self.statements if each.gap is not None]
        return tuple(each for _, each in sorted(sized, key=lambda pair: (-pair[0], pair[1].number)))

    def by_lowest(self, scope: Scope = "overall") -> tuple[StatementResult, ...]:
        """The statements whose mean may be shown, lowest first; ties in their own order."""
        rated = [(mean, each) for each in self.statements if (mean := each.mean(scope)) is not None]
        return tuple(each for _, each in sorted(rated, key=lambda pair: (pair[0], pair[1].number)))

    def _totals(self, scope: Scope) -> Figure | None:
        return self.groups[scope].totals if scope in self.groups else None


def reached(invited: int, unreachable: int, answered: int) -> int:
    """How many could be asked: those who could be written to, unless more have answered all the same."""
    return invited - unreachable if answered <= invited - unreachable else invited
