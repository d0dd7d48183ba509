"""The directory, for capabilities that need the right person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.conversation.words import Words
from bot.work import Work


@dataclass(frozen=True)
class Responsible:
    """Who answers for a topic: the person and the backup (ids), and why, in words that go after a name.

    `sure`: it is this one, not one of several who may be meant.
    """

    person: int
    backup: int | None
    why: Words
    sure: bool


@dataclass(frozen=True)
class Concerning:
    """What somebody is wanted for, as people write it. Empty: not told."""

    region: str = ""
    product: str = ""
    segment: str = ""
    account: str = ""
    step: str = ""


class ContactLookup(Protocol):
    """The directory, for capabilities that need the right person: rules, hand-offs."""

    def responsible(self, topic: str, concerning: Concerning, work: Work) -> Sequence[Responsible]:
        """Who answers for a topic (its name or a synonym), best first; empty where nobody does.

        The most specific one goes first, as in an answer to a question. A region that nobody knows counts as not told.
        Whether they are away, or have left the company, is for the caller to see.
        """
        ...


class Holes(Protocol):
    """The directory, told that somebody was looked for and nobody is named."""

    def nobody(self, topic: str, concerning: Concerning, work: Work) -> Sequence[int]:
        """File it as an open question. Returns who looks after the directory (ids), nobody where nobody does."""
        ...
