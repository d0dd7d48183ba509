"""Building an agenda among 100, 10,000 and 100,000 deals, on SQLite: what it talks about is the same each time.

Forty deals are open and above the amount, and ten were won above it since the last meeting; all others are small, open,
won and lost over three years. Thirty engagements are overdue, and people have added twenty items: a hundred in all. It
is built as at its lead time, posted and committed. The sides take turns, and each time it is another meeting.
"""

import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import SQLModel

from bench.figures import Figure, Turns, figure
from bot.practices.applying import working
from bot.routes import MEETINGS
from bot.timing import occurrence_key
from storage.agendas import Agendas
from storage.database import Database
from storage.deals import Deal
from storage.meetings import AgendaItem, Meeting, Meetings, Series
from storage.people import Organisation, Person
from storage.rules import Engagement, Rule

SIZES: Final = (100, 10_000, 100_000)
OPEN: Final = 40
WON: Final = 10
OVERDUE: Final = 30
ADDED: Final = 20
NOW: Final = datetime(2027, 1, 11, 9, tzinfo=UTC)
MOST: Final = 2
TURNS: Final = 4
"""Builds of each side in each round."""


def measure(folder: Path, turns: Turns) -> list[Figure]:
    sides = {size: _Side(folder / f"{size}.db", size) for size in SIZES}
    for side in sides.values():
        side.builds()  # everything is put together once, before it is measured
    taken: dict[int, list[float]] = {size: [] for size in sides}
    for _ in range(turns.rounds * TURNS):
        for size, side in sides.items():
            taken[size].append(side.builds())
    for side in sides.values():
        side.close()
    few = statistics.median(taken[SIZES[0]]) * 1e3
    return [
        figure(
            f"an agenda of {OPEN + WON + OVERDUE + ADDED} items, built among {size:,} deals",
            statistics.median(taken[size]) * 1e3,
            "ms",
            (f"among {SIZES[0]}", few),
            most=MOST,
        )
        for size in SIZES[1:]
    ]


class _Side:
    """A company with so many deals, and a meeting series."""

    def __init__(self, file: Path, deals: int) -> None:
        self._database = Database(f"sqlite:///{file}")
        SQLModel.metadata.create_all(self._database.engine)
        self._meetings = 0
        with self._database.write() as session:
            organisation = Organisation(name="Brightwater")
            session.add(organisation)
            session.flush()
            self.organisation = organisation.id or 0
            people = [Person(organisation=self.organisation, name=f"Person {each}") for each in range(40)]
            session.add_all(people)
            rule = Rule(organisation=self.organisation, name="Big deals", **_RULE)
            series = Series(organisation=self.organisation, **_SERIES)
            session.add_all([rule, series])
            session.flush()
            self.series, self.people = series.id or 0, [each.id or 0 for each in people]
            session.connection().execute(insert(Deal), [self._deal(at) for at in range(deals)])
            overdue = {"organisation": self.organisation, "rule": rule.id, "kind": "deal", "state": "overdue"}
            rows = [
                {"subject": at, "facts": {"name": f"Deal {at}"}, "opened": NOW, "due": NOW} for at in range(OVERDUE)
            ]
            session.connection().execute(insert(Engagement), [overdue | row for row in rows])

    def _deal(self, at: int) -> dict[str, Any]:
        major = at < OPEN + WON
        state = "open" if at < OPEN else "won" if major else ("open", "won", "lost")[at % 3]
        amount = Decimal(2_000_001 + at if major else 1_000 + at % 900_000)
        closed = NOW - timedelta(days=(at - OPEN if major else at % 1095)) if state != "open" else None
        return {
            "organisation": self.organisation,
            "system": "bench",
            "external": str(at),
            "name": f"Deal {at}",
            "state": state,
            "amount": amount,
            "currency": "USD",
            "home_amount": amount,
            "home_currency": "USD",
            "worth": float(amount),
            "stage": "Negotiation",
            "staged": NOW - timedelta(days=at % 60),
            "owner": self.people[at % len(self.people)],
            "closed": closed,
            "news": {},
            "created": NOW,
            "changed": NOW,
        }

    def builds(self) -> float:
        """The seconds that the next meeting's agenda takes."""
        self._meetings += 1
        starts = NOW + timedelta(days=self._meetings)
        with self._database.write() as session:
            work = working(session, self.organisation, NOW)
            like = AgendaItem(
                organisation=self.organisation, series=self.series, source="added", key="", title="", created=NOW
            )
            rows = [{"key": f"{self._meetings} {at}", "title": f"Item {at}"} for at in range(ADDED)]
            work[Agendas].add_many(like, rows)
        began = time.perf_counter()
        with self._database.write() as session:
            work = working(session, self.organisation, NOW)
            series = work[Meetings].series(self.series)
            assert series is not None
            meeting = Meeting(
                organisation=self.organisation,
                series=self.series,
                occurrence=occurrence_key(starts.replace(tzinfo=None)),
                starts=starts,
                minutes=60,
                state="open",
                changed=NOW,
            )
            MEETINGS.building.build(series, work[Meetings].add(meeting), NOW - timedelta(days=30), work)
        taken = time.perf_counter() - began
        with self._database.read() as session:
            rows_of = working(session, self.organisation, NOW)[Agendas].of_meeting(meeting.id or 0)
            assert len(rows_of) == OPEN + WON + OVERDUE + ADDED, len(rows_of)
        return taken

    def close(self) -> None:
        self._database.close()


_RULE: Final[dict[str, Any]] = {"key": "big", "kind": "deal", "condition": "true", "created": NOW, "changed": NOW}
_SERIES: Final[dict[str, Any]] = {
    "key": "council",
    "name": "Deal council",
    "rule": "FREQ=DAILY",
    "first": "2027-01-05T09:00:00",
    "zone": "Europe/Vienna",
    "channels": [{"platform": "slack", "workspace": "T1", "channel": "C1", "kind": "channel"}],
    "looked": NOW,
    "created": NOW,
    "changed": NOW,
}
