"""What of a wave may be published, so that nothing about fewer than `minimum` people can be worked out from it.

Publishing a mean of everybody and a mean of Sales publishes a mean of the rest as well. So the answers are first cut
into **blocks** of people, and only sums over whole blocks are ever published:

1. Sales and Marketing are a block each where each has enough people; people of neither side are a third one where
   they are enough, and are left out of every figure otherwise. Published are both sides and overall, which is the
   sum of the blocks.
2. Where a side has too few, everybody is one block, and only the overall is published.
3. "Enough" counts the people who rated all twenty, whose totals are published. Where not even all of those together
   are enough, there are no totals, and "enough" counts everybody who answered.

Who left statements out is in no total, so statements less totals would leave exactly those people. So, where there
are totals:

4. A block's partial answers enter its statements only if they come from enough people; otherwise they are left out.

Where there are no totals:

5. A statement is published for a block only if enough people of it rated the statement; and overall only if that is
   true of every block.

Why this is safe. Published are, for each block b, a total T(b) over its complete people and, for each statement k,
a sum S(b, k) over its raters; overall figures are their sums. Take any nonzero combination of published sums, with
weight t(b) on T(b) and s(b, k) on S(b, k). A complete person of b weighs t(b) + s(b, k) on statement k; a partial
one who rated k weighs s(b, k). If some t(b) isn't 0, then either s(b, k) differs from -t(b) for some k, and all
complete people of b remain in it (at least the minimum, rules 1 to 3); or s(b, k) = -t(b) for all k, and they cancel.
Then every partial person of b remains whose answers count, which is nobody or at least the minimum (rule 4); with
nobody, b cancels completely and doesn't matter. If all t(b) are 0, then some s(b, k) isn't, and all raters of k in b
remain: all complete people of b, or, without totals, at least the minimum by rule 5. So whatever is added to or
taken from whatever, at least `minimum` people remain in it. Sums of squares are cut the same way, so the same holds.

This is about groups. That all of a group gave the same rating is visible in its mean, as in any survey's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.pulse.scoring import Answers, Side
from bot.pulse.uncertainty import Sums

DEFAULT_MINIMUM = 5
SMALLEST_MINIMUM = 3

Scope = Literal["overall", "sales", "marketing"]
SCOPES: tuple[Scope, ...] = ("overall", "sales", "marketing")
Use = Literal["none", "counted", "left_out"]


@dataclass(frozen=True)
class Plan:
    """What may be published of a wave: `blocks` by name, "overall" being everybody where the sides can't be shown.

    `others` says what becomes of the people of neither side. With no blocks, nothing may be published.
    """

    minimum: int
    totals: bool = False
    blocks: Mapping[Side | Scope, Answers] = field(default_factory=dict)
    others: Use = "none"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        if not self.blocks:
            return ()
        return ("overall",) if "overall" in self.blocks else SCOPES

    def within(self, scope: Scope) -> tuple[Answers, ...]:
        """The blocks that a scope is the sum of."""
        return tuple(self.blocks.values()) if scope == "overall" else (self.blocks[scope],)

    def total(self, scope: Scope) -> Sums | None:
        """The sums of the totals of a scope's people; None where they may not be published."""
        if scope not in self.scopes or not self.totals:
            return None
        return sum((block.totals for block in self.within(scope)), Sums())

    def statement(self, scope: Scope, number: int) -> Sums | None:
        """The sums of a statement's ratings; None where they may not be published."""
        if scope not in self.scopes:
            return None
        ratings = [block.ratings(number, with_partial=self.counts_partial(block)) for block in self.within(scope)]
        if any(each.n < self.minimum for each in ratings):
            return None
        return sum(ratings, Sums())

    def counts_partial(self, block: Answers) -> bool:
        """Whether the answers of those who left statements out are in the block's statements."""
        return not self.totals or block.partial >= self.minimum

    def partial_counted(self, scope: Scope) -> int:
        """How many of a scope left statements out, but have what they rated in the statements' sums."""
        return sum(block.partial for block in self.within(scope) if self.counts_partial(block))


def plan(answers: Mapping[Side, Answers], minimum: int = DEFAULT_MINIMUM) -> Plan:
    """Decide what may be published; ValueError for a minimum below three."""
    if minimum < SMALLEST_MINIMUM:
        raise ValueError(
            f"The smallest group that may be shown is {SMALLEST_MINIMUM} people; {minimum} is too few to be anonymous."
        )
    sizes: tuple[tuple[bool, Callable[[Answers], int]], ...] = (
        (True, lambda side: side.complete),
        (False, lambda side: side.answered),
    )
    for totals, size in sizes:
        blocks = _blocks(answers, size, minimum)
        if blocks:
            return Plan(minimum=minimum, totals=totals, blocks=blocks, others=_others(answers, blocks))
    return Plan(minimum=minimum)


def _blocks(
    answers: Mapping[Side, Answers], size: Callable[[Answers], int], minimum: int
) -> dict[Side | Scope, Answers]:
    everyone = sum(answers.values(), Answers())
    enough: dict[Side | Scope, Answers] = {side: each for side, each in answers.items() if size(each) >= minimum}
    if "sales" in enough and "marketing" in enough:
        return enough
    return {"overall": everyone} if size(everyone) >= minimum else {}


def _others(answers: Mapping[Side, Answers], blocks: Mapping[Side | Scope, Answers]) -> Use:
    if not answers.get("other", Answers()).answered:
        return "none"
    return "counted" if "other" in blocks or "overall" in blocks else "left_out"
