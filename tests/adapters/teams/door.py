"""A door that writes down what comes in and answers what it was told to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from adapters.platform import Handled
from bot.conversation.events import Act, Event
from bot.conversation.model import Account
from bot.conversation.replies import Quiet, Reply
from tests.adapters.teams.made import READER

E = TypeVar("E", bound=Event)


@dataclass
class RecordingDoor:
    answer: Callable[[Act], Reply] = lambda _: Quiet()
    events: list[Event] = field(default_factory=list)
    people: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[Account, str]] = field(default_factory=list)
    broken: bool = False

    async def handle(self, event: Event) -> Handled:
        if self.broken:
            raise OSError("the disk is full")
        self.events.append(event)
        return Handled(self.answer(event) if isinstance(event, Act) else Quiet(), READER)

    async def suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        self.asked.append((by, typed))
        return [(value, label) for value, label in self.people if typed.lower() in label.lower()]

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]
