"""Whether a gate is open. Pure: what stands in the records comes in, the verdict goes out.

A gate is closed unless everything says that it is open: what was handed in a moment ago, or can't be worked out, holds
it as much as somebody who has not answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.ports.rules import Outcome, Unsure

How = Literal["met", "waived", "forced"]


@dataclass(frozen=True)
class Waiting:
    """Somebody who has not approved yet. `changes`: what they want to be different first."""

    name: str
    due: datetime
    changes: str = ""


@dataclass(frozen=True)
class Held:
    """A rule that is not met yet, and whom it waits for. Nobody: nobody could be found to ask."""

    engagement: int
    rule: str
    due: datetime
    waits: tuple[Waiting, ...] = ()


@dataclass(frozen=True)
class Passed:
    """A rule that is met, or was waived or forced by somebody (`names`), with a reason."""

    rule: str
    how: How
    names: tuple[str, ...] = ()
    reason: str = ""
    outcome: Outcome | None = None
    """Where it was passed on: what became of it there."""


@dataclass(frozen=True)
class Verdict:
    """`looked_at`: rules have looked at the newest state. `withdrawn`: there is nothing to clear any more."""

    looked_at: bool
    withdrawn: bool
    held: tuple[Held, ...] = ()
    passed: tuple[Passed, ...] = ()
    unsure: tuple[Unsure, ...] = ()

    @property
    def cleared(self) -> bool:
        return self.looked_at and not (self.withdrawn or self.held or self.unsure)

    @property
    def stands(self) -> Literal["cleared", "held", "undecided"]:
        """The same for whoever waits for it: undecided where nobody can tell yet."""
        if self.cleared:
            return "cleared"
        return "held" if self.held or self.withdrawn else "undecided"

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(each.outcome for each in self.passed if each.outcome is not None)

    @property
    def by(self) -> datetime | None:
        """By when everybody should have answered; None where nobody is waited for."""
        return latest([each.due for each in self.held])


def latest(moments: Sequence[datetime]) -> datetime | None:
    return max(moments, default=None)
