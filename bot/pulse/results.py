"""The result of an assessment: what is left of a wave once it is closed, and all that anybody ever sees of it.

Comes in: answers already added up by side, and how many were invited. Goes out: a `Result`, which holds published
sums and nothing else, so that it can be stored, shown, exported and compared with the next one.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Literal

from bot.conversation.model import Frozen
from bot.conversation.words import TN, T, Words
from bot.pulse.anonymity import DEFAULT_MINIMUM, Plan, Scope, Use, plan
from bot.pulse.scoring import HIGHEST_TOTAL, LOWEST_TOTAL, NUMBERS, SIDES, Answers, Side, relationship
from bot.pulse.statements import Relationship
from bot.pulse.uncertainty import Difference, Interval, Sums, difference, mean_interval


class Asked(Frozen):
    """The wave that closes: its name and days, how many of each side were invited, the smallest group to show."""

    title: str
    opened: date
    closed: date
    invited: dict[Side, int]
    minimum: int = DEFAULT_MINIMUM


class Group(Frozen):
    """A scope that may be shown: how many were asked and answered, and the total of those who rated all twenty.

    `partial` of those who answered left statements out; what `partial_counted` of them did rate is in the
    statements' means. `totals` is None where too few rated all twenty.
    """

    scope: Scope
    invited: int
    answered: int
    partial: int
    partial_counted: int
    totals: Sums | None
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
        """The share of those asked who answered at all, 0 to 1."""
        return Fraction(self.answered, self.invited)


class StatementResult(Frozen):
    """The published sums of a statement's ratings by scope; a scope that may not be shown is missing."""

    number: int
    ratings: dict[Scope, Sums]

    def mean(self, scope: Scope) -> Fraction | None:
        return self.ratings[scope].mean if scope in self.ratings else None

    @property
    def gap(self) -> Fraction | None:
        """Sales' mean less Marketing's: above 0, Sales sees it more kindly."""
        sales, marketing = self.mean("sales"), self.mean("marketing")
        return None if sales is None or marketing is None else sales - marketing


class Result(Frozen):
    """A closed assessment. A scope without a group may not be shown; with no groups, nothing may be.

    `others` says what became of the answers of people on neither side.
    """

    kind: Literal["assessment"] = "assessment"
    title: str
    opened: date
    closed: date
    minimum: int
    groups: dict[Scope, Group]
    statements: tuple[StatementResult, ...]
    others: Use

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

    def _totals(self, scope: Scope) -> Sums | None:
        return self.groups[scope].totals if scope in self.groups else None


def compute(asked: Asked, answers: Mapping[Side, Answers], previous: Result | None = None) -> Result:
    """What may be published of a wave. `previous` is the last assessment, for the change since.

    ValueError for a minimum below three, or where more answered than were invited.
    """
    for side in SIDES:
        if answers.get(side, Answers()).answered > asked.invited.get(side, 0):
            raise ValueError(f"More people on the side {side} answered than were invited; count the invited anew.")
    publishable = plan(answers, asked.minimum)
    return Result(
        title=asked.title,
        opened=asked.opened,
        closed=asked.closed,
        minimum=asked.minimum,
        groups={scope: _group(scope, publishable, asked.invited, previous) for scope in publishable.scopes},
        statements=_statements(publishable) if publishable.blocks else (),
        others=publishable.others,
    )


def _group(scope: Scope, publishable: Plan, invited: Mapping[Side, int], previous: Result | None) -> Group:
    blocks = publishable.within(scope)
    totals = publishable.total(scope)
    before = previous.groups.get(scope) if previous else None
    change = None
    if previous and before and before.totals and totals:
        change = difference(totals, before.totals, since=previous.closed)
    return Group(
        scope=scope,
        invited=_invited(scope, publishable, invited),
        answered=sum(block.answered for block in blocks),
        partial=sum(block.partial for block in blocks),
        partial_counted=publishable.partial_counted(scope),
        totals=totals,
        change=change,
    )


def _invited(scope: Scope, publishable: Plan, invited: Mapping[Side, int]) -> int:
    if scope != "overall":
        return invited.get(scope, 0)
    everybody = "overall" in publishable.blocks
    return sum(invited.get(side, 0) for side in SIDES if everybody or side in publishable.blocks)


def _statements(publishable: Plan) -> tuple[StatementResult, ...]:
    return tuple(StatementResult(number=number, ratings=publishable.statement(number)) for number in NUMBERS)


def caveats(result: Result) -> tuple[Words, ...]:
    """What a reader has to know to read the figures rightly: who is in no figure, what is hidden, and why."""
    least = result.minimum
    if not result.groups:
        return (T("Fewer than {minimum} people answered, so nothing is shown.", minimum=least),)
    overall = result.groups["overall"]
    said: list[Words] = []
    if "sales" not in result.groups:
        said.append(_sides_hidden(least, by_total=overall.totals is not None))
    if overall.totals is None:
        said.append(T("Too few people rated all twenty statements, so there is no total."))
    else:
        said += _partial(overall)
    if any(set(each.ratings) != set(result.groups) for each in result.statements):
        said.append(
            T("A statement that fewer than {minimum} people of a side rated is left blank there.", minimum=least)
        )
    if result.others == "left_out":
        said.append(T("Too few people outside Sales and Marketing answered, so they are in no figure."))
    return tuple(said)


def _sides_hidden(minimum: int, *, by_total: bool) -> Words:
    if by_total:
        return T(
            "In Sales, in Marketing or in both, fewer than {minimum} people rated all twenty statements, "
            "so only everyone together is shown.",
            minimum=minimum,
        )
    return T(
        "In Sales, in Marketing or in both, fewer than {minimum} people answered, so only everyone together is shown.",
        minimum=minimum,
    )


def _partial(overall: Group) -> list[Words]:
    counted, left_out = overall.partial_counted, overall.partial - overall.partial_counted
    said: list[Words] = []
    if counted:
        said.append(
            TN(
                "{count} person left statements out: what they rated counts for the statements, not for the total.",
                "{count} people left statements out: what they rated counts for the statements, not for the total.",
                counted,
            )
        )
    if left_out:
        said.append(
            TN(
                "{count} person left statements out. Alone they would not be anonymous, so no mean has their ratings.",
                "{count} people left statements out. So few would not be anonymous, so no mean has their ratings.",
                left_out,
            )
        )
    return said
