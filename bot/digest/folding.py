"""Lines of the audit trail, folded: what became of each practice in a week, however often somebody changed it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Step = Literal["set up", "changed", "on", "off", "removed"]
Switched = Literal["", "on", "off", "on and off", "off and on"]

STEPS: Final[Mapping[str, Step]] = {
    "created": "set up",
    "changed": "changed",
    "switched on": "on",
    "resumed": "on",
    "switched off": "off",
    "paused": "off",
    "removed": "removed",
    "ended": "removed",
}
"""What the trail calls it, and what it is. What else stands there changes no practice."""


@dataclass(frozen=True)
class Line:
    """A line of the trail: who (nobody: somebody at the command line) did what to what, and how it differs now."""

    person: int | None
    what: str
    kind: str
    name: str
    words: str = ""


@dataclass(frozen=True)
class Became:
    """What became of a practice. `changes`: how often it was changed, not counting how it was set up."""

    kind: str
    name: str
    people: tuple[int | None, ...]
    """In the order in which each first did something."""
    set_up: bool = False
    removed: bool = False
    switched: Switched = ""
    changes: int = 0
    words: str = ""
    """What the only change was."""


def fold(lines: Iterable[Line]) -> list[Became]:
    """What became of each, in the order in which something was first done to it. `lines`: the oldest first."""
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        if line.what in STEPS:
            found.setdefault((line.kind, line.name), []).append(line)
    return [_became(kind, name, each) for (kind, name), each in found.items()]


def _became(kind: str, name: str, lines: list[Line]) -> Became:
    steps = [STEPS[each.what] for each in lines]
    changes = [each for each in lines if STEPS[each.what] == "changed"]
    set_up, removed = "set up" in steps, "removed" in steps
    return Became(
        kind=kind,
        name=name,
        people=tuple(dict.fromkeys(each.person for each in lines)),
        set_up=set_up,
        removed=removed,
        switched="" if removed else _switched(steps, new=set_up),
        changes=0 if set_up or removed else len(changes),
        words=changes[0].words if len(changes) == 1 and not set_up and not removed else "",
    )


def _switched(steps: list[Step], *, new: bool) -> Switched:
    """From the first switch one knows how it was before, from the last how it is. What is new is meant to be on."""
    switches = [each for each in steps if each in {"on", "off"}]
    if not switches or (new and switches[-1] == "on"):
        return ""
    first, last = switches[0], switches[-1]
    if new or first == last:
        return "on" if last == "on" else "off"
    return "on and off" if first == "on" else "off and on"
