"""The shape of the table of contents: what leads to which handler. The table itself is `bot.routes`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.cards import Card, Part
from bot.conversation.events import Act, Event, Pointed
from bot.conversation.forms import Form, Values
from bot.conversation.payloads import Action, Codec, Payload
from bot.conversation.replies import Reply
from bot.conversation.words import Words
from bot.rights import Right
from bot.work import Work
from storage.people import Person

ClickHandler = Callable[[Any, Work], Reply]
"""(the action that the button carries, work) -> reply"""


@dataclass(frozen=True)
class Way:
    """One way to say a command: what follows its name, what that does, and who may."""

    text: str
    help: Words
    right: Right | None = None


@dataclass(frozen=True)
class Command:
    """`/truce NAME ...`. `slash` offers it as a Slack command of its own too, `/NAME`; `right` limits who sees it.

    `usage` hints at what may follow; with `ways` it is made of these.
    """

    handle: Callable[[str, Work], Reply]
    help: Words
    usage: str = ""
    slash: bool = False
    right: Right | None = None
    ways: tuple[Way, ...] = ()

    @property
    def hint(self) -> str:
        """What may follow the name, in a few words."""
        return self.usage or ("[" + " | ".join(way.text for way in self.ways) + "]" if self.ways else "")


@dataclass(frozen=True)
class Shortcut:
    """What can be done with anybody's message, from the message's own menu. `label`: as it stands there.

    At most 24 characters: no platform shows more of it.
    """

    handle: Callable[[Pointed, Work], Reply]
    label: str
    help: Words


@dataclass(frozen=True)
class FormRoute:
    """A form: how it looks for an action, now, and what happens with its values. `build` may refuse with a reply."""

    build: Callable[[Any, Work], Form | Reply]
    handle: Callable[[Any, Values, Work], Reply]


@dataclass(frozen=True)
class Routes:
    """Everything that can happen, and its handler."""

    commands: Mapping[str, Command]
    clicks: Mapping[type[Action], ClickHandler]
    forms: Mapping[type[Action], FormRoute]
    timers: Mapping[type[Payload], Callable[[Any, Work], None]]
    business: Mapping[type[Event], Sequence[Callable[[Any, Work], None]]]
    said: Sequence[Callable[[str, Work], Reply | None]]
    """What a capability answers to words that are no command, in order; None leaves them to the next."""
    stranger: Callable[[Act, Work], Person]
    """Makes the record of somebody who acts for the first time."""
    home: Callable[[Sequence[Part], Work], Card]
    waits: Sequence[Callable[[Work], Sequence[Part]]]
    """What waits for a person, a capability each: `home` makes a card of it."""
    shortcuts: Mapping[str, Shortcut] = field(default_factory=dict)
    merged: Sequence[Callable[[int, int, Work], None]] = ()
    """(kept, gone, work): two records of one person become one; called before the rows are moved."""
    started: Sequence[Callable[[Work], None]] = ()
    """Called for each organisation when the program starts: timers that must always be there."""

    def home_card(self, work: Work) -> Card:
        """What stands in a person's home."""
        return self.home(tuple(part for each in self.waits for part in each(work)), work)

    def codec(self) -> Codec:
        return Codec({*self.clicks, *self.forms, *self.timers})
