"""A section of practices.yaml, as each capability fills one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.conversation.model import Frozen
from bot.conversation.words import Words
from bot.work import Work

Where = tuple[str | int, ...]
"""The place of a value in practices.yaml: keys and positions, from the top of its entry. Empty: the entry."""


@dataclass(frozen=True)
class Difference:
    """A field of an entry: what it is here, and what the file says. `old` is empty for an entry that is new."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What applying an entry would do, and `apply`, which does it. An entry that changes nothing has none."""

    what: Literal["created", "changed", "paused", "resumed", "ended"]
    name: str
    differences: tuple[Difference, ...]
    apply: Callable[[], None]


@dataclass(frozen=True)
class Problem:
    """What is wrong with entry number `entry` (from 0), where in it, and what to write instead."""

    entry: int
    where: Where
    words: Words


class Practice(Protocol):
    """A section of practices.yaml: something that the company has agreed to do, as a file.

    `many` sections are lists of entries, others a single one. Fields that an entry leaves out stay as they are, or, of
    a new entry, are as the model says.
    """

    @property
    def section(self) -> str: ...

    @property
    def many(self) -> bool: ...

    @property
    def about(self) -> Words:
        """What stands above the section in an export."""
        ...

    @property
    def model(self) -> type[Frozen]:
        """An entry; what it allows is checked before `plan` is asked."""
        ...

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        """What there is, as entries; applying them changes nothing."""
        ...

    def plan(self, entries: Sequence[Any], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        """What applying these entries (of the model) would do, and what is wrong with them. Changes nothing."""
        ...
