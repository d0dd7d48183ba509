"""The small protocols by which capabilities serve each other. Who fills them in is settled in `bot/routes.py`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from bot.conversation.cards import Fact, Part
from bot.conversation.model import Frozen, Place
from bot.conversation.payloads import Press
from bot.conversation.words import NOTHING, Words
from bot.work import Work

Where = tuple[str | int, ...]
"""The place of a value in practices.yaml: keys and positions, from the top of its entry. Empty: the entry."""


@dataclass(frozen=True)
class Difference:
    """A field of an entry: what it is here, and what the file says. `old` is empty for an entry that is new."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Change:
    """What applying an entry would do, and `apply`, which does it. An entry that changes nothing has none."""

    what: Literal["created", "changed", "paused", "resumed", "ended"]
    name: str
    differences: tuple[Difference, ...]
    apply: Callable[[], None]


@dataclass(frozen=True)
class Problem:
    """What is wrong with entry number `entry` (from 0), where in it, and what to write instead."""

    entry: int
    where: Where
    words: Words


class Practice(Protocol):
    """A section of practices.yaml: something that the company has agreed to do, as a file.

    `many` sections are lists of entries, others a single one. Fields that an entry leaves out stay as they are, or, of
    a new entry, are as the model says.
    """

    @property
    def section(self) -> str: ...

    @property
    def many(self) -> bool: ...

    @property
    def about(self) -> Words:
        """What stands above the section in an export."""
        ...

    @property
    def model(self) -> type[Frozen]:
        """An entry; what it allows is checked before `plan` is asked."""
        ...

    def export(self, work: Work) -> Sequence[dict[str, Any]]:
        """What there is, as entries; applying them changes nothing."""
        ...

    def plan(self, entries: Sequence[Any], work: Work) -> tuple[Sequence[Change], Sequence[Problem]]:
        """What applying these entries (of the model) would do, and what is wrong with them. Changes nothing."""
        ...


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


# Business records and the rules about them

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


class Holes(Protocol):
    """The directory, told that somebody was looked for and nobody is named."""

    def nobody(self, topic: str, concerning: Concerning, work: Work) -> Sequence[int]:
        """File it as an open question. Returns who looks after the directory (ids), nobody where nobody does."""
        ...


class Reviewing(Protocol):
    """The reviews, for whoever brings people into them."""

    def attend(self, review: int, person: int, work: Work) -> bool:
        """Somebody is to be there, too. False where they are on the list already, or it is over."""
        ...

    def hand_over(self, person: int, to: int, work: Work) -> Sequence[str]:
        """Reviews ahead that somebody owned who has left are another's from now on. Returns what they are called."""
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


class Undecided(Protocol):
    """The rules, for whoever must not take what is not known for a no."""

    def gates(self, subject: Subject, facts: Mapping[str, Any], work: Work) -> Sequence["Unsure"]:
        """The gates of which nobody can tell whether they apply to a record in this state, and why."""
        ...


@dataclass(frozen=True)
class Unsure:
    """A rule, and why nobody can tell whether it applies."""

    rule: str
    why: Words


# Meetings


@dataclass(frozen=True)
class AgendaOccasion:
    """The meeting for which an agenda is built: of which series (its id), when, and since when there was none.

    Deals above `deals_above`, in whole units of the organisation's currency, are of interest to it.
    """

    series: int
    starts: datetime
    since: datetime
    deals_above: int


@dataclass(frozen=True)
class Candidate:
    """Something that a meeting may talk about.

    `key` names it within its source, and is the same at the next meeting. `opens` shows where it came from, or `url`
    does. `note` says why it is worth the time. `minutes` is how long it takes.
    """

    key: str
    title: Words
    note: Words = NOTHING
    owner: int | None = None
    minutes: int = 5
    opens: Press | None = None
    url: str = ""


class AgendaSource(Protocol):
    """What a capability has for agendas. It asks the database a fixed number of times, however much there is."""

    @property
    def name(self) -> str:
        """Short, never changed."""
        ...

    @property
    def heading(self) -> Words: ...

    def candidates(self, occasion: AgendaOccasion, most: int, work: Work) -> Sequence[Candidate]:
        """The most important first, at most so many."""
        ...


@dataclass(frozen=True)
class DigestWeek:
    """The week that a digest tells of: it begins on this Monday, at `start`, until `end`, in the reader's zone."""

    begins: date
    zone: str
    start: datetime
    end: datetime


DigestSection = Callable[[DigestWeek, Work, int], Sequence[Part]]
"""(the week, work, whose digest it is): what a capability tells this person; nothing where there is nothing.

It begins with a heading, is short enough to stand beside others, and where it is shortened has a button to the whole.
"""

DigestReaders = Callable[[Work], Collection[int]]
"""Whom a capability has something to tell every week (ids), managers or not."""


class MeetingLookup(Protocol):
    """The meetings, for capabilities that don't keep them."""

    def here(self, place: Place, work: Work) -> tuple[int, int | None] | None:
        """The series that meets in a channel (its id), and its newest meeting that has begun, if any."""
        ...

    def name(self, series: int, work: Work) -> str: ...


class Agreeing(Protocol):
    """Action items, for whoever writes down what was agreed."""

    def wrong_with(self, line: str, work: Work) -> Words | None:
        """What is to be mended in "@person what by when", as whoever acts has typed it; None: it can be read."""
        ...

    def agree(self, line: str, work: Work, *, series: int, meeting: int) -> None:
        """Keep it, and ask its owner. ValueError where `wrong_with` finds something."""
        ...

    def ask_for(self, what: str, *, series: int, meeting: int | None, item: int | None) -> Press:
        """What opens the form for an action item about something."""
        ...

    def agreed_in(self, meeting: int, work: Work) -> Sequence[Words]:
        """The action items of a meeting, a line each: who does what by when, and how it stands."""
        ...


Lacking = Callable[[Subject, Collection[str], Work], None]
"""(record, fields, work): rules have looked at it, and can't decide without these fields, which are not known."""


class Needing(Protocol):
    """The rules, for whoever can find out what is not known of a record."""

    def unknown(self, subject: Subject, work: Work) -> Collection[str]:
        """The fields (names as in `Known`) that are not known, and without which a rule that is on can't decide."""
        ...
