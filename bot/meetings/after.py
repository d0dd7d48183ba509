"""After a meeting: its owner is asked what came of it, and whoever says nothing is noticed.

Comes in: a series and its meeting, at the end, and again when the next agenda is prepared. Goes out: the question to the
owner, and the meeting's state.
"""

from dataclasses import dataclass

from bot.meetings.ports import Ports
from bot.work import Work
from storage.meetings import Meeting, Series


@dataclass(frozen=True)
class After:
    ports: Ports

    def ask(self, series: Series, meeting: Meeting, work: Work) -> None:
        """It is over: its owner is asked what came of it, once."""

    def settle(self, series: Series, meeting: Meeting, work: Work) -> None:
        """The next agenda is prepared: a meeting of which nobody has said anything was missed."""
