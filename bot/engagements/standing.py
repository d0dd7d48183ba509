"""What state follows from which answers. Pure: answers come in, a state and the deadlines still ahead go out.

An engagement is as many slots as answers are needed: one of each of the rule's targets ("each"), one of all ("one"),
or everybody who is asked ("all"). A target for which nobody was found is a slot without anybody, and stays open.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

COUNTING: Final = frozenset({"asked", "declined", "changes", "joined", "waived"})
"""What somebody was handed on, or released from, counts no more."""
UNANSWERED: Final = frozenset({"asked", "declined"})
"""Nobody is in yet. Who says that it is not needed waits for whoever decides that."""

State = Literal["open", "met", "waived"]


@dataclass(frozen=True)
class Answer:
    """What one of those asked has said. `ask` is its id; `state` as in storage.rules.Ask."""

    ask: int
    target: int
    state: str
    due: datetime


@dataclass(frozen=True)
class Slot:
    """Somebody of these must be in."""

    answers: tuple[Answer, ...]

    @property
    def state(self) -> Literal["met", "waived", "changes", "open"]:
        """Whoever wants changes holds it, whatever the others say, until they approve."""
        states = {each.state for each in self.answers}
        if "changes" in states:
            return "changes"
        if "joined" in states:
            return "met"
        return "waived" if "waived" in states else "open"

    @property
    def due(self) -> datetime | None:
        """When the last of those who could still answer should have; None where nobody is asked."""
        return max((each.due for each in self.answers if each.state in UNANSWERED), default=None)


def slots(need: str, targets: Collection[int], answers: Iterable[Answer]) -> Sequence[Slot]:
    """The answers that are needed. `targets`: the rule's targets, by their numbers."""
    counting = [each for each in answers if each.state in COUNTING]
    if need == "one":
        return [Slot(tuple(counting))]
    by_target = [tuple(each for each in counting if each.target == target) for target in sorted(targets)]
    if need == "all":
        return [Slot((each,)) for some in by_target for each in some] + [Slot(()) for some in by_target if not some]
    return [Slot(some) for some in by_target]


def state_of(every: Sequence[Slot]) -> State:
    """Met once all are met, or not needed; waived where none was needed."""
    states = {each.state for each in every}
    if not states or states & {"open", "changes"}:
        return "open"
    return "met" if "met" in states else "waived"


def late(every: Sequence[Slot], now: datetime, otherwise: datetime) -> Sequence[Slot]:
    """The slots whose deadline has passed. `otherwise`: the deadline of those for which nobody was found."""
    return [each for each in every if each.state == "open" and (each.due or otherwise) <= now]


def next_deadline(every: Sequence[Slot], now: datetime, otherwise: datetime) -> datetime | None:
    """The next deadline that is still ahead."""
    ahead = [each.due or otherwise for each in every if each.state == "open"]
    return min((each for each in ahead if each > now), default=None)


def released_by(every: Sequence[Slot]) -> frozenset[int]:
    """The asks that nobody need answer any more: others of their slot are in, or it is not needed."""
    done = [each for each in every if each.state in {"met", "waived"}]
    return frozenset(each.ask for slot in done for each in slot.answers if each.state in UNANSWERED)
