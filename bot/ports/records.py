"""Business records, as rules and people see them, for capabilities that don't keep them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.conversation.cards import Fact
from bot.conversation.model import Place
from bot.conversation.words import Words
from bot.ports.directory import Concerning
from bot.work import Work

Kind = Literal["deal", "review", "collateral", "campaign", "price"]
"""What a rule may be about."""


@dataclass(frozen=True)
class Known:
    """A field of a record that conditions may name.

    In `facts` (JSON) a number is a Decimal as text, a date an ISO day, an amount one in the organisation's currency.
    What is not known is None, but for text, which is empty then.
    """

    name: str
    type: Literal["number", "text", "date", "yes or no", "list"]
    words: Words
    example: str
    """A value as a condition writes it: "2000000", "\"DACH\""."""


@dataclass(frozen=True)
class Subject:
    """A business record as rules and people see it: a deal, a review, something handed in.

    `owner` is a person's id; `channel` its own channel, if it has one. `ended`: why nobody need be involved any more.
    `round` counts how often it was handed in. `shown` is what an alert says of it.
    """

    kind: Kind
    id: int
    name: str
    facts: Mapping[str, Any]
    concerning: Concerning
    owner: int | None = None
    url: str = ""
    channel: Place | None = None
    ended: Literal["", "won", "lost", "removed", "over", "withdrawn"] = ""
    round: int = 1
    shown: tuple[Fact, ...] = ()


class Subjects(Protocol):
    """The business records, for capabilities that don't keep them."""

    def known(self, kind: Kind) -> Sequence[Known]:
        """The fields that conditions about such records may name."""
        ...

    def get(self, kind: Kind, record: int, work: Work) -> Subject | None:
        """The record as it is now."""
        ...


Changed = Callable[[Subject, Mapping[str, Any], Work], None]
"""(the record as it is now, a state that it was in, work): called for each state once, oldest first, soon after."""


class Reviewing(Protocol):
    """The reviews, for whoever brings people into them."""

    def attend(self, review: int, person: int, work: Work) -> bool:
        """Somebody is to be there, too. False where they are on the list already, or it is over."""
        ...

    def hand_over(self, person: int, to: int, work: Work) -> Sequence[str]:
        """Reviews ahead that somebody owned who has left are another's from now on. Returns what they are called."""
        ...
