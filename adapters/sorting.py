"""What waits to be sent, as the postman last saw it in the database, so that he need not look there for each message.

A look is a window on what is due: every topic's and workspace's share of it. While a window is not used up, only what
is urgent is asked for anew; so an alert is seen at once, and the thousands of a wave are sorted a few times only.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.attention import Attention
from bot.clock import Clock
from bot.delivery import PRIORITY, Candidate, Lane
from storage.database import Database
from storage.outbox import Due, Outbox

WINDOW: Final = 1000
"""How many due rows are looked at at once: enough for many lanes, few enough to stay cheap."""
LITTLE: Final = 200
"""Where so few are left of a window, there is another look."""
OFTEN: Final = timedelta(milliseconds=250)
"""The shortest time between two looks where one workspace's share is used up and others' is not."""
UNASKED: Final = PRIORITY[Attention.UNASKED]


class Sorted:
    """`ask` says that there may be something new, `wants` whether to look, `took` what need not be shown again."""

    def __init__(self, database: Database, clock: Clock, platforms: Sequence[str], idle: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._platforms = platforms
        self._idle = idle
        self._asked = True
        self._whole = False
        self._looked: datetime | None = None
        self._workspaces: set[tuple[str, str]] = set()
        self._urgent: dict[str, list[Candidate]] = {}
        self._others: dict[str, list[Candidate]] = {}

    def ask(self) -> None:
        self._asked = True

    def forget(self) -> None:
        """What was taken from here was not leased after all: look at everything again."""
        self._asked, self._looked = True, None

    def wants(self, now: datetime) -> bool:
        return self._asked or self._used_up(now)

    def look(self) -> None:
        """Look for what is new; at everything, where the last look showed all there was or is used up."""
        self._asked = False
        now, looked = self._clock.now(), self._looked  # now that it is noted: what comes later asks for another look
        whole = looked is None or self._whole or now - looked >= self._idle or now < looked or self._used_up(now)
        with self._database.read() as session:
            due = Outbox(session).waiting(now, WINDOW, self._platforms, None if whole else UNASKED)
        found = [(row.platform, _candidate(row)) for row in due]
        self._urgent = _by_platform([each for each in found if self.is_urgent(each[1])])
        if whole:
            self._looked, self._whole = now, len(due) < WINDOW
            self._others = _by_platform([each for each in found if not self.is_urgent(each[1])])
            self._workspaces = {(row.platform, row.workspace) for row in due}

    def of(self, platform: str) -> tuple[Sequence[Candidate], Sequence[Candidate]]:
        """What is urgent, and the rest."""
        return self._urgent.get(platform, ()), self._others.get(platform, ())

    def took(self, gone: Collection[Candidate]) -> None:
        if not gone:
            return
        ids = {each.id for each in gone}
        for kept in (self._urgent, self._others):
            for platform, candidates in kept.items():
                kept[platform] = [each for each in candidates if each.id not in ids]

    @staticmethod
    def is_urgent(candidate: Candidate) -> bool:
        """What goes before all that nobody has asked for."""
        return PRIORITY[candidate.attention] < UNASKED

    def _used_up(self, now: datetime) -> bool:
        """The window showed a part only, and of that little is left, or nothing of some workspace."""
        if self._looked is None or self._whole:
            return False
        left = [(platform, each) for platform, candidates in self._others.items() for each in candidates]
        if len(left) < LITTLE:
            return True
        there = {(platform, each.lane.workspace) for platform, each in left}
        return not self._workspaces <= there and now - self._looked >= OFTEN


def _by_platform(found: list[tuple[str, Candidate]]) -> dict[str, list[Candidate]]:
    sorted_: dict[str, list[Candidate]] = {}
    for platform, candidate in found:
        sorted_.setdefault(platform, []).append(candidate)
    return sorted_


def _candidate(row: Due) -> Candidate:
    return Candidate(
        id=row.id,
        lane=Lane(row.workspace, row.channel or row.user),
        attention=Attention(row.attention),
        about=row.about,
        due=row.not_before,
        call="update" if row.external else "find" if row.doubtful else "post",
    )
