"""What the core and a chat platform's adapter are to each other.

In: an adapter turns what its platform sends into an event and hands it to the `Door`, which answers with a reply
and the reader to render it for. Out: the postman gives cards to a `Client`, which sends them and says how it went
in the core's terms (`bot.delivery.Outcome`), never by raising for something the platform said.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.cards import Card
from bot.conversation.events import Event, Happened
from bot.conversation.model import Account, Platform
from bot.conversation.reading import Reader
from bot.core import Handled
from bot.delivery import Outcome, Pace

__all__ = ["Client", "Door", "EffectError", "Handled", "Outgoing", "RosterError", "Source", "Target"]


class Door(Protocol):
    """The core as adapters see it."""

    async def handle(self, event: Event) -> Handled:
        """Handle one event. Returns after its transaction is committed; raises only if that was impossible."""
        ...

    async def suggest(self, by: Account, typed: str) -> Sequence[tuple[str, str]]:
        """People whose name fits what was typed into a person field: (value, label), best first, at most 100."""
        ...


@dataclass(frozen=True)
class Target:
    """Where a message goes: a channel (with a thread, perhaps), or a person directly.

    `reference` is what the adapter itself reported to be needed (Teams: a conversation reference, as JSON).
    """

    workspace: str
    user: str = ""
    channel: str = ""
    thread: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A card on its way out. `id` is opaque and safe to show to the platform; `since` is the first attempt.

    `uploads` remembers the platform's ids of pictures already uploaded by an earlier attempt, by index of the part;
    the client adds to it as it goes, and the postman keeps it with the delivery. `shared` is the same for all who get
    this card and read alike: what a client has made of the card for one of them, it finds there for the next.
    """

    id: str
    card: Card
    reader: Reader
    since: datetime
    uploads: dict[str, str] = field(default_factory=dict)
    shared: dict[str, Any] = field(default_factory=dict)


class Client(Protocol):
    """Sends to one platform. The `external` id of a message is the adapter's own, and equals `Act.message`."""

    platform: Platform
    pace: Pace

    async def post(self, target: Target, out: Outgoing) -> Outcome:
        """Send a new message."""
        ...

    async def whisper(self, target: Target, out: Outgoing) -> Outcome:
        """Send something that only `target.user` sees in `target.channel` (directly, where a platform can't)."""
        ...

    async def update(self, workspace: str, external: str, reference: str, out: Outgoing) -> Outcome:
        """Make a message sent before look like this card."""
        ...

    async def find(self, target: Target, out: Outgoing) -> Outcome | None:
        """After a crash: `Sent` if the platform has the message, None if it surely has not.

        Retry means ask again later. A platform that can't be asked returns None.
        """
        ...

    def roster(self, workspace: str) -> AsyncIterator[Happened]:
        """Read everybody in the workspace, as events; raises `RosterError` with the outcome if it can't."""
        ...

    def member(self, target: Target) -> AsyncIterator[Happened]:
        """Read whether this one is still in the workspace: `MembersSeen` with their profile, or that they left.

        Nothing where nobody can tell. Raises `RosterError` as above. The core asks only where `roster` is `partial`.
        """
        ...


class Source(Protocol):
    """Where records of other systems are fetched, beside the platforms that messages go to."""

    pace: Pace

    def fetch(self, target: Target) -> AsyncIterator[Event]:
        """Ask for what `target.user` names in the system `target.workspace`; the answer, as events.

        Raises `EffectError` with the outcome if it can't.
        """
        ...


class EffectError(Exception):
    """What was to be done out there, other than sending, was not done; `outcome` says what to do about it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(type(outcome).__name__)
        self.outcome = outcome


class RosterError(EffectError):
    """A roster could not be read."""
