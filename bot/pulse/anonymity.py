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

Where there are no totals, a statement has answers in common with nothing else that is published, so:

5. Each statement is cut anew, by rules 1 and 2, among the blocks' people who rated it.

Why this is safe. Published are, for each block b, a total T(b) over its complete people and, for each statement k,
a sum S(b, k) over its raters; overall figures are their sums. Take any nonzero combination of published sums, with
weight t(b) on T(b) and s(b, k) on S(b, k). A complete person of b weighs t(b) + s(b, k) on statement k; a partial
one who rated k weighs s(b, k). If some t(b) isn't 0, then either s(b, k) differs from -t(b) for some k, and all
complete people of b remain in it (at least the minimum, rules 1 to 3); or s(b, k) = -t(b) for all k, and they cancel.
Then every partial person of b remains whose answers count, which is nobody or at least the minimum (rule 4); with
nobody, b cancels completely and doesn't matter. If all t(b) are 0, then some s(b, k) isn't, and all raters of k in b
remain, among them all complete people of b. Without totals, the same holds of each statement's own blocks, every
one of which has at least the minimum of raters (rule 5). So whatever is added to or
taken from whatever, at least `minimum` people remain in it. Sums of squares are cut the same way, so the same holds.

Pulses and surveys have no totals, so rule 5 cuts each of their questions among those who answered it. A question
that has no mean publishes how many gave each answer, exactly: counts of one block's people. Take each person's
answers as unknowns of 0 or 1, one for each answer but the last, which follows from the others. A combination of the
counts of a block that isn't empty leaves some answer's unknowns of all its raters, so the same holds, and
questions have no unknowns in common.

Comments and free texts are no sums: each is somebody's own words, which no rule can change. They are shown for
everybody together only, shuffled, without side or time, where enough people answered anything.

How many answered is published too, in the status while a wave is open and in the result. All of these are counts of
whole sides or of sums of sides. Where both sides have been asked in sufficient numbers they are shown from the first
day on; where one has not, everybody is counted together, in the status as in the result. So a few people of neither
side, who would be the difference of what is shown before and after, count nowhere beside two such sides (`counted`).

Waves of an unchanged group publish exact figures each. What somebody answers in one wave is another unknown than what
they answer in the next, so nothing can be taken from the one and put into the other. Nor if nobody ever changes their
mind, as long as the same people answer: then each wave's sums of a statement are the same sums. Somebody who answers
one wave and not the other, among people who all answer the same twice, could be worked out by who knows that.

Where the group has changed, two such sums would differ by the person who joined or left. Then nothing exact is
published, but rounded means (`bot.pulse.rounding`). What one such wave leaves open: to somebody who knows every other
answer exactly, a rating of 2, 3 or 4 still fits one of its neighbours as well; a 1 or a 5 can become certain where an
end of a step falls beside it, and so can yes or no, or which option. To somebody who compares two rounded waves and
takes it that nobody else has changed their mind, a rating is known to 2 either way at best. Several rounded waves are
several looks: who knows all other answers in each of them, and takes the one to stay the same, can narrow it further.

This is about groups. That all of a group gave the same rating is visible in its mean, as in any survey's.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal, TypeVar

from bot.pulse.scoring import SIDES, Answers, Side
from bot.pulse.uncertainty import Sums

DEFAULT_MINIMUM = 5
SMALLEST_MINIMUM = 3

Scope = Literal["overall", "sales", "marketing"]
SCOPES: tuple[Scope, ...] = ("overall", "sales", "marketing")
Use = Literal["none", "counted", "left_out"]
Name = Side | Scope
Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Plan:
    """What may be published of a wave: `blocks` by name, "overall" being everybody where the sides can't be shown.

    `others` says what becomes of the people of neither side. With no blocks, nothing may be published.
    """

    minimum: int
    totals: bool = False
    exact: bool = True
    blocks: Mapping[Name, Answers] = field(default_factory=dict)
    others: Use = "none"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return scopes_of(self.blocks)

    def within(self, scope: Scope) -> tuple[Answers, ...]:
        """The blocks that a scope is the sum of."""
        return within(self.blocks, scope)

    def total(self, scope: Scope) -> Sums | None:
        """The sums of the totals of a scope's people; None where they may not be published."""
        if scope not in self.scopes or not self.totals:
            return None
        return sum((block.totals for block in self.within(scope)), Sums())

    def statement(self, number: int) -> dict[Scope, Sums]:
        """The sums of a statement's ratings, of the scopes for which they may be published."""
        blocks = self.ratings(number)
        return {scope: sum(within(blocks, scope), Sums()) for scope in scopes_of(blocks)}

    def ratings(self, number: int) -> dict[Name, Sums]:
        """The same by block, cut among those who rated it."""
        given = {
            name: block.ratings(number, with_partial=self.counts_partial(block)) for name, block in self.blocks.items()
        }
        cut = _cut({name: sums.n for name, sums in given.items()}, self.minimum)
        return {block: sum((given[name] for name in names), Sums()) for block, names in cut.items()}

    def counts(self, number: int) -> dict[Name, Counter[int]]:
        """How many gave which answer, by block, cut among those who answered this question."""
        given = {name: Counter(block.counts.get(number, {})) for name, block in self.blocks.items()}
        cut = _cut({name: counts.total() for name, counts in given.items()}, self.minimum)
        return {block: sum((given[name] for name in names), Counter()) for block, names in cut.items()}

    def counts_partial(self, block: Answers) -> bool:
        """Whether the answers of those who left statements out are in the block's statements."""
        return not self.totals or (self.exact and block.partial >= self.minimum)

    def partial_counted(self, scope: Scope) -> int:
        """How many of a scope left statements out, but have what they rated in the statements' sums."""
        return sum(block.partial for block in self.within(scope) if self.counts_partial(block))


def plan(answers: Mapping[Side, Answers], minimum: int = DEFAULT_MINIMUM, *, exact: bool = True) -> Plan:
    """Decide what may be published; ValueError for a minimum below three.

    Where figures are not `exact`, a total is worked out from the means of its statements, so these are of the people
    who rated all twenty.
    """
    if minimum < SMALLEST_MINIMUM:
        raise ValueError(
            f"The smallest group that may be shown is {SMALLEST_MINIMUM} people; {minimum} is too few to be anonymous."
        )
    parts: dict[Name, Answers] = {side: answers[side] for side in SIDES if side in answers}
    cut = _cut({name: part.complete for name, part in parts.items()}, minimum)
    totals = bool(cut)
    if not totals:
        cut = _cut({name: part.answered for name, part in parts.items()}, minimum)
    blocks = {block: reduce(Answers.__add__, (parts[name] for name in names)) for block, names in cut.items()}
    return Plan(minimum=minimum, totals=totals, exact=exact, blocks=blocks, others=_others(answers, blocks))


def counted(invited: Mapping[Side, int], minimum: int) -> tuple[Side, ...]:
    """The sides whose people count at all, in figures and in how many have answered.

    A few of neither side beside two sides that are large enough count nowhere: else, where the sides are shown while
    the wave is open and everybody together afterwards, how many of those few had answered would be known.
    """
    few = 0 < invited.get("other", 0) < minimum
    if few and all(invited.get(side, 0) >= minimum for side in ("sales", "marketing")):
        return ("sales", "marketing")
    return SIDES


def _cut(sizes: Mapping[Name, int], minimum: int) -> dict[Name, tuple[Name, ...]]:
    """Rules 1 and 2: the blocks by name, and the parts that each is made of."""
    enough: dict[Name, tuple[Name, ...]] = {name: (name,) for name, size in sizes.items() if size >= minimum}
    if "sales" in enough and "marketing" in enough:
        return enough
    return {"overall": tuple(sizes)} if sum(sizes.values()) >= minimum else {}


def scopes_of(blocks: Mapping[Name, object]) -> tuple[Scope, ...]:
    if not blocks:
        return ()
    return ("overall",) if "overall" in blocks else SCOPES


def within(blocks: Mapping[Name, Kept], scope: Scope) -> tuple[Kept, ...]:
    return tuple(blocks.values()) if scope == "overall" else (blocks[scope],)


def _others(answers: Mapping[Side, Answers], blocks: Mapping[Name, Answers]) -> Use:
    if not answers.get("other", Answers()).answered:
        return "none"
    return "counted" if "other" in blocks or "overall" in blocks else "left_out"
