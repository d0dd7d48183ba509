"""What a meeting talks about: in which order, what there is time for, and what waits for the next one. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

MOST: Final = 300
"""So many items are kept for one meeting; what comes beyond them is counted."""
ADDED: Final = "added"
"""The source of what people added."""

Name = tuple[str, str]
"""What an item is called: its source, and its key there."""
Step = Literal["earlier", "later", "first"]


@dataclass(frozen=True)
class Item:
    """`section` is the part of the agenda that it belongs to, `rank` the place that its source gives it there.

    `position` is the place that the owners of the meeting gave it by hand; `carried`: it was left out the last time.
    """

    number: int
    section: int
    rank: int = 0
    minutes: int = 5
    votes: int = 0
    position: int | None = None
    carried: bool = False


@dataclass(frozen=True)
class Slot:
    """An item that there is time for, and how many minutes after the meeting's beginning its time comes."""

    item: Item
    begins: int


@dataclass(frozen=True)
class Agenda:
    slots: tuple[Slot, ...]
    left_out: tuple[Item, ...]

    @property
    def minutes(self) -> int:
        return sum(each.item.minutes for each in self.slots)

    @property
    def shown(self) -> tuple[Item, ...]:
        """All of it as people see it: what there is time for, and below that what there is not."""
        return (*(each.item for each in self.slots), *self.left_out)


def in_order(items: Collection[Item]) -> list[Item]:
    """By hand, where somebody has ordered it; else what was left out the last time first, then section by section.

    Within these more votes go first, then what its source thinks more of.
    """
    return sorted(items, key=_place)


def _place(item: Item) -> tuple[int, ...]:
    if item.position is not None:
        return (0, item.position, 0, 0, 0, 0, item.number)
    section = 0 if item.carried else 1 + item.section
    return (1, 0, section, -item.votes, item.section, item.rank, item.number)


def fit(items: Collection[Item], length: int) -> Agenda:
    """Give each its time, in order. What is too long for what is left of it doesn't stop a shorter one behind it."""
    slots: list[Slot] = []
    left_out: list[Item] = []
    used = 0
    for each in in_order(items):
        if used + each.minutes <= length:
            slots.append(Slot(each, used))
            used += each.minutes
        else:
            left_out.append(each)
    return Agenda(tuple(slots), tuple(left_out))


def moved(shown: Sequence[Item], number: int, step: Step) -> list[int]:
    """The numbers of all items in their order by hand, after one of them was moved within what people see."""
    order = [each.number for each in shown]
    if number not in order:
        return order
    at = order.index(number)
    to = {"earlier": at - 1, "later": at + 1, "first": 0}[step]
    order.insert(min(max(to, 0), len(order) - 1), order.pop(at))
    return order


@dataclass(frozen=True)
class Gathered:
    """`carried` waited and go on; `settled` waited, and their source has no more of them; `new` are there as well.

    `beyond` counts what there was no room for.
    """

    carried: tuple[Name, ...]
    settled: tuple[Name, ...]
    new: tuple[Name, ...]
    beyond: int


def gather(waiting: Sequence[Name], offered: Sequence[Name], whole: Collection[str], most: int = MOST) -> Gathered:
    """Put together what waits and what sources offer, in their order; the same thing is never there twice.

    `whole` are the sources that have named all they have: what waited and is not among that is settled. What waits, and
    what people added, always finds room.
    """
    there = set(offered)
    settled = [each for each in waiting if each[0] in whole and each[0] != ADDED and each not in there]
    gone = set(settled)
    carried = [each for each in dict.fromkeys(waiting) if each not in gone]
    known = set(carried)
    fresh = [each for each in dict.fromkeys(offered) if each not in known]
    room = max(0, most - len(carried))
    return Gathered(tuple(carried), tuple(dict.fromkeys(settled)), tuple(fresh[:room]), len(fresh) - len(fresh[:room]))
