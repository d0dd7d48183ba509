"""What just happened, in plain words: the traces of the core as the playground tells them.

Comes in: traces, from the core's writer threads. Goes out: the newest ones, and whoever watches is told.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.trace import Trace

KEPT: Final = 120

_DID: Final = {
    "Said": "wrote to Truce",
    "Commanded": "typed a command",
    "Clicked": "clicked",
    "Submitted": "sent a form",
    "OpenedHome": "opened Home",
    "TimerDue": "Time came",
    "Installed": "Truce was installed",
    "Uninstalled": "Truce was removed",
    "MembersSeen": "The member list was read",
    "GroupSeen": "A group was read",
    "ReferenceSeen": "An address was learned",
    "Delivered": "A delivery was reported",
}
_ANSWERED: Final = {
    "say": "answered with a message",
    "whisper": "answered privately",
    "update": "changed the message in place",
    "form": "opened a form",
    "errors": "asked for another look at the form; nothing was changed",
    "home": "showed the Home page",
    "repeat": "knew this event already: the same answer again, nothing changed",
}
_THINGS: Final = {
    "delivery": ("message", "messages"),
    "timer": ("timer", "timers"),
    "person": ("person", "people"),
    "account": ("account", "accounts"),
    "role": ("role", "roles"),
    "organisation": ("company", "companies"),
    "workspace": ("workspace", "workspaces"),
}
_VERBS: Final = {
    ("delivery", "added"): "queued",
    ("delivery", "removed"): "withdrawn",
    ("timer", "added"): "set",
    ("timer", "changed"): "moved",
    ("timer", "removed"): "done",
}
_UNSPOKEN: Final = frozenset({"inbox"})


@dataclass(frozen=True)
class Happening:
    """One event, ready to be read. `changes` are short phrases such as "2 messages queued"."""

    number: int
    at: datetime
    who: str
    did: str
    detail: str
    handler: str
    changes: tuple[str, ...]
    answered: str
    trouble: str


class Happenings:
    """Give `note` to the core as its observer. `changed` is called, in the writer's thread, after each."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._kept: deque[Happening] = deque(maxlen=KEPT)
        self._changed = changed
        self._count = 0

    def note(self, trace: Trace) -> None:
        self._count += 1
        self._kept.appendleft(told(trace, self._count))
        self._changed()

    def newest(self, most: int) -> list[Happening]:
        return list(self._kept.copy())[:most]

    def clear(self) -> None:
        self._kept.clear()


def told(trace: Trace, number: int) -> Happening:
    did = _DID.get(trace.event, trace.event)
    return Happening(
        number=number,
        at=trace.at,
        who=trace.who,
        did=did,
        detail=spoken(trace.detail),
        handler=trace.handler.partition(".<locals>")[0],
        changes=tuple(
            _change(table, verb, count)
            for (table, verb), count in trace.changes.items()
            if count and table not in _UNSPOKEN
        ),
        answered=_ANSWERED.get("repeat" if trace.repeated else trace.reply, ""),
        trouble=f"The handler failed ({trace.trouble}); nothing was changed." if trace.trouble else "",
    )


def spoken(name: str) -> str:
    """A payload's or command's name as words: "pulse.start_wave" is "pulse: start wave"."""
    head, dot, rest = name.partition(".")
    return f"{head}: {rest.replace('_', ' ').replace('.', ' ')}" if dot else name.replace("_", " ")


def _change(table: str, verb: str, count: int) -> str:
    one, many = _THINGS.get(table, (table.replace("_", " "), f"{table.replace('_', ' ')} records"))
    return f"{count} {one if count == 1 else many} {_VERBS.get((table, verb), verb)}"
