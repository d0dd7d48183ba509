"""What capabilities have for agendas and digests; and the meetings, for capabilities that do not keep them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.conversation.cards import Part
from bot.conversation.model import Place
from bot.conversation.payloads import Press
from bot.conversation.words import NOTHING, Words
from bot.work import Work


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
