"""When a rule fires: once as its condition becomes true, and not again before it was false, or is about a new round.

In: for which round of the record it held (None: it did not), and what the condition says now. Out: what follows. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from bot.rules.conditions import Condition, Fields, Result, state_of
from storage.versions import State

ENDED: Final[Mapping[str, str]] = {
    "won": "won",
    "lost": "lost",
    "removed": "removed",
    "held": "over",
    "cancelled": "removed",
    "withdrawn": "withdrawn",
}
"""States of records about which nobody need be involved any more, and why (as `Subject.ended` says it)."""


class Crossing(Enum):
    FIRED = "fired"
    LET_GO = "let go"
    STAYS = "stays"


def crossing(held: int | None, now: Result, round_: int = 1) -> Crossing:
    """What is undecided changes nothing: neither was it false meanwhile, nor has it become true."""
    if now is True and (held is None or held < round_):
        return Crossing.FIRED
    if now is False and held is not None:
        return Crossing.LET_GO
    return Crossing.STAYS


def ended(facts: Mapping[str, Any]) -> str:
    """Why nobody need be involved any more, as of this state; empty where it goes on."""
    return ENDED.get(str(facts.get("state", "")), "")


def round_of(facts: Mapping[str, Any]) -> int:
    """How often it was handed in."""
    said = str(facts.get("round") or "1")
    return int(said) if said.isdigit() else 1


@dataclass
class Replay:
    """One condition, looked at along the states of many records."""

    condition: Condition
    fields: Fields

    def fired(self, states: Iterable[State], known: Mapping[int, State]) -> Iterator[State]:
        """The states in which it fires. `known`: what records were like before; of no other it is known."""
        held = {number: round_of(each.facts) for number, each in known.items() if self._holds(each)}
        for each in states:
            round_ = round_of(each.facts)
            now = False if ended(each.facts) else self.condition.of(state_of(each.facts, self.fields))
            match crossing(held.get(each.subject), now, round_):
                case Crossing.FIRED:
                    held[each.subject] = round_
                    yield each
                case Crossing.LET_GO:
                    del held[each.subject]

    def _holds(self, state: State) -> bool:
        return not ended(state.facts) and self.condition.of(state_of(state.facts, self.fields)) is True
