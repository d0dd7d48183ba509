"""A company with a meeting series, and as many things to talk about as a test wants: on either engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import event, insert

from bot.meetings.standing import meeting_id, series_id
from bot.practices.applying import working
from bot.routes import MEETINGS
from bot.timing import occurrence_key
from bot.work import Work
from storage.agendas import Agendas
from storage.database import Database
from storage.deals import Deal
from storage.meetings import AgendaItem, Meeting, Meetings, Series
from storage.people import Organisation, Person
from storage.rules import Ask, Engagement, Rule

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
PLACES = ({"platform": "web", "workspace": "playground", "channel": "#deal-council", "kind": "channel"},)


class Hall:
    """One company and its series, with an agenda a month."""

    def __init__(self, database: Database, **series: Any) -> None:
        self.database = database
        self.now = NOW
        with database.write() as session:
            organisation = Organisation(name="Brightwater", zone="Europe/Vienna", country="AT")
            session.add(organisation)
            session.flush()
            self.organisation = organisation.id or 0
            people = [Person(organisation=self.organisation, name=name) for name in ("Alice Ober", "Mia Frost")]
            session.add_all(people)
            session.flush()
            self.people = [each.id or 0 for each in people]
            said: dict[str, Any] = {
                "owner": self.people[0],
                "co_owner": self.people[1],
                "channels": list(PLACES),
                "minutes": 60,
            }
            row = Series(
                organisation=self.organisation,
                key="deal-council",
                name="Deal council",
                rule="FREQ=MONTHLY;BYDAY=1TU",
                first="2027-01-05T09:00:00",
                zone="Europe/Vienna",
                looked=NOW,
                created=NOW,
                changed=NOW,
                **(said | series),
            )
            session.add(row)
            session.flush()
            self.series = series_id(row)

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.database.write() as session:
            yield working(session, self.organisation, self.now)

    def meets(self, days: int = 2) -> int:
        """The agenda of a meeting so many days ahead is built. Returns the meeting."""
        with self.work() as work:
            series = work[Meetings].series(self.series)
            assert series is not None
            starts = self.now + timedelta(days=days)
            meeting = work[Meetings].add(
                Meeting(
                    organisation=self.organisation,
                    series=self.series,
                    occurrence=occurrence_key(starts.replace(tzinfo=None)),
                    starts=starts,
                    minutes=series.minutes,
                    state="open",
                    changed=self.now,
                )
            )
            MEETINGS.building.build(series, meeting, self.now - timedelta(days=30), work)
            return meeting_id(meeting)

    def begins(self, meeting: int) -> None:
        """It has begun: the agenda freezes."""
        with self.work() as work:
            row, series = work[Meetings].locked(meeting), work[Meetings].series(self.series)
            assert row is not None
            assert series is not None
            self.now = row.starts
            row.state = "running"
            work[Meetings].add(row)
            MEETINGS.building.freeze(series, row, working(work.people.session, self.organisation, self.now))

    def items(self, meeting: int) -> list[AgendaItem]:
        with self.work() as work:
            return list(work[Agendas].of_meeting(meeting))

    # Things to talk about

    def has_deals(self, count: int, **more: Any) -> None:
        said = {"state": "open", "stage": "Negotiation", "staged": NOW, "closed": None}
        with self.database.write() as session:
            rows = [
                {
                    "organisation": self.organisation,
                    "system": "test",
                    "external": f"{more.get('state', 'open')}{at}",
                    "name": f"Deal {at}",
                    "home_amount": Decimal(2_000_001 + at),
                    "worth": 2_000_001.0 + at,
                    "home_currency": "USD",
                    "news": {},
                    "created": NOW,
                    "changed": NOW,
                    **said,
                    **more,
                }
                for at in range(count)
            ]
            session.connection().execute(insert(Deal), rows)

    def has_overdue(self, count: int) -> None:
        with self.database.write() as session:
            rule = Rule(
                organisation=self.organisation,
                key="big",
                name="Brand manager on big deals",
                kind="deal",
                condition="true",
                created=NOW,
                changed=NOW,
            )
            session.add(rule)
            session.flush()
            for at in range(count):
                due = NOW - timedelta(days=count - at)
                row = Engagement(
                    organisation=self.organisation,
                    rule=rule.id or 0,
                    kind="deal",
                    subject=at,
                    facts={"name": f"Deal {at}"},
                    state="overdue",
                    opened=due,
                    due=due,
                )
                session.add(row)
                session.flush()
                session.add(
                    Ask(
                        organisation=self.organisation,
                        engagement=row.id or 0,
                        target=0,
                        person=self.people[at % 2],
                        asked=due,
                        due=due,
                    )
                )

    def has_added(self, count: int, **more: Any) -> None:
        with self.work() as work:
            like = AgendaItem(
                organisation=self.organisation, series=self.series, source="added", key="", title="", created=NOW
            )
            rows = [
                {"key": f"k{at}", "title": f"Item {at}", "added_by": self.people[at % 2], **more} for at in range(count)
            ]
            work[Agendas].add_many(like, rows)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    told: list[str] = []

    def tell(_: object, __: object, statement: str, *___: object) -> None:
        told.append(statement)

    event.listen(database.engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(database.engine, "before_cursor_execute", tell)
