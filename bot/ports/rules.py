"""The rules and what they set going, for capabilities on either side of them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.conversation.words import Words
from bot.ports.records import Kind, Subject
from bot.work import Work


@dataclass(frozen=True)
class Fired:
    """The condition of a rule (its id) has become true for a record that was in the state `facts` then."""

    rule: int
    facts: Mapping[str, Any]


class Engaging(Protocol):
    """Who is involved, and what becomes of it, for the capability that knows when."""

    def open(self, subject: Subject, fired: Sequence[Fired], work: Work) -> None:
        """Ask the people whom these rules name. What one person is asked goes into one message."""
        ...

    def let_go(self, subject: Subject, rules: Sequence[int], why: str, work: Work) -> None:
        """Cancel what is open about a record: of these rules, or of all where none is named."""
        ...


class Forcing(Protocol):
    """Letting something through a gate though not everybody has answered."""

    def may(self, engagement: int, work: Work) -> bool:
        """Whether whoever acts may: as the rule says."""
        ...

    def force(self, engagement: int, reason: str, work: Work) -> None:
        """Nobody need answer any more. It stands in the record with the reason, and whoever was asked is told."""
        ...


GateStands = Callable[[Kind, int, Work], Literal["cleared", "held", "undecided"]]
"""(kind, record, work): how the gates of a record stand. Undecided: nobody can tell yet. What has none is cleared."""


@dataclass(frozen=True)
class Outcome:
    """What became of something after it was heard: with whom it is, or who decided what, and why not."""

    state: Literal["waiting", "agreed", "not agreed"]
    names: tuple[str, ...]
    reason: str = ""


class Passing(Protocol):
    """What was passed on once it was through its gate, for whoever shows that gate."""

    def outcome(self, engagement: int, work: Work) -> Outcome | None:
        """None: it was not passed on, or is looked at again."""
        ...


@dataclass(frozen=True)
class Unsure:
    """A rule, and why nobody can tell whether it applies."""

    rule: str
    why: Words


class Undecided(Protocol):
    """The rules, for whoever must not take what is not known for a no."""

    def gates(self, subject: Subject, facts: Mapping[str, Any], work: Work) -> Sequence[Unsure]:
        """The gates of which nobody can tell whether they apply to a record in this state, and why."""
        ...


Lacking = Callable[[Subject, Collection[str], Work], None]
"""(record, fields, work): rules have looked at it, and can't decide without these fields, which are not known."""


class Needing(Protocol):
    """The rules, for whoever can find out what is not known of a record."""

    def unknown(self, subject: Subject, work: Work) -> Collection[str]:
        """The fields (names as in `Known`) that are not known, and without which a rule that is on can't decide."""
        ...
